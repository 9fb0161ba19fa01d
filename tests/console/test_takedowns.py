"""A complaint to a platform from alert to outcome, on its pages: what is missing, its pack, its days, its figures."""

import datetime as dt
import io
import re
import uuid
import zipfile
from decimal import Decimal
from functools import partial

import docx
import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from domain.match import Evidence, Match, Tier
from domain.observation import Kind, Observation, Party, Price, Provenance
from domain.role import Role
from matchers.conflicts import conflict_key
from storage import models
from storage.alerts import fold_matches, matches_to_fold
from storage.evidence import save_responses
from storage.matches import save_matches
from storage.observations import observations_of, take_in_sightings
from storage.people import save_user
from storage.runs import start_run
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD, received

TODAY = timezone.localdate()
SIGNER = {"signer": "王某", "role": "right-owner", "contact": "wang@example.org", "why": "Counterfeit."}


@pytest.fixture
def alert(a: Seeded) -> int:
    """An alert about three listings of one seller in Brazil."""
    run = start_run("shop")
    seen = [
        Observation(
            kind=Kind.LISTING, source="shop", ref=f"77{n}", sign=f"=SUM(1) cup {n}", office="BR", brand="x",
            url=f"https://shopee.com.br/cup-i.5.77{n}", seller=Party(name="Loja X"),
            price=Price(amount=Decimal(9), currency="BRL"),
            provenance=Provenance.LIVE,
        )
        for n in range(3)
    ]  # fmt: skip
    answers = save_responses(run, [received(n + 1, one.url) for n, one in enumerate(seen)])
    take_in_sightings(run, [(answers[n + 1], one) for n, one in enumerate(seen)])
    said = Evidence(feature="same", score=0.9, ours="a", theirs="b", says="相同", says_en="same")
    match = partial(
        Match, brand_id="A", brand="x", mark="x", score=0.9, tier=Tier.HIGH, evidence=(said,), rules="words-1"
    )
    matches = [(row, match(observation=kept)) for row, kept in observations_of(run, after_id=0, limit=9)]
    save_matches(matches)
    (made,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    return made


def urls() -> list[str]:
    return [f"https://shopee.com.br/cup-i.5.77{n}" for n in range(3)]


def prepared(client: Client, alert: int, **typed: object) -> models.Takedown:
    form = {
        "do": "make", "anyway": "yes", "form": str(uuid.uuid4()), "platform": "shopee", "right": "CN:right-A",
        "chosen": urls(), **SIGNER,
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(f"/alerts/{alert}/takedown", form | typed)
    assert answer.status_code == 302, answer.content.decode()
    return models.Takedown.objects.get(pk=int(answer["Location"].rpartition("/")[2]))


def test_what_is_missing_is_said_before_anything_is_made(staff: Client, alert: int) -> None:
    page = staff.get(f"/alerts/{alert}/takedown").content.decode()
    assert "不知该品牌在巴西有注册：虾皮（巴西）将拒绝" in page
    assert f'href="/alerts/{alert}/takedown"' in staff.get(f"/alerts/{alert}").content.decode()
    typed = {
        "do": "make",
        "form": str(uuid.uuid4()),
        "platform": "shopee",
        "right": "CN:right-A",
        "chosen": urls(),
    }
    ready = SIGNER | {"anyway": "yes"}
    for more in (
        {},
        SIGNER,
        ready | {"more": "https://www.ebay.com/itm/123456789"},
        ready | {"reason": "ebay:1.1"},
    ):
        assert staff.post(f"/alerts/{alert}/takedown", typed | more).status_code == 400
    assert models.Takedown.objects.filter(case__alert_id=alert).count() == 0


def test_a_pack_holds_form_listings_and_checklist_and_says_why_it_has_no_evidence(
    staff: Client, alert: int
) -> None:
    made = prepared(staff, alert, more="https://shopee.com.br/other-i.5.999")
    assert models.Takedown.objects.filter(case__alert_id=alert).count() == 1  # sent twice, prepared once
    answer = staff.post(f"/takedowns/{made.pk}/pack.zip")
    assert answer.status_code == 200
    pack = zipfile.ZipFile(io.BytesIO(answer.content))
    assert pack.namelist() == ["01 投诉表 Shopee.docx", "02 商品链接 1-1.xlsx", "04 核对清单.docx"]
    form = docx.Document(io.BytesIO(pack.read("01 投诉表 Shopee.docx")))
    cells = {row.cells[0].text: row.cells[1].text for row in form.tables[1].rows}
    assert cells["注册号 *\nRegistration number"] == "right-A, China"
    assert cells["商品链接 *\nListing URLs"].splitlines() == ["772", "771", "770", "999"]
    assert any("good faith belief" in one.text for one in form.paragraphs)
    rows = list(
        load_workbook(io.BytesIO(pack.read("02 商品链接 1-1.xlsx"))).active.iter_rows(
            min_row=2, values_only=True
        )
    )
    assert rows[0][3:7] == ("772", urls()[2], "Loja X", "'=SUM(1) cup 2")
    assert rows[0][9] == f"{3:064}"
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(pack.read("04 核对清单.docx"))).paragraphs)
    assert "【将被拒】不知该品牌在巴西有注册" in said
    assert "没有证据包" in said
    assert "加倍承担赔偿责任" in said
    assert models.AuditEntry.objects.filter(did="takedown-packed").exists()


def test_sending_and_outcomes_become_days_of_the_case_and_figures(staff: Client, alert: int) -> None:
    made = prepared(staff, alert, platform="mercado-libre", chosen=[], more="\n".join(
        f"https://articulo.mercadolibre.com.mx/MLM-10000{n}-x" for n in range(3)
    ))  # fmt: skip
    lines = list(made.listings.order_by("pk").values_list("pk", flat=True))
    outcome = {"line": lines[:1], "outcome": "removed", "on": TODAY}
    assert staff.post(f"/takedowns/{made.pk}/outcomes", outcome).status_code == 409  # nothing was sent
    sent = TODAY - dt.timedelta(days=4)
    assert (
        staff.post(f"/takedowns/{made.pk}/submitted", {"on": TODAY + dt.timedelta(days=1)}).status_code == 400
    )
    for reference in ("", "BPP-7", "BPP-7"):
        staff.post(f"/takedowns/{made.pk}/submitted", {"on": sent, "reference": reference})
    assert staff.post(f"/takedowns/{made.pk}/submitted", {"on": TODAY, "reference": "x"}).status_code == 409
    answer_day = models.CaseDeadline.objects.get(case=made.case, says__startswith="查看")
    assert (answer_day.day, answer_day.confidence, answer_day.met_at) == (TODAY, "verified", None)
    for _ in range(2):
        staff.post(f"/takedowns/{made.pk}/outcomes", {"line": lines[:2], "outcome": "removed", "on": TODAY})
    staff.post(f"/takedowns/{made.pk}/outcomes", {"line": lines[2:], "outcome": "countered", "on": TODAY})
    reply = models.CaseDeadline.objects.get(case=made.case, says__startswith="回应")
    assert (reply.day, reply.confidence) == (TODAY + dt.timedelta(days=3), "conflicting")
    for day in (answer_day, reply):
        assert "Mercado Libre" in day.says_en
        assert day.rule_en
        assert not re.search(r"[\u4e00-\u9fff]", day.says_en + day.rule_en)
    answer_day.refresh_from_db()
    assert answer_day.met_at is not None
    told = models.CaseEvent.objects.filter(case=made.case, says__contains="已移除")
    assert [one.says for one in told] == [f"平台投诉（美客多）已移除，{TODAY} × 2"]
    page = staff.get("/takedowns").content.decode()
    assert "66.7% <small>n = 3</small>" in page
    assert "4 <small>n = 2</small>" in page
    book = load_workbook(io.BytesIO(staff.get("/takedowns/file.xlsx").content))
    row = next(one for one in book["统计"].iter_rows(values_only=True) if one[0] == "美客多")
    assert row[1:5] == (1, 3, 2, "66.7%")
    assert f"/takedowns/{made.pk}" in staff.get(f"/cases/{made.case_id}").content.decode()


def test_what_was_typed_of_a_complaint_stays_when_it_is_refused(staff: Client, alert: int) -> None:
    made, sent, late = prepared(staff, alert), TODAY - dt.timedelta(days=4), TODAY + dt.timedelta(days=1)
    early = {"on": late, "reference": "BPP-8"}
    refused = staff.post(f"/takedowns/{made.pk}/submitted", early).content.decode()
    assert f'value="{late}"' in refused
    assert 'value="BPP-8"' in refused
    staff.post(f"/takedowns/{made.pk}/submitted", {"on": sent, "reference": "BPP-7"})
    line = made.listings.first().pk
    typed = {"line": [line], "outcome": "removed", "on": late, "words": "客服来信"}
    refused = staff.post(f"/takedowns/{made.pk}/outcomes", typed).content.decode()
    for kept in (f'value="{late}"', f'id="line-{line}" checked', 'value="客服来信"', 'value="BPP-7"'):
        assert kept in refused


def test_an_administrator_of_the_enterprise_prepares_its_own_and_a_member_only_reads(
    a: Seeded, alert: int
) -> None:
    member, keeper = Client(), Client()
    save_user("reader", PASSWORD, enterprise=a.enterprise, role=Role.MEMBER)
    assert member.login(username="reader", password=PASSWORD)
    save_user("keeper", PASSWORD, enterprise=a.enterprise, role=Role.ENTERPRISE_ADMIN)
    assert keeper.login(username="keeper", password=PASSWORD)
    made = prepared(keeper, alert)
    assert (made.case.origin, made.case.kind) == ("acceptance", "takedown")
    assert keeper.post(f"/takedowns/{made.pk}/submitted", {"on": TODAY, "reference": "R"}).status_code == 302
    line = made.listings.first().pk
    assert (
        keeper.post(
            f"/takedowns/{made.pk}/outcomes", {"line": line, "outcome": "removed", "on": TODAY}
        ).status_code
        == 302
    )
    assert keeper.post(f"/takedowns/{made.pk}/pack.zip").status_code == 200
    assert member.get(f"/takedowns/{made.pk}").status_code == 200
    assert member.get(f"/alerts/{alert}/takedown").status_code == 404
    for act in ("submitted", "outcomes", "pack.zip"):
        assert member.post(f"/takedowns/{made.pk}/{act}", {"on": TODAY}).status_code == 404


def test_an_ended_case_without_a_complaint_has_no_empty_box_for_them(a: Seeded) -> None:
    save_user("keeper", PASSWORD, enterprise=a.enterprise, role=Role.ENTERPRISE_ADMIN)
    keeper = Client()
    assert keeper.login(username="keeper", password=PASSWORD)
    models.Takedown.objects.all().delete()
    models.Case.objects.filter(pk=a.case).update(kind="takedown")
    assert "本案的平台投诉" in keeper.get(f"/cases/{a.case}").content.decode()
    models.Case.objects.filter(pk=a.case).update(state="closed", outcome="won")
    page = keeper.get(f"/cases/{a.case}")
    assert page.status_code == 200
    assert "本案的平台投诉" not in page.content.decode()


def test_an_enterprise_counts_and_takes_away_its_own_alone(a: Seeded) -> None:
    seed("B")
    client = Client()
    assert client.login(username=a.user, password=PASSWORD)
    book = load_workbook(io.BytesIO(client.get("/takedowns/file.xlsx").content))
    said = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "seller-A" in said
    assert "seller-B" not in said
    assert next(book["统计"].iter_rows(min_row=2, max_col=3, values_only=True)) == ("合计 All", 1, 1)


def test_a_platform_s_guide_shows_rules_sources_and_the_editor_s_text(staff: Client, a: Seeded) -> None:
    assert "美客多" in staff.get("/platforms").content.decode()
    page = staff.get("/platforms/mercado-libre").content.decode()
    assert "出处相互矛盾" in page
    assert "https://www.mercadolivre.com.br/ajuda/4817" in page
    staff.post("/platforms/mercado-libre/edit", {"text": "先登记权利", "after": "0", "review_by": ""})
    assert "先登记权利" in staff.get("/platforms/mercado-libre").content.decode()
    guide = docx.Document(io.BytesIO(staff.get("/platforms/mercado-libre/guide.docx").content))
    said = "\n".join(one.text for one in guide.paragraphs)
    assert "【3 日】" in said
    assert "先登记权利" in said
    assert staff.get("/platforms/nowhere").status_code == 404
    member = Client()
    assert member.login(username=a.user, password=PASSWORD)
    assert member.get("/platforms/mercado-libre").status_code == 200
