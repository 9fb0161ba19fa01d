"""Figures: what they count, in which unit, and what may be shown of them."""

import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from domain.case import CaseChannel
from domain.period import BadPeriod, Period
from domain.report import Figure, FigureTable, MixedUnits, Report, Said, Unit
from domain.report_facts import ConsultationFact, Facts
from reports.annual import annual
from reports.bar_chart import chart_xml
from reports.canonical import canonical, differing, frozen_figures, sha256_of
from reports.counting import counted, share
from reports.figure_words import bars_of
from reports.quarterly import quarterly
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from reports.small_cells import hidden, published
from reports.squatting import repeated, windows
from reports.stock import stock_of
from tests.reports.facts import NOTHING, QUARTER, alert, at, case, facts, firm, titles

WORDS = Said(zh="数", en="number")


def _report(*cases_: object, told: Facts | None = None, **more: object) -> Report:
    return quarterly(
        told or facts(*cases_, **more), NOTHING, NOTHING, QUARTER, sources=titles("gb-ukipo-tmj", "us-x")
    )  # type: ignore[arg-type]


def test_a_period_begins_and_ends_in_shanghai() -> None:
    assert QUARTER.starts.isoformat() == "2026-07-01T00:00:00+08:00"
    assert (Period.of("2026Q4").ends.isoformat(), str(Period.of("2026Q1").before)) == (
        "2027-01-01T00:00:00+08:00",
        "2025Q4",
    )
    assert str(Period.of("2026q2").year_before) == "2025Q2"


@pytest.mark.parametrize("typed", ["2026Q5", "2026Q0", "26Q1", "", "2026-13", "2026-00", "二〇二六"])
def test_a_bad_period_is_told_with_its_cure(typed: str) -> None:
    with pytest.raises(BadPeriod, match=r"2026Q3"):
        Period.of(typed)


def test_disputes_cases_and_enterprises_are_counted_apart() -> None:
    together = [case(1, 1, dispute=9), case(2, 2, dispute=9), case(3, 2), case(4, 3, dispute=9)]
    disputes, cases_, firms = (
        counted("x", unit, together, WORDS) for unit in (Unit.DISPUTE, Unit.CASE, Unit.ENTERPRISE)
    )
    assert (disputes.value, cases_.value, firms.value) == (2, 4, 3)
    assert disputes.ids == ("2026-0001+2026-0002+2026-0004", "2026-0003")


def test_satisfaction_is_of_what_ended_and_was_rated_and_says_why_where_there_is_none() -> None:
    rated = [
        replace(case(number, ended="2026-08-01"), satisfaction=stars)
        for number, stars in ((1, 5), (2, 4), (3, None))
    ]
    found = _report(*rated).figures()
    assert (found["satisfaction.mean"].value, found["satisfaction.rated"].ids) == (
        Decimal("4.50"),
        ("2026-0001", "2026-0002"),
    )
    none = _report(case(1, ended="2026-08-01")).figures()["satisfaction.mean"]
    assert (none.value, none.why is not None) == (None, True)


def test_unlike_units_are_never_added() -> None:
    one, other = (counted("x", unit, [case(1)], WORDS) for unit in (Unit.DISPUTE, Unit.CASE))
    with pytest.raises(MixedUnits):
        one + other
    with pytest.raises(MixedUnits):
        share("x", one, other, WORDS, WORDS)
    yuan, dollars = (
        Figure(name="m", unit=Unit.MONEY, currency=c, value=Decimal(5), ids=(c,), says=WORDS, means=WORDS)
        for c in ("CNY", "USD")
    )
    with pytest.raises(MixedUnits):
        yuan + dollars


def test_what_two_figures_both_count_is_counted_once() -> None:
    one, other = (
        counted("x", Unit.CASE, [case(1), case(2)], WORDS),
        counted("y", Unit.CASE, [case(2), case(3)], WORDS),
    )
    assert ((one + other).value, (one + other).ids) == (3, ("2026-0001", "2026-0002", "2026-0003"))


def test_a_count_names_as_many_things_as_it_says() -> None:
    with pytest.raises(ValueError, match="2 counted, and 1 named"):
        Figure(name="x", unit=Unit.CASE, value=Decimal(2), ids=("a",), says=WORDS, means=WORDS)


def test_a_dispute_is_new_once_and_ended_when_all_its_cases_are() -> None:
    stock = stock_of(facts(
        case(1, 1, dispute=9, opened="2026-05-01", ended="2026-08-01"), case(2, 2, dispute=9), case(3, 3, ended="2026-09-30"),
    ), QUARTER).figures  # fmt: skip
    assert [stock[f"new.{unit}"].value for unit in ("dispute", "case")] == [1, 2]
    assert [stock[f"ended.{unit}"].value for unit in ("dispute", "case")] == [1, 2]


def test_a_case_whose_matter_is_older_is_marked_late() -> None:
    report = _report(case(1, observed="2026-06-30"), case(2, observed="2026-07-01"))
    assert report.figures()["late.case"].ids == ("2026-0001",)
    assert report.whole is not None
    assert [row[-1] for row in report.whole.rows] == ["迟报", ""]


def test_where_a_source_was_silent_a_count_is_a_lower_bound_and_says_so() -> None:
    raised = _report(alerts=(alert(1),), silent=("us-x",)).figures()["alert.raised.alert"]
    assert (
        raised.at_least and raised.why is not None and "us-x本期无有效抓取" in raised.why.zh.replace(" ", "")
    )
    assert not _report(alerts=(alert(1),)).figures()["alert.raised.alert"].at_least


def test_where_no_source_was_read_at_all_nothing_seen_is_not_nothing_there() -> None:
    raised = _report(told=replace(facts(), sources=())).figures()["alert.raised.alert"]
    assert raised.at_least and raised.why is not None and "没有来源有有效抓取" in raised.why.zh


def test_a_last_day_still_to_come_is_not_overdue_nor_missed() -> None:
    told = facts(alerts=(alert(1, last_day="2026-08-14"), alert(2, last_day="2026-08-15")))
    told = replace(told, as_of=at("2026-08-15"))
    assert _report(told=told).figures()["alert.overdue.alert"].ids == ("1",)
    of_the_year = annual(told, NOTHING, Period.of("2026"), is_company=bool)
    windows_due, _ = windows(told.alerts, Period.of("2026"), told.as_of)
    assert of_the_year.figures()["window.due"].why is not None, "of one enterprise: not published"
    assert [one[0] and one[0].ids for _, one in windows_due.rows[:4]] == [("1",), (), (), ("1",)]


def test_what_falls_due_next_is_told_of_cases_and_of_alerts_that_wait() -> None:
    waits, later, dismissed, a_case = (
        alert(1, last_day="2026-10-20"), alert(2, last_day="2027-01-02"),
        replace(alert(3, last_day="2026-10-20"), dismissed_at=at("2026-08-01")),
        alert(4, last_day="2026-10-20", acted="2026-08-01"),
    )  # fmt: skip
    (rows,) = (
        words.rows for chapter in _report(case(1), alerts=(waits, later, dismissed, a_case)).chapters
        for words in chapter.lists if words.says.zh == "下期到期事项"
    )  # fmt: skip
    assert [row[:2] for row in rows] == [("2026-10-08", "2026-0001"), ("2026-10-20", "预警1")]
    assert rows[1][3:] == ("越南", "预警（高）", "待处理")


def test_a_lower_bound_reads_as_one_in_the_document_the_workbook_and_what_is_frozen() -> None:
    report = _report(alerts=(alert(1),), silent=("us-x",))
    name = "alert.raised.alert"
    assert {one.name: one.shown for one in frozen_figures(canonical(report, {}))}[name] == "≥1"
    with zipfile.ZipFile(io.BytesIO(report_docx(report))) as word:
        assert ">≥1</w:t>" in word.read("word/document.xml").decode()
    basis = load_workbook(io.BytesIO(report_xlsx(report)))["依据"]
    (row,) = (row for row in basis.iter_rows(min_row=2) if row[2].value == name)
    assert (row[3].value, row[3].number_format) == (1, '"≥"#,##0')
    placed_at = next(
        cell
        for sheet in load_workbook(io.BytesIO(report_xlsx(report))).worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.hyperlink and cell.hyperlink.location == f"'依据'!A{row[0].row}"
    )
    assert (placed_at.value, placed_at.number_format) == (1, '"≥"#,##0')


def test_a_change_from_nothing_is_not_computed_and_says_why() -> None:
    change = _report(case(1)).figures()["onbefore.new.dispute"]
    assert change.value is None and change.why is not None


def test_amounts_stand_by_currency() -> None:
    figures = _report(case(1, claimed="100"), case(2, claimed="20.50"), case(3, ended="2026-09-01")).figures()
    assert (figures["claimed.USD"].value, figures["saved.USD"].value) == (Decimal("120.50"), Decimal(500))


def _table(*rows: tuple[Figure | None, ...]) -> FigureTable:
    named = [(Said(zh=zh, en=zh), row) for zh, row in zip("甲乙合", rows, strict=False)]
    named[-1] = (Said(zh="合计", en="All"), named[-1][1])
    return FigureTable(
        name="t",
        says=WORDS,
        corner=WORDS,
        columns=(WORDS, WORDS, Said(zh="合计", en="All")),
        rows=tuple(named),
    )


def test_a_small_figure_is_hidden_and_cannot_be_reckoned_from_its_total() -> None:
    from domain.report import Chapter

    few = [case(1, 1), case(2, 2)]
    many = [case(number, number) for number in range(3, 8)]

    def of(name: str, *cases_: object) -> Figure:
        return counted(name, Unit.CASE, cases_, WORDS)  # type: ignore[arg-type]

    table = _table(
        (of("a", *few), of("b", *many), of("ab", *few, *many)),
        (of("c", *many), of("d", *many), of("cd", *many)),
        (of("ac", *few, *many), of("bd", *many), of("all", *few, *many)),
    )
    (made,) = published((Chapter(says=WORDS, tables=(table,)),))
    shown = [[figure and figure.value for figure in row] for _, row in made.tables[0].rows]
    assert shown[0][:2] == [None, None] and shown[1][:2] == [None, None]
    assert shown[2][2] == 7
    assert all(
        not figure.ids for _, row in made.tables[0].rows for figure in row if figure and figure.value is None
    )


def test_what_is_not_published_is_no_zero_in_a_drawing() -> None:
    rows = {
        "食品": _of(4),
        "医疗器械": _of(5),
        "液压管": hidden(_of(1)),
    }
    table = FigureTable(
        name="t", says=WORDS, corner=WORDS, columns=(WORDS,), drawn="bars",
        rows=tuple((Said(zh=says, en=says), (figure,)) for says, figure in rows.items()),
    )  # fmt: skip
    bars = bars_of(table)
    assert bars is not None
    assert "<c:v>7486842</c:v>" in chart_xml(replace(bars, rows=(("美国", (7486842.0,)), *bars.rows)))
    assert bars.rows == (("食品", (4.0,)), ("医疗器械", (5.0,)), ("液压管：—", (None,)))
    assert '<c:pt idx="2"><c:v>0' not in chart_xml(bars)
    assert bars_of(replace(table, rows=table.rows[1:])) is None


def _of(enterprises: int) -> Figure:
    return counted("n", Unit.CASE, [case(number, number) for number in range(1, enterprises + 1)], WORDS)


def test_an_annual_report_says_in_words_what_it_does_not_publish() -> None:
    year = Period.of("2026")
    made = annual(facts(case(1)), NOTHING, year, is_company=lambda _: True)
    said = "".join(sentence for chapter in made.chapters for sentence in chapter.sentences)
    assert "本期新增不公布" in said
    assert "纠纷总数不公布" in said
    assert "（不公布）" not in said


def test_windows_used_are_counted_of_those_not_dismissed() -> None:
    due, why = windows([
        alert(1, last_day="2026-08-01", acted="2026-07-20"), alert(2, last_day="2026-08-01"),
        alert(3, raised="2026-07-30", last_day="2026-08-01"), alert(4, last_day="2026-11-01"),
        replace(alert(5, last_day="2026-08-01"), filing=False),
    ], QUARTER, QUARTER.ends)  # fmt: skip
    rate = due.rows[-1][1][0]
    assert rate is not None and rate.value == Decimal("33.3")
    assert {says.zh: figures[0] and figures[0].ids for says, figures in why.rows} == {
        "发现过晚（距截止日不足7天）": ("3",), "已送达，截止前无人确认": ("2",)
    }  # fmt: skip


def test_a_person_who_files_again_is_not_named() -> None:
    again = repeated(
        [alert(n, n, holder="Nguyen Van A", conflict="a") for n in (1, 2)] + [alert(n, n) for n in (3, 4)],
        lambda name: "Ltd" in name,
    )
    assert {says.zh for says, _ in again.rows} == {"自然人申请人（1）", "Trading Co., Ltd."}


def test_every_figure_of_the_document_leads_to_what_it_counts() -> None:
    report = _report(case(1, claimed="5"), case(2, 2, ended="2026-08-01"), alerts=(alert(1),))
    xml = (
        zipfile.ZipFile(io.BytesIO(report_docx(report, base="https://haishao.example/reports/7")))
        .read("word/document.xml")
        .decode()
    )
    anchors, marks = set(re.findall(r'w:anchor="(f_\d+)"', xml)), set(re.findall(r'w:name="(f_\d+)"', xml))
    assert anchors and anchors == marks
    assert len(marks) == len(report.figures())


def test_every_number_of_the_workbook_leads_to_the_line_that_lists_its_ids() -> None:
    report = _report(case(1, claimed="5"), case(2, 2, ended="2026-08-01"), alerts=(alert(1),))
    book = load_workbook(io.BytesIO(report_xlsx(report)))
    basis = book["依据"]
    cell = book["1 总体情况"]["C3"]
    assert cell.value == 2
    line = int(cell.hyperlink.location.rpartition("!A")[2])
    assert (basis.cell(line, 3).value, basis.cell(line, 10).value) == ("new.case", "2026-0001、2026-0002")


def test_a_report_made_twice_is_the_same_to_the_byte() -> None:
    def made() -> tuple[bytes, bytes, str]:
        report = _report(case(1, claimed="5"), case(2, 2), alerts=(alert(1),))
        return report_docx(report), report_xlsx(report), canonical(report, {"overview": "好"})

    assert made() == made()


def test_what_is_frozen_has_the_order_of_the_pages_and_an_older_one_that_of_names() -> None:
    report = _report(case(1), alerts=(alert(1),))
    written = canonical(report, {})
    assert [one.name for one in frozen_figures(written)] == list(report.figures())
    older = json.loads(written)
    del older["order"]
    for one in older["figures"].values():
        for key in ("chapter", "chapter_en", "where_en", "why_en"):
            del one[key]
    found = frozen_figures(json.dumps(older))
    assert [one.name for one in found] == sorted(report.figures())
    assert (found[0].chapter.zh, found[0].where.en) == ("", found[0].where.zh)


def test_a_change_of_one_figure_is_named() -> None:
    one, other = (canonical(_report(*cases_), {}) for cases_ in ([case(1)], [case(1), case(2)]))
    assert "new.case" in differing(one, other) and differing(one, one) == ()
    assert sha256_of(one) != sha256_of(other)


def test_words_put_otherwise_and_a_table_the_signed_report_did_not_have_are_no_difference() -> None:
    signed = canonical(_report(case(1)), {})
    again = json.loads(signed)
    again["figures"]["new.case"]["where"] = again["figures"]["new.case"]["why"] = "另一种说法"
    again["tables"].append("later")
    again["figures"]["later.case"] = again["figures"]["new.case"] | {"table": "later"}
    assert differing(signed, json.dumps(again)) == ()
    again["figures"]["new.late.case"] = again["figures"]["new.case"]
    again["figures"]["new.case"]["ids"] = ["2026-0009"]
    assert differing(signed, json.dumps(again)) == ("new.case", "new.late.case")
    of_form_1 = json.loads(signed)
    del of_form_1["tables"]
    assert "later.case" in differing(json.dumps(of_form_1), json.dumps(again))


def test_consultations_stand_apart_by_channel_and_say_which_became_cases() -> None:
    def asked(
        number: int, channel: CaseChannel, of: int | None, case_id: int | None = None
    ) -> ConsultationFact:
        return ConsultationFact(
            consultation_id=number, firm=firm(of) if of else None, channel=channel, case_id=case_id
        )

    told = (
        asked(11, CaseChannel.PHONE, 1), asked(9, CaseChannel.PHONE, 1, case_id=1),
        asked(12, CaseChannel.WINDOW, None), asked(13, CaseChannel.VISIT, 2, case_id=77),
    )  # fmt: skip
    report = quarterly(replace(facts(case(1)), consultations=told), NOTHING, NOTHING, QUARTER)
    figures = {name: one for name, one in report.figures().items() if name.startswith("consultations.")}
    assert figures["consultations.all.consultation"].ids == ("9", "11", "12", "13")
    assert (
        figures["consultations.all.enterprise"].value,
        figures["consultations.phone.enterprise"].value,
    ) == (2, 1)
    assert figures["consultations.web.consultation"].value == 0
    assert figures["consultations.case.consultation"].ids == ("9",)
    with pytest.raises(MixedUnits):
        figures["consultations.all.consultation"] + report.figures()["new.case"]
    said = "".join(one for chapter in report.chapters for one in chapter.sentences)
    assert "登记咨询4件次（窗口1、电话2、网上0、走访1），涉及企业2家；其中转为案件1件次。" in said
