"""The desk with the keyboard alone, in a real Chromium against the real application."""

import datetime as dt

from domain.brand import Brand
from domain.decision import Answer, Ground, Why
from domain.match import Tier
from storage.decisions import decide
from storage.models import Alert, Decision, Proposal, Review, Sample
from storage.people import save_user
from storage.proposals import propose
from tests.at_the_console import PHONE, browsing, complaints, sign_in
from tests.console.waiting import alerts_of, an_alert, staff_viewer
from tests.made_up import PASSWORD

KEYS = ("y", "n1", "o", "a", "d", "y", "n5", "o", "a", "d")
"""What is typed for each alert in turn; after N the reason by its number."""


def test_twenty_alerts_are_reviewed_by_key_and_the_last_is_taken_back(address: str) -> None:
    save_user("staff", PASSWORD, enterprise=None)
    alerts_of([(Tier.HIGH, number + 1) for number in range(20)])
    with browsing(address, PHONE) as context:
        page = sign_in(context, "staff")
        page.goto("/desk")
        for number in range(20):
            assert f"QINGLUHAI {number}" in page.inner_text(".pair")
            *opening, last = KEYS[number % len(KEYS)]
            for key in opening:
                page.keyboard.press(key)
            with page.expect_navigation():
                page.keyboard.press(last)
        assert page.is_visible("p.nothing")
        with page.expect_navigation():
            page.keyboard.press("u")
        assert "QINGLUHAI 19" in page.inner_text(".pair")
        page.keyboard.press("1")
        page.keyboard.press("n")
        page.keyboard.press("6")
        page.keyboard.type("Only a dealer, n1y")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        with page.expect_navigation():
            page.keyboard.press("u")
        assert "QINGLUHAI 19" in page.inner_text(".pair")
    assert Decision.objects.count() == 13
    assert list(Decision.objects.exclude(ground="").values_list("ground", "words").order_by("pk")) == [
        ("different-goods", ""), ("market-not-watched", ""), ("different-goods", ""), ("market-not-watched", ""),
        ("other-ground", "Only a dealer, n1y"),
    ]  # fmt: skip
    assert Review.objects.filter(undone_at__isnull=True).count() == 7
    assert Alert.objects.filter(open=True).count() == 8


def test_a_group_a_second_opinion_and_a_sample_go_by_key_too_on_a_phone(
    address: str, settings_second_eyes_high: None
) -> None:
    for name in ("staff", "other"):
        save_user(name, PASSWORD, enterprise=None)
    brands = [Brand(brand_id=f"B{number}", name=f"品牌{number}", enterprise="甲") for number in range(3)]
    group = [an_alert(one, "SIGN", holder="Squatter LLC", tier=Tier.MEDIUM) for one in brands]
    serious, dismissed = (an_alert(brands[0], "SIGNS", holder=f"{name} LLC") for name in ("One", "Two"))
    other = staff_viewer("other")
    propose(other, serious, Answer.NOT_RELEVANT, by="other", why=Why(ground=Ground.NOT_ALIKE))
    decision = decide(other, dismissed, Answer.NOT_RELEVANT, by="other").decision_id
    month = dt.date(2026, 11, 1)
    Sample.objects.create(stratum="dismissed", month=month, turn=1, decision_id=decision)
    with browsing(address, PHONE) as context:
        page = sign_in(context, "staff")

        def press(*keys: str) -> None:
            for key in keys[:-1]:
                page.keyboard.press(key)
            with page.expect_navigation():
                page.keyboard.press(keys[-1])

        found = {}
        group_path = f"desk/group?like={group[0]}&by=holder"
        for path in ("desk", "desk/second", "quality", "quality/sample", "rules", group_path):
            page.goto(f"/{path}")
            page.keyboard.press("n") if path != "quality/sample" else None
            found[path] = complaints(page)
        assert {path: said for path, said in found.items() if said} == {}
        page.goto(f"/{group_path}")
        press("x", "n", "2")
        assert "3 条已处理" in page.inner_text(".outcome")
        press("u")
        assert "3 条待复核" in page.inner_text("h1")
        page.goto("/desk/second")
        assert "标识不近似" in page.inner_text(".opinions")
        page.keyboard.press("n")
        page.keyboard.press("1")
        page.keyboard.type("no, ya: same sound")
        press("Enter")
        press("u")
        press("y")
        assert "没有等待您同意的意见" in page.inner_text("main")
        page.goto("/quality/sample")
        press("y")
    assert Alert.objects.filter(pk__in=group, open=True).count() == 3
    assert Decision.objects.get(alert=serious).by == "other + staff"
    assert Proposal.objects.get().opinion == ""
    assert Sample.objects.get().verdict == "conflict"
