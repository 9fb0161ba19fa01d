"""Proceedings on screen: who is named, what of it becomes a case, and a bulletin that names nobody it must not."""

import dataclasses
import datetime as dt
import json
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.observation import Kind, Observation, Party, Provenance, Side
from domain.role import Role
from jobs import links, tasks
from jobs.bulletin import NamesSomebody, draft_of, publish
from jobs.telling import Messages
from storage import models
from storage.brands import save_brands, save_contact
from storage.deliveries import taken
from storage.observations import take_in
from storage.proceedings import proceedings
from storage.runs import start_run
from storage.viewers import Viewer
from tests.made_up import signed_in

STAFF = Viewer(user_id=None, staff=True)
HAIFENG, LANHAI = "深圳市海峰科技有限公司", "漯河蓝海食品有限公司"
NOTICE = Observation(
    kind=Kind.PROCEEDING,
    source="us-usitc-ids",
    ref="1",
    sign="Certain Portable Blenders and Components Thereof",
    office="US",
    docket="337-TA-1234",
    status="Active, Violation",
    published_on=dt.date(2026, 11, 20),
    url="https://ids.usitc.gov/case/1/investigation/1",
    provenance=Provenance.MADE_UP,
    holders=(
        Party(name="Blend Example Inc.", country="US", side=Side.CLAIMANT),
        Party(name="Shenzhen Haifeng Technology Co., Ltd.", country="CN", side=Side.RESPONDENT),
        Party(name="Luohe Lanhai Food Co., Ltd.", country="CN", side=Side.RESPONDENT),
        Party(name="Somebody Else GmbH", country="DE", side=Side.RESPONDENT),
    ),
)
SUIT = Observation(
    kind=Kind.PROCEEDING,
    source="us-courtlistener",
    ref="9",
    sign="Jane Roe v. HAIFENG Official Store",
    office="US",
    docket="1:26-cv-00009",
    text="District Court, N.D. Illinois; 15:1114 Trademark Infringement",
    filed_on=dt.date(2026, 11, 20),
    published_on=dt.date(2026, 11, 20),
    provenance=Provenance.MADE_UP,
)


def watch() -> None:
    save_brands(
        [
            Brand(brand_id="H", name="海峰", aliases=("HAIFENG",), enterprise=HAIFENG),
            Brand(brand_id="L", name="蓝海", enterprise=LANHAI),
        ]
    )


def see(*observations: Observation) -> None:
    run = start_run(observations[0].source)
    take_in(run, observations)
    tasks.judge(run_id=run, after_id=0)
    tasks.raise_alerts()


@pytest.fixture
def docket(db: None) -> int:
    watch()
    see(NOTICE)
    (line,) = proceedings(STAFF)
    return line.proceeding_id


def test_every_enterprise_named_has_an_alert_of_its_own_with_the_earliest_day_to_answer(docket: int) -> None:
    alerts = models.Alert.objects.order_by("brand__brand_id")
    assert [(a.brand.brand_id, a.reason, a.tier, a.last_day) for a in alerts] == [
        ("H", "named-party", "high", dt.date(2026, 12, 12)),
        ("L", "named-party", "high", dt.date(2026, 12, 12)),
    ]
    page = signed_in("h", HAIFENG).get(f"/alerts/{alerts[0].pk}").content.decode()
    assert "贵方（或同名企业）在 337-TA-1234 中被列为被申请人" in page
    assert "19 CFR 210.13(a)" in page
    assert "核实身份" in page


def test_of_a_proceeding_one_may_say_not_us_or_ask_for_help_and_an_older_link_leads_to_these(
    docket: int,
) -> None:
    alert = models.Alert.objects.get(brand__brand_id="H")
    told = Contact(name="王", channel=Channel.EMAIL, address="h@example.org")
    buttons = links.buttons_of(alert.pk, save_contact(HAIFENG, told), "zh", Kind.PROCEEDING)
    assert [one.label for one in buttons] == ["与我方无关（同名）", "请求协助"]
    not_us, anybody, member = urlsplit(buttons[0].url).path, Client(), signed_in("h", HAIFENG)
    older = not_us.replace("not-relevant", "is-ours")
    for page in (anybody.get(older), anybody.post(older), member.get(f"/alerts/{alert.pk}")):
        said = page.content.decode()
        assert "这是我们的" not in said
        assert "已授权" not in said
        assert "与我方无关（同名）" in said
    member.post(f"/alerts/{alert.pk}/decide", {"answer": "authorised"})
    assert not models.Decision.objects.exists()
    asked = anybody.get(not_us).content.decode()
    assert "同名的其他企业" in asked
    assert "最早答辩截止 2026-12-12" in asked
    assert "异议截止" not in asked
    assert "已记录：<strong>与我方无关（同名）" in anybody.post(not_us).content.decode()


def test_a_message_of_a_proceeding_has_its_two_buttons(db: None) -> None:
    watch()
    save_contact(
        HAIFENG, Contact(name="王", channel=Channel.EMAIL, address="h@example.org"), least_tier="low"
    )
    see(NOTICE)
    models.Delivery.objects.update(next_try_at=timezone.now())
    with taken([Channel.EMAIL], limit=9) as batch:
        labels = [[one.label for one in Messages(batch).of(told).buttons] for told in batch]
    assert labels == [["与我方无关（同名）", "请求协助"]]


def test_a_new_status_of_a_docket_grows_its_alert_and_its_history(docket: int) -> None:
    see(dataclasses.replace(NOTICE, status="Terminated"))
    see(
        dataclasses.replace(
            NOTICE, source="us-federal-register", ref="2026-1", docket="Investigation No. 337-TA-1234"
        )
    )
    assert models.Alert.objects.count() == 2
    (line,) = proceedings(STAFF)
    assert line.sightings == 3
    page = signed_in("s", None).get(f"/proceedings/{docket}").content.decode()
    assert page.index("Terminated") > 0
    assert "us-federal-register" in page


def test_a_case_is_opened_once_an_enterprise_and_all_of_a_docket_are_one_dispute(docket: int) -> None:
    staff = signed_in("s", None)
    for name in (HAIFENG, HAIFENG, LANHAI):
        enterprise = models.Enterprise.objects.get(name=name).pk
        assert staff.post(f"/proceedings/{docket}/case", {"enterprise": enterprise}).status_code == 302
    cases = models.Case.objects.order_by("pk")
    assert [case.enterprise.name for case in cases] == [HAIFENG, LANHAI]
    assert {case.dispute.docket for case in cases} == {"337-TA-1234"}
    assert models.Dispute.objects.count() == 1
    assert cases[0].opponent == "Blend Example Inc."
    day = models.CaseDeadline.objects.filter(case=cases[0]).get()
    assert day.day == dt.date(2026, 12, 12)
    (kept,) = models.CaseEvent.objects.filter(case=cases[0], kind="deadline-set")
    assert (kept.says, kept.by, kept.shared) == (f"{day.day} {day.says}", "s", True)
    stranger = models.Enterprise.objects.create(name="无关企业有限公司")
    assert staff.post(f"/proceedings/{docket}/case", {"enterprise": stranger.pk}).status_code == 404
    assert signed_in("h", HAIFENG).get(f"/proceedings/{docket}").status_code == 404


def test_the_bulletin_leaks_nobody_who_did_not_consent(docket: int) -> None:
    see(SUIT)
    for line in proceedings(STAFF):
        publish(STAFF, line.proceeding_id, draft_of(STAFF, line.proceeding_id), by="s")
    anybody = Client()
    answers = [
        anybody.get(a).content.decode() for a in ("/bulletin", "/bulletin/atom.xml", "/bulletin/feed.json")
    ]
    for said in answers:
        assert "337-TA-1234" in said
        assert "Blend Example Inc" in said  # a company, and none of ours
        for hidden in (HAIFENG, LANHAI, "Haifeng", "HAIFENG", "Lanhai", "海峰", "蓝海", "Jane", "Roe"):
            assert hidden not in said
    assert "演示数据" in answers[0]
    assert "演示数据" in ET.fromstring(answers[1]).findtext(".//{*}entry/{*}title", "")


@pytest.mark.parametrize(
    "typed", [HAIFENG, "the shops of Haifeng Technology, Shenzhen Haifeng Technology Co., Ltd.", "HAIFENG"]
)
def test_words_that_name_an_enterprise_are_not_published_until_it_consents(docket: int, typed: str) -> None:
    draft = draft_of(STAFF, docket)
    words = dataclasses.asdict(dataclasses.replace(draft, says_zh=f"{draft.says_zh}{typed}。"))
    staff = signed_in("s", None)
    refused = staff.post(f"/proceedings/{docket}/bulletin", words | {"decision": "publish"})
    assert refused.status_code == 400
    assert "不得具名" in refused.content.decode()
    assert typed in refused.content.decode()  # nothing typed is lost
    assert not models.BulletinEntry.objects.filter(published=True).exists()
    models.Enterprise.objects.update(named_from=timezone.localdate())
    assert staff.post(f"/proceedings/{docket}/bulletin", words | {"decision": "publish"}).status_code == 302
    assert typed in Client().get("/bulletin").content.decode()


HOSES = ("鲁拓液压管业（演示）有限公司", "Lutuo Hydraulic Hose (Demo) Co. Ltd")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("鲁拓液压管业（演示）有限公司被诉", HOSES[0]),
        ("鲁拓液压管业被诉", "鲁拓液压管业"),
        ("鲁拓液压管业（演示）被诉", "鲁拓液压管业演示"),
        ("Lutuo Hydraulic Hose was sued", "lutuo hydraulic hose"),
        ("LUTUO HYDRAULIC HOSE CO., LTD.", "lutuo hydraulic hose"),
        ("涉及海峰的搅拌机", "海峰"),
        ("深圳市海峰科技被诉", "深圳市海峰科技"),
    ],
)
def test_a_hidden_enterprise_is_not_named_for_short_either(docket: int, typed: str, found: str) -> None:
    save_brands(
        [Brand(brand_id="T", name="拓泽力", enterprise=HOSES[0], owners=HOSES)]
    )  # not in this proceeding
    models.Brand.objects.filter(brand_id="H").update(name="HF")
    draft = draft_of(STAFF, docket)
    with pytest.raises(NamesSomebody) as refused:
        publish(STAFF, docket, dataclasses.replace(draft, says_zh=f"{draft.says_zh}{typed}。"), by="s")
    assert refused.value.found == found


def test_the_trade_name_of_an_enterprise_outside_the_proceeding_may_be_an_everyday_word(docket: int) -> None:
    save_brands([Brand(brand_id="T", name="拓泽力", enterprise="上海东方贸易有限公司")])
    draft = draft_of(STAFF, docket)
    assert publish(STAFF, docket, dataclasses.replace(draft, says_zh=f"{draft.says_zh}东方时间。"), by="s")


def test_an_enterprise_that_withdraws_its_consent_is_off_the_bulletin_at_once(docket: int) -> None:
    models.Enterprise.objects.filter(name=HAIFENG).update(named_from=timezone.localdate())
    see(dataclasses.replace(SUIT, sign="Example LLC v. Example Shops"))
    suit = models.Proceeding.objects.get(forum="us-court").pk
    draft = draft_of(STAFF, docket)
    publish(STAFF, docket, dataclasses.replace(draft, says_zh=f"{draft.says_zh}其中有{HAIFENG}。"), by="s")
    publish(STAFF, suit, draft_of(STAFF, suit), by="s")
    enterprise = models.Enterprise.objects.get(name=HAIFENG).pk
    administrator = signed_in("h", HAIFENG)
    models.Membership.objects.update(role=Role.ENTERPRISE_ADMIN)
    for _ in range(2):
        answer = administrator.post(f"/enterprises/{enterprise}/naming", {"naming": "withdraw"})
        assert answer.status_code == 302
    said = Client().get("/bulletin").content.decode()
    assert HAIFENG not in said
    assert "1:26-cv-00009" in said, "what names nobody stays"
    assert models.Notice.objects.filter(subject_zh="1 条公告已撤下").count() == 1


def test_an_entry_keeps_its_id_through_holding_and_publishing_again(docket: int) -> None:
    staff = signed_in("s", None)
    words = dataclasses.asdict(draft_of(STAFF, docket))
    ids = []
    for decision in ("publish", "publish", "hold", "publish"):
        staff.post(f"/proceedings/{docket}/bulletin", words | {"decision": decision})
        ids.append([one["id"] for one in json.loads(Client().get("/bulletin/feed.json").content)["items"]])
    assert ids[0] == ids[1] == ids[3] != []
    assert ids[2] == []
    assert [e.did for e in models.AuditEntry.objects.filter(did__startswith="bulletin").order_by("pk")] == [
        "bulletin-published",
        "bulletin-held",
        "bulletin-published",
    ]


def test_a_natural_person_is_never_named(docket: int) -> None:
    see(SUIT)
    suit = models.Proceeding.objects.get(forum="us-court").pk
    draft = draft_of(STAFF, suit)
    assert "自然人（姓名从略）" in draft.says_zh
    with pytest.raises(NamesSomebody):
        publish(STAFF, suit, dataclasses.replace(draft, says_en="Jane Roe sued."), by="s")


def test_the_list_shows_those_with_enterprises_of_ours_first_and_finds_the_rest(docket: int) -> None:
    see(
        dataclasses.replace(
            NOTICE, ref="2", docket="337-TA-9999", sign="Certain Hats", holders=NOTICE.holders[3:]
        )
    )
    staff = signed_in("s", None)
    assert "337-TA-9999" not in staff.get("/proceedings").content.decode()
    assert "337-TA-9999" in staff.get("/proceedings?who=all&word=hats").content.decode()
