"""Reports at the console: a draft, its figures, a signature, a sending."""

import datetime as dt
import io
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from console.figure_links import page_of
from domain.period import ZONE, Period
from storage import models
from storage.people import save_user
from tests.jobs.test_reporting import _at, _case
from tests.made_up import PASSWORD


@pytest.fixture
def staff(db: None) -> Client:
    firm = models.Enterprise.objects.create(name="海燕食品", industry="食品", named_from=dt.date(2025, 1, 1))
    models.EnterprisePast.objects.update(at=_at("2025-12-01"))
    _case(firm, "2026-0001", "2026-02-03")
    save_user("centre", PASSWORD, enterprise=None)
    client = Client()
    assert client.login(username="centre", password=PASSWORD)
    return client


def _draft(staff: Client, **typed: str) -> str:
    wanted = {"kind": "quarterly", "period": "2026Q1", "form": str(uuid.uuid4())} | typed
    answer = staff.post("/reports/draft", wanted)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_draft_is_looked_at_signed_and_noted_as_sent(staff: Client) -> None:
    form = str(uuid.uuid4())
    page = _draft(staff, form=form)
    assert _draft(staff, form=form) == page
    assert f'<a href="{page}/figures/new.case">1</a>' in staff.get(page).content.decode()
    figure = staff.get(f"{page}/figures/new.case").content.decode()
    case = models.Case.objects.get(number="2026-0001").pk
    assert f'<a href="/cases/{case}"><bdi>2026-0001</bdi></a>' in figure and "家次" in figure
    typed = {"now-overview": "本季平稳。", "seen-overview": ""}
    assert staff.post(f"{page}/narrative", typed).status_code == 302
    stale = staff.post(f"{page}/narrative", {"now-overview": "另写一句。", "seen-overview": ""})
    assert (stale.status_code, "另写一句。" in stale.content.decode()) == (409, True)
    assert staff.post(f"{page}/send", {"to": "x", "form": str(uuid.uuid4())}).status_code == 409
    assert staff.post(f"{page}/sign").status_code == 302
    assert staff.post(f"{page}/sign").status_code == 409
    assert staff.post(f"{page}/drop").status_code == 409
    sending = {"to": "国家中心河南分中心", "way": "邮件", "form": str(uuid.uuid4())}
    for _ in range(2):
        assert staff.post(f"{page}/send", sending).status_code == 302
    signed = staff.get(page).content.decode()
    assert signed.count("国家中心河南分中心") == 1
    assert re.search(r"[0-9a-f]{64}", signed)
    first, again = (staff.get(f"{page}/file.docx") for _ in range(2))
    assert first.content == again.content and first["Content-Disposition"].startswith("attachment")
    assert models.AuditEntry.objects.filter(did="report-signed").count() == 1


def test_a_lower_bound_reads_as_one_in_a_draft_and_once_signed(staff: Client) -> None:
    models.CrawlRun.objects.create(source="us-silent")
    models.CrawlRun.objects.update(started_at=_at("2026-02-01"))
    page = _draft(staff)
    figure = f"{page}/figures/alert.raised.alert"
    for _ in ("a draft", "signed"):
        assert f'<a href="{figure}">≥0</a>' in staff.get(page).content.decode()
        assert "≥0 <small>条</small>" in staff.get(figure).content.decode()
        staff.post(f"{page}/sign")
    assert models.ReportIssue.objects.get().signed_at is not None


def test_the_narrative_stands_in_its_chapter_and_a_chapter_that_says_nothing_says_so(staff: Client) -> None:
    page = _draft(staff, kind="annual", period="2025")
    before = staff.get(page).content.decode()
    law = before[before.index("重点国家制度变化</h2>") :]
    assert "（本节未填写。）" in law[: law.index("</section>")]
    staff.post(f"{page}/narrative", {"now-law": "越南修改了商标法。\r\n\r\n自七月施行。", "seen-law": ""})
    after = staff.get(page).content.decode()
    law = after[after.index("重点国家制度变化</h2>") :]
    assert '越南修改了商标法。</p><p lang="zh-Hans">自七月施行。</p>' in law[: law.index("</section>")]
    assert "（本节未填写。）" not in law[: law.index("</section>")]


def test_a_period_that_is_not_over_names_the_day_it_is_counted_to_alone(staff: Client) -> None:
    today = timezone.now().astimezone(ZONE).date()
    page = staff.get(_draft(staff, period=str(Period.holding(today)))).content.decode()
    assert f"数据截至 {today}" in page and "· 截至 " not in page
    assert "· 截至 2026-04-01 00:00 ·" in staff.get(_draft(staff)).content.decode()


def test_a_signed_report_and_its_counts_list_figures_by_chapter_and_table_in_its_order(staff: Client) -> None:
    page = _draft(staff)
    drafted = re.findall(rf"{page}/figures/([^\"]+)", staff.get(page).content.decode())
    staff.post(f"{page}/sign")
    signed = staff.get(page).content.decode()
    assert re.findall(rf"{page}/figures/([^\"]+)", signed) == drafted != sorted(drafted)
    assert '<th colspan="2" scope="rowgroup">总体情况 · ' in signed
    counts = load_workbook(io.BytesIO(staff.get(f"{page}/counts.xlsx").content)).active
    rows = list(counts.iter_rows(min_row=2, values_only=True))
    assert (len(rows), rows[0][0]) == (len(drafted), "总体情况")


def test_figures_are_told_in_english_where_english_is_read(staff: Client) -> None:
    page = _draft(staff)
    english = {"headers": {"accept-language": "en"}}
    figure = staff.get(f"{page}/figures/new.case", **english).content.decode()
    staff.post(f"{page}/sign")
    listed = staff.get(page, **english).content.decode()
    signed = staff.get(f"{page}/figures/new.case", **english).content.decode()
    assert "<small>cases</small>" in figure and "Definition: " in figure
    assert "<small>cases</small>" in signed and 'scope="rowgroup">Overview · ' in listed
    for said in (figure, signed):
        assert "家次" not in said[said.index("<h1>") :]


def test_what_a_figure_counts_leads_to_the_page_it_has(staff: Client) -> None:
    models.Consultation.objects.create(
        form=uuid.uuid4(),
        channel="phone",
        day="2026-02-02",
        subject="商标能否续展",
        minutes=5,
        by="x",
        at=_at("2026-02-02"),
    )
    asked = models.Consultation.objects.get().pk
    figure = staff.get(f"{_draft(staff)}/figures/consultations.all.consultation").content.decode()
    link = f"/cases/consultations?number={asked}"
    assert f'<a href="{link}"><bdi>{asked}</bdi></a>' in figure
    assert "商标能否续展" in staff.get(link).content.decode()
    assert "商标能否续展" not in staff.get(f"/cases/consultations?number={asked + 1}").content.decode()
    pages = {
        ("plan.due", "7"): "/work-plan/7", ("training.held", "3"): "/training/3", ("fairs.fair", "2"): "/fairs/2",
        ("market.VN.brand", "5"): "/brands/5", ("trade.食品.US.now", "import-4"): "/trade/import#import-4",
        ("month.raised.alert", "6"): "/alerts/6", ("training.enterprise", "海燕食品"): "", ("sources.read", "us-x"): "",
        ("training.persons", "8"): "",
    }  # fmt: skip
    assert {asked: page_of(*asked) for asked in pages} == pages


def test_a_draft_says_who_drafted_it_and_nobody_as_its_signer(staff: Client) -> None:
    page = _draft(staff)
    before = _cells(staff)
    staff.post(f"{page}/sign")
    after = _cells(staff)
    assert ("centre" in before["起草"], "centre" in before["签发"]) == (True, False)
    assert ("centre" in after["起草"], "centre" in after["签发"]) == (True, True)


def _cells(staff: Client) -> dict[str, str]:
    return dict(
        re.findall(r'<td data-label="([^"]+)">(.*?)</td>', staff.get("/reports").content.decode(), re.S)
    )


@pytest.mark.parametrize(
    ("kind", "period"),
    [("quarterly", "2026Q5"), ("quarterly", "2026"), ("annual", "2026Q1"), ("x", "2026Q1")],
)
def test_what_is_no_report_is_refused_with_its_cure(staff: Client, kind: str, period: str) -> None:
    answer = staff.post("/reports/draft", {"kind": kind, "period": period, "form": str(uuid.uuid4())})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not models.ReportIssue.objects.exists()


def test_a_refused_form_keeps_what_was_chosen(staff: Client) -> None:
    wanted = {"kind": "annual", "period": "2026Q1", "industry": "食品", "form": str(uuid.uuid4())}
    page = staff.post("/reports/draft", wanted).content.decode()
    assert '<option value="annual" selected>' in page and 'value="食品" checked' in page
    assert 'name="period" value="2026Q1"' in page


def test_an_empty_period_is_the_last_full_one_of_the_kind(staff: Client) -> None:
    today = timezone.now().astimezone(ZONE).date()
    last = {"quarterly": Period.holding(today).before, "annual": Period(year=today.year - 1),
            "monthly": Period.month_of(today).before}  # fmt: skip
    form = staff.get("/reports").content.decode()
    assert (
        f'name="period" value="" size="30" maxlength="20" placeholder="不填为 {" / ".join(map(str, last.values()))}"'
        in form
    )
    for kind, period in last.items():
        assert f"{period} <small>" in staff.get(_draft(staff, kind=kind, period="")).content.decode()


def test_an_enterprise_s_people_read_their_own_brief_and_take_it_away(staff: Client) -> None:
    save_user("member-brief", PASSWORD, enterprise="海燕食品")
    member = Client()
    assert member.login(username="member-brief", password=PASSWORD)
    assert "海燕食品" in member.get("/brief").content.decode()
    firm = models.Enterprise.objects.get(name="海燕食品").pk
    page = member.get(f"/brief/{firm}?period=2026Q1")
    assert '<td class="short">2026-0001</td>' in page.content.decode()
    assert member.get(f"/brief/{firm}/file.docx?period=2026Q1").content[:2] == b"PK"
    assert member.get(f"/brief/{firm}?period=2026Q7").status_code == 400
    assert member.get("/reports").status_code == 404
