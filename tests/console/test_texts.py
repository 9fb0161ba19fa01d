"""Every word a template asks for exists in both languages."""

import ast
import re
from pathlib import Path

from console.texts import _TEXTS, text
from domain.case import CaseChannel, CaseKind, CaseState, Outcome, Right
from domain.case_words import CHANNEL, KIND, OUTCOME, RIGHT, STATE
from domain.report import Unit
from reports.unit_words import UNIT

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


def test_alerts_are_counted_in_the_unit_of_the_reports() -> None:
    of_alerts = ("alerts_count", "calendar_in_month", "calendar_to_come", "desk_waiting", "desk_outcome_decided",
                 "desk_to_settle", "load_waiting", "quality_more_decided")  # fmt: skip
    assert {text(key, "zh-hans")[:1] for key in of_alerts} == {UNIT[Unit.ALERT].zh}
    assert [
        key for key in _TEXTS if re.search("(?<![文案])件(确认的|已处理的)?预警", text(key, "zh-hans"))
    ] == []


def test_what_a_case_is_called_stands_in_one_table() -> None:
    tables = (
        (CaseKind, KIND),
        (Right, RIGHT),
        (CaseState, STATE),
        (CaseChannel, CHANNEL),
        (Outcome, OUTCOME),
    )
    for members, table in tables:
        values = [member.value for member in members]
        ending = re.compile(f"(.*)({'|'.join(map(re.escape, values))})")
        families = {found[1] for key in _TEXTS if (found := ending.fullmatch(key))}
        whole = [one for one in families if _TEXTS.keys() >= {f"{one}{value}" for value in values}]
        whole = [one for one in whole if one != "case_to_"]  # what a move is called, not where it leads
        assert len(whole) == 1, f"{members.__name__}: {whole}"
        assert [_TEXTS[f"{whole[0]}{value}"][0] for value in values] == [table[one].zh for one in members]  # type: ignore[index]


def test_no_other_code_calls_the_kinds_states_and_outcomes_of_cases_anything() -> None:
    for folder in ("console", "domain", "haishao", "jobs", "notifier", "reports", "response", "storage"):
        for file in (TEMPLATES.parent.parent / folder).rglob("*.py"):
            if "case_words" in file.name:
                continue
            for found in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(found, ast.Dict):
                    assert not _calls_cases_something(found), f"{file.name}:{found.lineno}"


def _calls_cases_something(table: ast.Dict) -> bool:
    keys = [ast.unparse(key).partition(".")[0] for key in table.keys if key is not None]
    words = [one for value in table.values for one in ast.walk(value) if isinstance(one, ast.Constant)]
    return any(keys.count(name) > 2 for name in ("CaseKind", "CaseState", "Outcome")) and any(
        isinstance(one.value, str) for one in words
    )


def test_every_state_route_and_policy_of_a_source_has_words() -> None:
    from crawlers.outcome import State
    from crawlers.robots import RobotsState
    from crawlers.source import Policy, Route

    shown = {member.value for kind in (State, Route, Policy) for member in kind}
    assert {f"robots_{one.value}" for one in RobotsState} <= _TEXTS.keys()
    assert shown | {"never", "late", "unjudged"} <= _TEXTS.keys()
    assert text("forbidden", "en") == "Forbidden"
