"""The rules of the house that no tool of its own checks."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "domain", "crawlers", "evidence", "matchers", "watchlists", "response", "reports", "notifier", "pictures",
    "storage", "jobs", "console", "haishao",
)  # fmt: skip
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_orm_is_used_in_storage_alone(path: Path) -> None:
    where = path.relative_to(ROOT).parts[0]
    if where in ("storage", "haishao"):
        return
    assert not {name for name in imports(path) if name.startswith("django.db")}


def test_every_setting_stands_in_the_docs() -> None:
    described = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    specs = (ROOT / "crawlers" / "specs").glob("*.yaml")
    code = "".join(path.read_text(encoding="utf-8") for path in (*FILES, *specs)).replace("}", " ")
    named = {
        word.strip("\"'") for word in code.replace("(", " ").replace(",", " ").split() if "HAISHAO_" in word
    }
    names = {name for name in named if name.startswith("HAISHAO_") and name.isupper() and name.isidentifier()}
    assert names
    short = {name.replace("HAISHAO_SMTP", "") for name in names if name.startswith("HAISHAO_SMTP_")}
    assert all(name in described for name in names if not name.startswith("HAISHAO_SMTP_"))
    assert all(f"`{name}`" in described or name in described for name in short)


def test_both_readmes_have_the_same_sections() -> None:
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert english.count("\n## ") == chinese.count("\n## ")
    commands = {line.strip() for line in english.splitlines() if line.startswith("    make ")}
    assert {line.split()[1] for line in commands} == {
        line.split()[1] for line in chinese.splitlines() if line.startswith("    make ")
    }
