"""The names of settings: all that the code asks for, and what somebody set that it does not."""

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from haishao.doctor.finding import Finding, Level
from haishao.redaction import is_secret

_NAME = re.compile(r"\bHAISHAO_[A-Z0-9]+(?:_[A-Z0-9]+)*\b")
PACKAGES = (
    "console", "crawlers", "domain", "evidence", "haishao", "jobs", "matchers", "notifier", "pictures", "reports",
    "response", "storage", "watchlists",
)  # fmt: skip


@cache
def known_names() -> frozenset[str]:
    """Every setting named in the packages' code and in the built-in source specs: a new one is known at once."""
    root = Path(__file__).resolve().parents[2]
    files = (
        file for package in PACKAGES for form in ("*.py", "*.yaml") for file in (root / package).rglob(form)
    )
    return frozenset(name for file in files for name in _NAME.findall(file.read_text(encoding="utf-8")))


def _of_secret_file(name: str) -> bool:
    setting = name.removesuffix("_FILE")
    return setting != name and setting in known_names() and is_secret(setting)


def unknown_settings(environment: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each HAISHAO_ setting that nothing reads, as a misspelt one, and one for the rest."""
    given = sorted(name for name in environment if name.startswith("HAISHAO_"))
    unknown = [name for name in given if name not in known_names() and not _of_secret_file(name)]
    for name in unknown:
        near = difflib.get_close_matches(name, known_names() - set(given), n=1, cutoff=0.75)
        yield Finding(
            name="settings",
            level=Level.WARN,
            zh=f"没有名为 {name} 的设置，不起作用",
            en=f"there is no setting {name}; it has no effect",
            cure_zh=f"是否为 {near[0]}？" if near else "请改正或删除，见 docs/settings.md",
            cure_en=f"did you mean {near[0]}?" if near else "correct or remove it; see docs/settings.md",
        )
    if not unknown:
        yield Finding(
            name="settings",
            level=Level.OK,
            zh=f"名称均有效（{len(given)} 项）",
            en=f"every name is known ({len(given)} set)",
        )
