"""What a published report hides cannot be reckoned from what it shows: asked of linear algebra, for made-up years."""

import io
import itertools
from collections.abc import Iterator
from dataclasses import replace

import docx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import reports.annual
from domain.case import CaseKind, Outcome
from domain.period import Period
from domain.report import Report, Unit
from domain.report_facts import AlertFact, CaseFact, Facts
from reports.annual import annual
from reports.reckoning import Sum, reckonable
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from reports.small_cells import WHY
from tests.reports.facts import alert, case, facts, firm

YEAR = Period.of("2026")
INDUSTRIES = ("食品", "医疗器械", "液压管")


@st.composite
def cases(draw: st.DrawFn) -> tuple[CaseFact, ...]:
    """Cases of up to nine enterprises, each of one industry, some of the year before, some ended."""
    made = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        of = draw(st.integers(1, 9))
        opened = draw(st.sampled_from(("2025-03-01", "2026-02-01")))
        one = case(number, of, opened=opened, ended=draw(st.sampled_from(("", "2026-06-01"))))
        ending = one.ending and replace(one.ending, outcome=draw(st.sampled_from(list(Outcome)[:3])))
        made.append(replace(
            one, firm=firm(of, INDUSTRIES[of % 3]), ending=ending, office=draw(st.sampled_from(("VN", "US"))),
            kind=draw(st.sampled_from((CaseKind.SQUATTING, CaseKind.LAWSUIT))),
        ))  # fmt: skip
    return tuple(made)


@st.composite
def alerts(draw: st.DrawFn) -> tuple[AlertFact, ...]:
    """Alerts of up to six enterprises, by companies and persons, some of whom come again; some whose windows ended."""
    made = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        who = draw(st.sampled_from(("a co", "b co", "c", "d")))
        one = alert(number, draw(st.integers(1, 6)), holder=who, conflict=who, raised="2026-02-02",
                    last_day=draw(st.sampled_from(("", "2026-04-01"))),
                    acted=draw(st.sampled_from(("", "2026-03-01"))))  # fmt: skip
        made.append(replace(one, tier=draw(st.sampled_from(("high", "medium", "low")))))
    return tuple(made)


def year_before(told: Facts) -> Facts:
    """The same cases as they stood at the end of the year before: those it knew, and none of them ended."""
    known = [one for one in told.cases if one.opened_at < YEAR.starts]
    return facts(*(replace(one, state=case(1).state, ending=None, moved_at=one.opened_at) for one in known))


def made(told: Facts, *, all_shown: bool = False) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        if all_shown:
            patch.setattr(reports.annual, "published", lambda chapters, _: chapters)
        return annual(
            told, year_before(told), YEAR, industries=INDUSTRIES, is_company=lambda name: name.endswith("co")
        )


def sums_a_reader_knows(whole: Report) -> Iterator[dict[str, int]]:
    """Names by coefficients that add up to nothing: for cases, which are each counted once, and for alerts."""
    names = whole.figures().keys()

    def named(head: str, tail: str) -> dict[str, int]:
        return {one: 1 for one in names if one.startswith(head) and one.endswith(tail)}

    for industry in INDUSTRIES:
        yield {f"industry.{industry}.case": -1, f"{industry}.open.case": 1, f"{industry}.ended.case": 1}
    for part in ("new", "ended", "open"):
        yield {f"{part}.case": -1, **{f"{one}.{part}.case": 1 for one in INDUSTRIES}}
        yield {f"{part}.enterprise": -1, **{f"{one}.{part}.enterprise": 1 for one in INDUSTRIES}}
        for unit in ("dispute", "case", "enterprise"):
            yield {f"{part}.{unit}": 1, f"compared.{part}.{unit}": -1}
    yield {"open.case": 1, "ended.case": 1, "new.case": -1, "before.open.case": -1}
    yield {"industry.all.case": -1, "open.case": 1, "ended.case": 1}
    yield {"ended.case": -1, **named("outcome.", ".case")}
    for code, kind in itertools.product(("VN", "US", "all"), (CaseKind.SQUATTING, CaseKind.LAWSUIT)):
        if f"place.{code}.{kind}" in names:
            yield {
                f"place.{code}.{kind}": -1,
                **{one: 1 for i in INDUSTRIES if (one := f"{i}.place.{code}.{kind}") in names},
            }
    for code in ("VN", "US", "all"):
        if f"place.{code}.all" in names:
            yield {
                f"place.{code}.all": -1,
                **{one: 1 for kind in CaseKind if (one := f"place.{code}.{kind}") in names},
            }
    yield {"window.due": -1, "window.dismissed": 1, "window.used": 1, "window.missed": 1}
    yield {"window.missed": -1, **named("missed.", ".alert")}
    for one, other in itertools.combinations(("applicant.", "applicant-often.", "applicant-country."), 2):
        yield named(one, ".alert") | dict.fromkeys(named(other, ".alert"), -1)


@settings(max_examples=150, deadline=None)
@given(cases(), alerts())
def test_no_hidden_figure_is_told_by_those_that_are_shown(
    cases_: tuple[CaseFact, ...], alerts_: tuple[AlertFact, ...]
) -> None:
    told = facts(*cases_, alerts=alerts_)
    whole, report = made(told, all_shown=True), made(told)
    shown, every = report.figures(), whole.figures()
    unknown = sorted(name for name, one in shown.items() if one.why == WHY)
    at = {name: number for number, name in enumerate(unknown)}
    lines = []
    for known in sums_a_reader_knows(whole):
        known = {name: by for name, by in known.items() if name in every}
        assert sum(by * int(every[name].value or 0) for name, by in known.items()) == 0, known
        if any(name in at for name in known):
            line = np.zeros(len(unknown))
            for name, by in known.items():
                if name in at:
                    line[at[name]] = by
            lines.append(line)
    if lines:
        rank = np.linalg.matrix_rank(np.array(lines))
        for name, number in at.items():
            alone = np.eye(len(unknown))[number]
            assert np.linalg.matrix_rank(np.array([*lines, alone])) > rank, f"{name} can be reckoned"
    for name, one in shown.items():
        small = (
            one.unit not in (Unit.BRAND, Unit.SOURCE)
            and 0 < every[name].enterprises < 3
            and every[name].value
        )
        assert not (small and one.value is not None), name
        assert one.value is None or not set(one.of) & at.keys(), f"{name} is worked out of what is hidden"


def test_a_change_or_a_case_in_hand_before_does_not_tell_what_is_hidden() -> None:
    ended = [case(n, n, opened="2025-03-01", ended="2026-06-01") for n in range(1, 3)]
    still = [case(n, n, opened="2025-03-01") for n in range(3, 9)]
    figures = made(facts(*ended, *still)).figures()
    assert figures["ended.case"].why == figures["compared.ended.case"].why == WHY
    told = [
        figures[name].value for name in ("open.case", "before.open.case", "new.case", "industry.all.case")
    ]
    assert None in told
    assert figures["onyear.open.case"].value is None


def test_files_that_are_public_list_no_ids_and_those_for_the_centre_do() -> None:
    report = made(facts(*(case(n, n) for n in range(1, 7))))
    for written in (report, replace(report, public=False)):
        word = docx.Document(io.BytesIO(report_docx(written)))
        said = "".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
        book = load_workbook(io.BytesIO(report_xlsx(written)))
        cells = "".join(str(one.value) for row in book["依据"].iter_rows() for one in row)
        assert ("2026-0001" in said) == ("2026-0001" in cells) == (not written.public)
        assert ("SHA-256" in cells) == (not written.public)


def test_what_sums_tell_is_found_however_many_of_them_it_takes() -> None:
    sums = [
        Sum(these=("a", "b"), those=("x",)), Sum(these=("b", "c"), those=("y",)), Sum(these=("a", "c"), those=("z",)),
        Sum(these=("p", "q"), those=("x",)),
    ]  # fmt: skip
    assert reckonable(sums, "abcpq") == dict.fromkeys("abc", frozenset({0, 1, 2}))
    assert reckonable(sums, "abpq").keys() == {"a", "b"}
    assert reckonable(sums, ()) == {}
