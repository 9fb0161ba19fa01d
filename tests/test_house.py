"""The rules of the house that no tool of its own checks."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from haishao.doctor.names import known_names
from jobs.links import LABELS

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


def settings_in(text: str) -> set[str]:
    """The settings a table's first column names; `_PORT` behind `HAISHAO_SMTP_HOST` is `HAISHAO_SMTP_PORT`."""
    found: set[str] = set()
    for row in re.findall(r"^\| ([^|]*HAISHAO_[^|]*) \|", text, re.MULTILINE):
        first, *others = re.findall(r"(?:HAISHAO)?_[A-Z0-9_]+", row)
        family = first.rpartition("_")[0]
        found |= {first, *(family + one if one.startswith("_") else one for one in others)}
    return found


def test_every_setting_stands_in_the_docs_and_none_that_nothing_reads() -> None:
    described = settings_in((ROOT / "docs" / "settings.md").read_text(encoding="utf-8"))
    between_processes = {"HAISHAO_TURNS_FD"}
    assert described == known_names() - between_processes


def test_the_settings_module_describes_what_it_reads() -> None:
    module = ast.parse((ROOT / "haishao" / "settings.py").read_text(encoding="utf-8"))
    words = [one.value for one in ast.walk(module) if isinstance(one, ast.Constant)]
    read = {one for one in words if isinstance(one, str) and re.fullmatch("HAISHAO_[A-Z0-9_]+", one)}
    assert read <= settings_in(ast.get_docstring(module) or "")


def test_both_readmes_have_the_same_sections() -> None:
    english = (ROOT / "README.md").read_text(encoding="utf-8")
    chinese = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert english.count("\n## ") == chinese.count("\n## ")
    commands = {line.strip() for line in english.splitlines() if line.startswith("    make ")}
    assert {line.split()[1] for line in commands} == {
        line.split()[1] for line in chinese.splitlines() if line.startswith("    make ")
    }


def test_both_readmes_lead_to_every_page_and_no_page_to_one_that_is_not_there() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    links = {
        (page.relative_to(ROOT).as_posix(), (page.parent / to).resolve())
        for page in pages
        for to in re.findall(r"\]\(([^)#:]+\.md)[)#]", page.read_text(encoding="utf-8"))
    }
    assert [(page, str(to)) for page, to in links if not to.exists()] == []
    for readme in ("README.md", "README.zh-CN.md"):
        led_to = {to for page, to in links if page == readme}
        assert [page.name for page in (ROOT / "docs").glob("*.md") if page not in led_to] == []


def test_no_word_of_the_console_is_written_down_twice() -> None:
    """Of two entries of one key the later would silently win, whichever page it was meant for."""
    defined = Counter(
        key.value
        for path in sorted((ROOT / "console").glob("*texts.py"))
        for table in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(table, ast.Dict)
        for key in table.keys
        if isinstance(key, ast.Constant)
    )
    defined.update(answer.value for answer in LABELS)
    assert [key for key, times in defined.items() if times > 1] == []
