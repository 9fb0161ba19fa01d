"""Every word a template asks for exists in both languages."""

import re
from pathlib import Path

from console.texts import _TEXTS, text

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "console" / "templates"


def test_every_key_of_every_template_has_words() -> None:
    for template in TEMPLATES.rglob("*.html"):
        for key in re.findall(r"{% t [\"']([^\"']+)[\"']", template.read_text(encoding="utf-8")):
            assert key in _TEXTS, f"{template.name}: {key}"


def test_chinese_and_english_differ_and_neither_is_empty() -> None:
    for key in _TEXTS:
        chinese, english = text(key, "zh-hans"), text(key, "en")
        assert chinese
        assert english
        assert chinese != english


def test_every_state_route_and_policy_of_a_source_has_words() -> None:
    from crawlers.outcome import State
    from crawlers.source import Policy, Route

    shown = {member.value for kind in (State, Route, Policy) for member in kind}
    assert shown | {"never", "late", "unjudged"} <= _TEXTS.keys()
    assert text("forbidden", "en") == "Forbidden"
