"""Risk sheets before a fair: what they find in the host country's register, and what they say was not read."""

import datetime as dt

import pytest
from django.utils import timezone

from domain.brand import Brand
from domain.case import CaseKind, CaseOrigin, NewCase
from domain.fair import Fair
from domain.fair_sheet import HeldBy, MatterKind, RiskSheet
from domain.kept_json import from_data, to_data
from domain.match import Tier
from domain.observation import Kind, Observation, Party
from jobs.fair_sheets import fair_sheets, make_sheets, offices_of
from jobs.registering import index_register
from reports.fair_blocks import Grid, Paragraph
from reports.fair_sheet import sheet_blocks
from response.fair_advice import fair_advice
from storage import models
from storage.brands import save_brands
from storage.cases import open_case
from storage.fair_sheets import last_round, sheet_of
from storage.fairs import Exhibits, entries_of, save_entries, save_fair
from storage.observations import take_in
from storage.runs import RunOutcome, finish_run, start_run
from storage.viewers import Viewer
from tests.made_up import filing

STAFF = Viewer(user_id=None, staff=True)
DAY = dt.date(2026, 12, 10)


def fair(**said: object) -> int:
    fields: dict[str, object] = {
        "fair_id": 0,
        "name": "Anuga",
        "office": "US",
        "city": "Chicago",
        "opens_on": timezone.localdate() + dt.timedelta(days=30),
        "closes_on": timezone.localdate() + dt.timedelta(days=33),
        "checklist": "样品清单\n译文",
    }
    return save_fair(STAFF, Fair(**(fields | said)))  # type: ignore[arg-type]


def exhibiting(fair_id: int, *enterprises: str) -> list[int]:
    rows = {name: models.Enterprise.objects.get(name=name).pk for name in enterprises}
    save_entries(
        STAFF, fair_id, [Exhibits(enterprise_id=row, stand="A1", classes=(29,)) for row in rows.values()]
    )
    of = {entry.enterprise: entry.entry_id for entry in entries_of(STAFF, fair_id)}
    return [of[name] for name in enterprises]


def seen(*observations: Observation, source: str = "us-uspto-trtdxfap") -> None:
    run = start_run(source)
    take_in(run, observations)
    outcome = RunOutcome(state="ok", reason_zh="", reason_en="", kept=len(observations), faults=0)
    finish_run(run, outcome, added=len(observations))
    index_register(run, 0)


def made(fair_id: int, entry_id: int) -> RiskSheet:
    begun = make_sheets(STAFF, fair_id, by="staff")
    fair_sheets(begun.round_id)
    return sheet_of(STAFF, entry_id)


@pytest.fixture
def watched(db: None) -> None:
    save_brands(
        [
            Brand(
                brand_id="1",
                name="青鹭海",
                enterprise="漯河青鹭食品有限公司",
                aliases=("QINGLUHAI",),
                owners=("Luohe Qinglu Food Co., Ltd.",),
                classes=(29,),
                markets=("DE",),
            )
        ]
    )


def test_a_sheet_tells_own_registrations_from_what_others_filed_with_reasons_and_last_days(
    watched: None,
) -> None:
    published = timezone.localdate() - dt.timedelta(days=3)
    seen(
        filing(
            "1",
            "QINGLUHAI",
            holders=(Party(name="LUOHE QINGLU FOOD CO LTD", country="CN"),),
            registered_on=dt.date(2025, 5, 6),
        ),
        filing("2", "QINGLUHAY", published_on=published),
        filing("3", "TUOZELI"),
    )
    fair_id = fair()
    (entry,) = exhibiting(fair_id, "漯河青鹭食品有限公司")
    (brand,) = made(fair_id, entry).brands
    assert [(one.ref, one.held_by) for one in brand.own] == [("1", HeldBy.OWNER)]
    assert brand.registered
    (other,) = brand.others
    assert (other.ref, other.tier) == ("2", Tier.HIGH), (
        "the fair's country is a market, whatever the brand names"
    )
    assert other.last_day is not None
    assert other.open_on(timezone.localdate())
    assert other.why_zh
    assert other.why_en


def test_nothing_seen_is_never_put_as_nothing_there(watched: None) -> None:
    fair_id = fair(office="FR", city="Paris")
    (entry,) = exhibiting(fair_id, "漯河青鹭食品有限公司")
    sheet = made(fair_id, entry)
    assert sheet.offices == ("FR", "EM", "WO")
    assert sheet.unread == ("FR", "EM", "WO")
    assert sheet.read == ()
    for language, words in (
        ("zh", ("未见不等于没有", "未读来源", "没有任何已存公告的主管局")),
        ("en", ("Not read:", "not the same as not there")),
    ):
        blocks = sheet_blocks(sheet, fair_advice("FR"), today=DAY, language=language)
        page = str(blocks)
        assert all(word in page for word in words)
        assert any(isinstance(one, Paragraph) and one.tone == "alarm" for one in blocks)


def test_what_is_applied_for_is_not_said_to_be_missing_and_an_office_s_code_is_called_one(
    watched: None,
) -> None:
    ours = (Party(name="LUOHE QINGLU FOOD CO LTD", country="CN"),)
    fair_id = fair()
    (entry,) = exhibiting(fair_id, "漯河青鹭食品有限公司")
    for ref, said, wanted in (
        ("1", {}, ("已申请、在已读来源中未见注册的品牌：青鹭海", "官方状态代码 686")),
        ("2", {"registered_on": dt.date(2025, 5, 6)}, ("注册 2025-05-06",)),
    ):
        assert ("未见本企业名下申请或注册的品牌：青鹭海" in str(laid_out(fair_id, entry))) == (ref == "1")
        seen(filing(ref, "QINGLUHAI", holders=ours, status="686", **said))
        page = str(laid_out(fair_id, entry))
        assert all(one in page for one in wanted)
        assert "未见本企业名下" not in page
        assert ("未见注册" in page) == (ref == "1")


def laid_out(fair_id: int, entry: int) -> list[object]:
    return [*sheet_blocks(made(fair_id, entry), fair_advice("US"), today=DAY)]


def test_past_cases_and_public_proceedings_that_name_the_enterprise_are_on_its_sheet_alone(
    watched: None,
) -> None:
    save_brands([Brand(brand_id="2", name="TUOZELI", enterprise="另一家公司")])
    for name, title in (("漯河青鹭食品有限公司", "ours"), ("另一家公司", "theirs")):
        new = NewCase(origin=CaseOrigin.ACCEPTANCE, kind=CaseKind.LAWSUIT, title=title, office="US")
        open_case(STAFF, models.Enterprise.objects.get(name=name).pk, new, by="staff")
    suit = Observation(
        kind=Kind.PROCEEDING, source="us-courtlistener", ref="7", sign="Acme v. Luohe Qinglu", office="US", docket="1:26-cv-1",
        holders=(Party(name="Acme Inc."), Party(name="Luohe Qinglu Food Co., Ltd.")), published_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    seen(suit, source="us-courtlistener")
    fair_id = fair()
    ours, theirs = exhibiting(fair_id, "漯河青鹭食品有限公司", "另一家公司")
    past = made(fair_id, ours).past
    assert {(one.kind, one.title) for one in past} == {
        (MatterKind.CASE, "ours"),
        (MatterKind.PROCEEDING, "Acme v. Luohe Qinglu"),
    }
    assert [one.title for one in sheet_of(STAFF, theirs).past] == ["theirs"]


def test_who_stands_in_many_proceedings_is_named_once_however_written(watched: None) -> None:
    suits = [
        Observation(
            kind=Kind.PROCEEDING, source="us-courtlistener", ref=str(number), sign=f"{name} v. X {number}", office="US",
            holders=(Party(name=name), Party(name=f"X {number} Ltd")),
        )
        for number, name in enumerate(("Acme Inc.", "ACME, Inc", "Acme Incorporated"))
    ]  # fmt: skip
    seen(*suits, source="us-courtlistener")
    fair_id = fair()
    (entry,) = exhibiting(fair_id, "漯河青鹭食品有限公司")
    assert [one.times for one in made(fair_id, entry).litigants] == [3]


def test_a_round_is_asked_for_twice_and_made_once_and_a_job_may_run_twice(watched: None) -> None:
    fair_id = fair()
    (entry,) = exhibiting(fair_id, "漯河青鹭食品有限公司")
    begun, again = make_sheets(STAFF, fair_id, by="staff"), make_sheets(STAFF, fair_id, by="staff")
    assert begun.round_id == again.round_id
    fair_sheets(begun.round_id)
    fair_sheets(begun.round_id)
    assert models.FairSheet.objects.filter(entry=entry).count() == 1
    ended = last_round(STAFF, fair_id)
    assert ended is not None
    assert (ended.made, ended.wanted, ended.ended_at is not None) == (1, 1, True)
    made(fair_id, entry)
    assert models.FairSheet.objects.filter(entry=entry).count() == 2, "made anew beside the old"


def test_a_sheet_is_read_back_as_it_was_kept(watched: None) -> None:
    seen(filing("2", "QINGLUHAI"))
    fair_id = fair()
    (entry,) = exhibiting(fair_id, "漯河青鹭食品有限公司")
    sheet = made(fair_id, entry)
    assert from_data(RiskSheet, to_data(sheet)) == sheet
    assert sheet.rests_on == tuple(models.FairSheet.objects.get(entry=entry).rests_on)
    assert len(sheet.rests_on) == 1
    assert any(isinstance(one, Grid) for one in sheet_blocks(sheet, fair_advice("US"), today=DAY))


def test_marks_of_regional_offices_hold_in_their_countries() -> None:
    assert offices_of("DE") == ("DE", "EM", "WO")
    assert offices_of("LU") == ("LU", "BX", "EM", "WO")
    assert offices_of("US") == ("US", "WO")


def test_advice_names_its_source_or_says_that_it_has_none() -> None:
    for one in fair_advice("DE"):
        assert one.origin.source.startswith("http") or one.origin.confidence == "general"
    assert next(iter(fair_advice("DE"))).office == "DE"
    assert {one.office for one in fair_advice("JP")} == {"*"}
