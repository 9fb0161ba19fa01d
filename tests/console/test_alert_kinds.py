"""An alert about a shop's listing or an exhibitor, on screen: no opposition, no office's rule, and what can be done instead."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from console.texts import text
from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.match import Evidence, Match, Tier
from domain.observation import Kind, Observation, Party, Price
from jobs.links import answers_to, buttons_of
from jobs.tasks import told_when
from jobs.telling import Messages
from matchers.conflicts import conflict_key
from storage import models
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands, save_contact
from storage.deliveries import record_accepted, taken
from storage.digests import loaded_digests
from storage.matches import save_matches
from storage.observations import observations_of, take_in
from storage.opening import open_deliveries
from storage.runs import start_run
from tests.console.fairs import fair_with_a_desk
from tests.made_up import signed_in

LISTING = Observation(
    kind=Kind.LISTING, source="shopify-ucp-catalog", ref="77", sign="QINGLUHAI cup", office="BR", seller=Party(name="Loja X"),
    url="https://shop.example/77", price=Price(amount=Decimal(9), currency="BRL"),
)  # fmt: skip
OF_FILINGS = ("异议", "申请人", "申请日", "公报", "涉及的申请")


@pytest.fixture
def listed(db: None) -> int:
    """An alert of enterprise 甲 about a listing, told and taken by the receiver."""
    save_brands([Brand(brand_id="L1", name="青鹭海", enterprise="甲")])
    save_contact("甲", Contact(name="王", channel=Channel.EMAIL, address="w@example.org"), least_tier="low")
    run = start_run(LISTING.source)
    take_in(run, [LISTING])
    ((row, seen),) = observations_of(run, after_id=0, limit=9)
    said = Evidence(feature="pinyin", score=0.9, ours="a", theirs="b", says="是拼音", says_en="the pinyin")
    match = Match(
        brand_id="L1", brand="青鹭海", mark="青鹭海", observation=seen, score=0.9, tier=Tier.HIGH, evidence=(said,),
        rules="words-1",
    )  # fmt: skip
    save_matches([(row, match)])
    (alert,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    open_deliveries([alert], told_when)
    return alert


def main_of(client: Client, path: str) -> str:
    return client.get(path).content.decode().split("<main")[1]


def test_a_listing_has_no_last_day_and_leads_to_a_complaint(listed: int) -> None:
    member = signed_in("member", "甲")
    page = main_of(member, f"/alerts/{listed}")
    for said in (
        "没有法定截止日，请尽快处理",
        "可准备平台投诉",
        "Loja X",
        "9 BRL",
        'href="https://shop.example/77"',
    ):
        assert said in page, said
    row = main_of(member, "/").split("<tbody>")[1]
    assert "请尽快处理" in row
    for said in OF_FILINGS:
        assert said not in page, said
        assert said not in row, said


def test_by_link_one_is_asked_about_the_listing_and_of_every_kind_in_words(listed: int) -> None:
    contact = models.Contact.objects.get().pk
    for button in buttons_of(listed, contact, "zh", Kind.LISTING):
        page = main_of(Client(), urlsplit(button.url).path)
        assert "商品" in page
        assert "没有法定截止日" in page
        assert "该申请" not in page
    asked = {f"{kind}_{said}_asks" for kind in Kind if kind is not Kind.FILING for said in answers_to(kind)}
    assert [key for key in asked if text(key, "zh") == key] == []


def test_an_exhibitor_is_told_with_stand_and_closing_day(db: None) -> None:
    fair = models.Fair.objects.get(pk=fair_with_a_desk())
    alert = models.Alert.objects.get()
    page = main_of(signed_in("staff", None), f"/alerts/{alert.pk}")
    for said in (f"展期至 {fair.closes_on}", "到现场核实、取证", "6B 214", "SIAL Paris"):
        assert said in page, said
    assert "异议" not in page
    assert fair.closes_on > timezone.localdate()


def test_a_digest_names_kind_and_closing_day(listed: int) -> None:
    fair = models.Fair.objects.get(pk=fair_with_a_desk())
    contact = models.Contact.objects.get(enterprise__name="甲")
    digest = models.Digest.objects.create(contact=contact, due_at=timezone.now())
    for alert in models.Alert.objects.all():
        models.DigestEntry.objects.create(digest=digest, alert=alert)
    lines = loaded_digests([digest.pk], today=timezone.localdate())[digest.pk].lines
    assert {(one.kind, one.closes_on) for one in lines} == {
        (Kind.LISTING, None),
        (Kind.EXHIBITOR, fair.closes_on),
    }


def test_a_member_reads_what_a_source_is_called_and_no_inner_workings(listed: int) -> None:
    models.Delivery.objects.update(next_try_at=timezone.now())
    with taken([Channel.EMAIL], limit=9) as batch:
        (told,) = batch
        message = Messages(batch).of(told)
        record_accepted(told, "250 kept as 9549c3d0")
    assert "来源：Shopify 全球商品目录" in message.text
    pages = [main_of(signed_in(name, of), f"/alerts/{listed}") for name, of in (("m", "甲"), ("s", None))]
    assert all("Shopify 全球商品目录" in page for page in pages)
    assert not any(LISTING.source in page for page in pages)
    for inner in ("words-1", "250 kept as"):
        assert [inner in page for page in pages] == [False, True], inner
