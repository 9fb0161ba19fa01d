"""Reports made of the database: the same again years later, frozen once signed, and silent on who does not want to be named."""

import datetime as dt
import io
import uuid
import zipfile
from dataclasses import replace
from html import unescape

import docx
import pytest
from django.db import DatabaseError, transaction
from typer.testing import CliRunner

from crawlers.catalogue import load_all
from domain.case import INTERNAL_DAY, CaseState, Ending, Outcome
from domain.period import ZONE, Period
from domain.report import Order, ReportKind
from jobs.reporting import MadeUp, NotOver, issue_report, make_report, verify_report
from reports.canonical import canonical
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from storage import models
from storage.case_days import withdraw_day
from storage.cases import move
from storage.report_facts import facts_of, letters
from storage.report_issues import (
    NotSigned,
    Outdated,
    Signed,
    draft,
    file_of,
    issue_of,
    issues,
    send,
    write_narrative,
)
from storage.viewers import NotVisible, Viewer

STAFF = Viewer(user_id=None, staff=True)
QUARTER = Period.of("2026Q1")
ORDER = Order(kind=ReportKind.QUARTERLY, period=QUARTER, as_of=QUARTER.ends)
SECRETS = ("海燕食品", "91411100MA1234567X", "Squat Trading", "VN-4-2026-777")


def _at(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), ZONE)


def _case(firm: models.Enterprise, number: str, opened: str, *moves: tuple[str, str]) -> models.Case:
    """A case of the past, with the history it would have."""
    row = models.Case.objects.create(
        number=number, enterprise=firm, origin="acceptance", kind="squatting", right="trademark", title="x", office="VN",
        opponent=SECRETS[2], right_number=SECRETS[3], opened_at=_at(opened), opened_by="staff",
        state=moves[-1][1] if moves else "received",
    )  # fmt: skip
    models.CaseEvent.objects.create(case=row, at=_at(opened), by="staff", kind="opened", after="received")
    for day, after in moves:
        models.CaseEvent.objects.create(case=row, at=_at(day), by="staff", kind="moved", after=after)
    models.CasePast.objects.filter(case=row).update(at=_at(opened))
    return row


@pytest.fixture
def case(db: None) -> models.Case:
    firm = models.Enterprise.objects.create(
        name=SECRETS[0], credit_code=SECRETS[1], industry="食品", district="源汇区"
    )
    models.EnterprisePast.objects.update(at=_at("2025-12-01"))
    return _case(firm, "2026-0001", "2026-02-03", ("2026-02-10", "triaged"), ("2026-02-20", "advising"))


def test_a_quarter_made_again_after_everything_changed_says_the_same(case: models.Case) -> None:
    before = canonical(make_report(STAFF, ORDER), {})
    move(
        STAFF,
        case.pk,
        CaseState.CLOSED,
        by="staff",
        seen=CaseState.ADVISING,
        ending=Ending(outcome=Outcome.WON),
    )
    models.Case.objects.update(opponent="Another", kind="lawsuit", major=True)
    models.Enterprise.objects.update(name="改名食品", named_from=dt.date(2026, 11, 1), district="郾城区")
    _case(case.enterprise, "2026-0009", "2026-05-01")
    models.CaseDeadline.objects.create(case=case, says="x", day=dt.date(2026, 4, 9))
    assert canonical(make_report(STAFF, ORDER), {}) == before
    later = make_report(
        STAFF, Order(kind=ReportKind.QUARTERLY, period=QUARTER, as_of=_at("2028-01-01"))
    ).figures()
    assert (later["open.case"].value, later["place.VN.lawsuit"].value) == (0, 1)


def test_who_does_not_consent_is_told_by_nothing_in_either_file(case: models.Case) -> None:
    report = make_report(STAFF, ORDER)
    for content in (report_docx(report), report_xlsx(report)):
        package = zipfile.ZipFile(io.BytesIO(content))
        said = unescape("".join(package.read(name).decode(errors="ignore") for name in package.namelist()))
        assert "某食品企业（A）" in said
        assert [one for one in SECRETS if one in said] == []
    models.Enterprise.objects.update(named_from=dt.date(2026, 3, 31))
    models.EnterprisePast.objects.update(at=_at("2025-12-01"))
    assert SECRETS[0] in canonical(make_report(STAFF, ORDER), {})


def test_a_signed_report_is_frozen_and_verified_and_its_sending_noted_once(
    case: models.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = uuid.uuid4()
    made = draft(STAFF, ORDER, by="甲", form=form)
    assert draft(STAFF, ORDER, by="甲", form=form).issue_id == made.issue_id
    with pytest.raises(NotSigned):
        send(STAFF, made.issue_id, to="分中心", way="", by="甲", form=uuid.uuid4())
    write_narrative(STAFF, made.issue_id, {"overview": "平稳"}, seen={})
    with pytest.raises(Outdated):
        write_narrative(STAFF, made.issue_id, {"overview": "另一人所写"}, seen={})
    signed = issue_report(STAFF, made.issue_id, by="乙", day="2026年4月8日")
    assert (signed.version, signed.signed_by, len(signed.sha256)) == (1, "乙", 64)
    again = uuid.uuid4()
    for _ in range(2):
        sent = send(STAFF, made.issue_id, to="国家中心河南分中心", way="邮件", by="乙", form=again)
    assert [one.to for one in sent.sendings] == ["国家中心河南分中心"]
    with pytest.raises(Signed):
        issue_report(STAFF, made.issue_id, by="乙", day="x")
    with pytest.raises(Signed):
        write_narrative(STAFF, made.issue_id, {"overview": "改"}, seen={"overview": "平稳"})
    for change in (lambda rows: rows.update(sha256="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="a signed report is not changed"), transaction.atomic():
            change(models.ReportIssue.objects.filter(pk=made.issue_id))
    package = zipfile.ZipFile(io.BytesIO(file_of(STAFF, made.issue_id, "docx") or b""))
    assert "平稳" in package.read("word/document.xml").decode()
    assert (verify_report(STAFF, made.issue_id).intact, verify_report(STAFF, made.issue_id).differing) == (
        True,
        (),
    )
    monkeypatch.setattr(
        "jobs.reporting.load_all", lambda: [*load_all(), replace(load_all()[0], name="zz-later")]
    )
    assert "zz-later" in make_report(STAFF, ORDER).figures()["coverage.never"].ids
    assert verify_report(STAFF, made.issue_id).differing == ()
    second = issue_report(STAFF, draft(STAFF, ORDER, by="甲").issue_id, by="乙", day="x")
    assert second.version == 2


def test_what_is_written_while_a_report_is_being_signed_is_not_left_out_of_its_files(
    case: models.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = draft(STAFF, ORDER, by="甲").issue_id

    def slowly(*asked: object, **more: object) -> object:
        write_narrative(STAFF, made, {"overview": "另一人此时所写"}, seen={})
        return make_report(*asked, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("jobs.reporting.make_report", slowly)
        with pytest.raises(Outdated):
            issue_report(STAFF, made, by="乙", day="2026年4月8日")
    assert not issue_of(STAFF, made).signed
    assert issue_report(STAFF, made, by="乙", day="2026年4月8日").signed


def test_a_period_that_is_not_over_and_what_is_not_real_are_not_signed(case: models.Case) -> None:
    order = Order(kind=ReportKind.QUARTERLY, period=Period.of("2999Q1"), as_of=Period.of("2999Q1").ends)
    with pytest.raises(NotOver):
        issue_report(STAFF, draft(STAFF, order, by="甲").issue_id, by="乙", day="x")
    _made_up_alert(case.enterprise)
    with pytest.raises(MadeUp):
        issue_report(STAFF, draft(STAFF, ORDER, by="甲").issue_id, by="乙", day="x")


def test_a_report_of_a_period_that_is_not_over_says_how_far_it_reaches(case: models.Case) -> None:
    today = dt.datetime.now(ZONE).date()
    year = Period.of(str(today.year))
    order = Order(kind=ReportKind.ANNUAL, period=year, as_of=year.ends)
    made = make_report(STAFF, order)
    assert made.so_far == today
    said = docx.Document(io.BytesIO(report_docx(made)))
    assert any("报告期尚未结束，数据截至" in line.text for line in said.paragraphs[:6])
    assert make_report(STAFF, ORDER).so_far is None


def test_a_case_of_a_made_up_fair_or_alert_is_not_signed_as_a_real_one(case: models.Case) -> None:
    assert make_report(STAFF, ORDER).made_up == 0
    fair = models.Fair.objects.create(
        name="演示展", office="VN", opens_on=_at("2026-02-01"), closes_on=_at("2026-02-03"), made_up=True
    )
    models.FairLead.objects.create(
        fair=fair, form=uuid.uuid4(), seen="x", by="staff", seen_at=_at("2026-02-02"), case=case, state="case"
    )
    assert make_report(STAFF, ORDER).made_up == 1
    with pytest.raises(MadeUp):
        issue_report(STAFF, draft(STAFF, ORDER, by="甲").issue_id, by="乙", day="x")
    fair.delete()
    _made_up_alert(case.enterprise)
    models.Alert.objects.update(raised_at=_at("2025-10-01"))
    assert make_report(STAFF, ORDER).made_up == 0, "the alert is of another period"
    models.Case.objects.update(alert=models.Alert.objects.get())
    assert make_report(STAFF, ORDER).made_up == 1


def _made_up_alert(firm: models.Enterprise) -> None:
    brand = models.Brand.objects.create(enterprise=firm, brand_id="b", name="b")
    run = models.CrawlRun.objects.create(source="x")
    seen = models.Observation.objects.create(
        run=run, kind="filing", source="x", ref="1", content_hash=b"1", sign="B", office="VN",
        provenance="made-up", seen_at=_at("2026-02-01")
    )  # fmt: skip
    match = models.Match.objects.create(
        brand=brand, observation=seen, rules="r", mark="b", score=1, tier="high", evidence=[]
    )
    alert = models.Alert.objects.create(
        brand=brand, holder="h", holder_key="h", conflict_key="h", reason="similar-filing", tier="high"
    )
    models.AlertMatch.objects.create(alert=alert, match=match, revision=1)
    models.Match.objects.update(judged_at=_at("2026-02-01"))
    models.Alert.objects.update(raised_at=_at("2026-02-01"))


def test_an_alert_of_a_shop_or_a_proceeding_is_no_filing_whose_window_ended(case: models.Case) -> None:
    _made_up_alert(case.enterprise)
    models.Match.objects.update(last_day=dt.date(2026, 2, 20))
    brief = Order(kind=ReportKind.BRIEF, period=QUARTER, as_of=QUARTER.ends, enterprise_id=case.enterprise_id)
    assert make_report(STAFF, brief).figures()["alert.overdue.alert"].value == 1
    (told,) = facts_of(STAFF, QUARTER, QUARTER.ends).alerts
    assert told.filing
    models.Observation.objects.update(kind="listing")
    (told,) = facts_of(STAFF, QUARTER, QUARTER.ends).alerts
    assert not told.filing and told.last_day == dt.date(2026, 2, 20)


def test_a_day_of_the_centre_s_own_is_not_handed_on_as_one_of_the_law(case: models.Case) -> None:
    for says, day in ((f"{INTERNAL_DAY}异议文件着手准备", "2026-04-01"), ("异议", "2026-04-30")):
        models.CaseDeadline.objects.create(case=case, says=says, day=dt.date.fromisoformat(day))
    models.CasePast.objects.filter(deadline__isnull=False).update(at=_at("2026-02-05"))
    (told,) = facts_of(STAFF, QUARTER, QUARTER.ends).cases
    assert told.last_day == dt.date(2026, 4, 30)


def test_a_day_that_was_taken_back_is_in_no_report(case: models.Case) -> None:
    wrong = models.CaseDeadline.objects.create(case=case, says="异议", day=dt.date(2026, 4, 3))
    models.CaseDeadline.objects.create(case=case, says="异议", day=dt.date(2026, 4, 30))
    models.CasePast.objects.filter(deadline__isnull=False).update(at=_at("2026-02-05"))
    withdraw_day(STAFF, case.pk, wrong.pk, by="李")
    (told,) = facts_of(STAFF, QUARTER, QUARTER.ends).cases
    assert told.last_day == dt.date(2026, 4, 30)


def test_members_get_the_brief_of_their_own_enterprise_by_name_and_nothing_else(case: models.Case) -> None:
    other = models.Enterprise.objects.create(name="别家", industry="食品")
    _case(other, "2026-0002", "2026-02-04")
    member = Viewer(user_id=1, staff=False, enterprise_ids=frozenset({case.enterprise_id}))
    order = Order(kind=ReportKind.BRIEF, period=QUARTER, as_of=QUARTER.ends, enterprise_id=case.enterprise_id)
    said = canonical(make_report(member, order), {})
    assert "2026-0001" in said and SECRETS[2] in said and "2026-0002" not in said and "别家" not in said
    for refused in (
        ORDER,
        Order(kind=ReportKind.BRIEF, period=QUARTER, as_of=QUARTER.ends, enterprise_id=other.pk),
    ):
        with pytest.raises(NotVisible):
            make_report(member, refused)
    with pytest.raises(NotVisible):
        issues(member)
    with pytest.raises(NotVisible):
        issue_of(member, 1)


def test_an_annual_report_publishes_no_figure_of_fewer_than_three_enterprises(case: models.Case) -> None:
    year = Period.of("2026")
    order = Order(kind=ReportKind.ANNUAL, period=year, as_of=_at("2026-06-01"), industries=("食品",))
    figures = make_report(STAFF, order).figures()
    new = figures["new.case"]
    assert new.value is None and new.ids == () and new.why is not None and "不足3家" in new.why.zh


def test_the_command_line_makes_both_files_and_names_the_cure_of_a_bad_period(
    case: models.Case, tmp_path: "object", monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import nullcontext
    from pathlib import Path

    from haishao.commands import report as command

    monkeypatch.setattr(command, "database", nullcontext)
    folder = Path(str(tmp_path))
    asked = [
        "quarterly",
        "2026Q1",
        "--out",
        str(folder / "q.docx"),
        "--out",
        str(folder / "q.xlsx"),
        "--json",
        str(folder / "q.json"),
    ]
    assert CliRunner().invoke(command.app, asked).exit_code == 0
    assert (folder / "q.docx").read_bytes() == report_docx(make_report(STAFF, ORDER))
    for period, cure in (("2026Q5", "2026Q3"), ("2999Q1", "尚未开始")):
        bad = CliRunner().invoke(command.app, ["quarterly", period])
        assert bad.exit_code != 0 and cure in bad.output
    nowhere = CliRunner().invoke(command.app, ["quarterly", "2026Q1", "--out", str(folder / "no" / "q.docx")])
    assert nowhere.exit_code != 0 and "q.docx: 写不了" in nowhere.output
    issued = CliRunner().invoke(command.app, ["quarterly", "2026Q1", "--issue", "--by", "乙"])
    assert issued.exit_code == 0 and "v1 SHA-256" in issued.output
    number = issued.output.split()[0]
    assert CliRunner().invoke(command.app, ["verify", number]).exit_code == 0


def test_enterprises_that_are_not_named_are_lettered() -> None:
    assert [letters(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_consultations_are_those_written_down_by_then_of_days_of_the_quarter(case: models.Case) -> None:
    def asked(day: str, at: str, firm: models.Enterprise | None, of: models.Case | None = None) -> int:
        row = models.Consultation.objects.create(
            form=uuid.uuid4(), channel="phone", day=dt.date.fromisoformat(day), enterprise=firm, subject="x", minutes=5,
            by="staff", at=_at(at), case=of,
        )  # fmt: skip
        return row.pk

    first = asked("2026-01-05", "2026-01-05", case.enterprise, case)
    second = asked("2026-03-31", "2026-03-31", None)
    asked("2026-03-31", "2026-04-02", None)
    asked("2025-12-31", "2026-01-02", None)
    figures = make_report(STAFF, ORDER).figures()
    assert figures["consultations.all.consultation"].ids == (str(first), str(second))
    assert figures["consultations.all.enterprise"].value == 1
    assert figures["consultations.case.consultation"].ids == (str(first),)
