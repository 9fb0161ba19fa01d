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


def test_every_state_of_a_run_has_words() -> None:
    from crawlers.outcome import State

    assert {state.value for state in State} <= _TEXTS.keys()
