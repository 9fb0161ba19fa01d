"""The overview: what its charts count, who sees what, and how days without success look."""

import datetime as dt
import re

import pytest
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.utils import timezone

from console.charts import Amounts, stacked
from console.overview import kind_of
from console.world import REGIONAL, squares
from domain.jurisdictions import every
from domain.match import Tier
from storage import models
from storage.overview import filings_by_month, markets, review_load
from storage.people import save_user
from storage.reviews import Verdict, review
from storage.runs import RunOutcome, close_judged, finish_run, start_run
from storage.viewers import NotVisible, Viewer, viewer_of
from tests.console.test_calendar import alert_of
from tests.made_up import PASSWORD, signed_in

STAFF = Viewer(user_id=0, staff=True)


def ran(source: str, state: str, *, days_ago: int) -> None:
    run = start_run(source)
    kept = 7 if state == "ok" else 0
    finish_run(run, RunOutcome(state=state, reason_zh="", reason_en="", kept=kept, faults=0), added=kept)
    close_judged(run)
    at = timezone.now() - dt.timedelta(days=days_ago)
    models.CrawlRun.objects.filter(pk=run).update(started_at=at, finished_at=at)


def test_every_market_has_one_square_of_its_own() -> None:
    places = squares()
    assert {code for code, _ in every("zh")} <= set(places)
    assert len(set(places.values())) == len(places)
    assert set(places) >= REGIONAL


def test_markets_count_open_alerts_by_tier_each_once(db: None) -> None:
    alert_of("A", "1", "QINGLUHAI")
    second = alert_of("A", "2", "QINGLU", office="GB", holders=())
    models.Alert.objects.filter(pk=second).update(tier="low")
    found = {one.office: (one.counts.high, one.counts.low) for one in markets(STAFF, None)}
    assert found == {"US": (1, 0), "GB": (0, 1)}
    models.Alert.objects.filter(pk=second).update(open=False)
    assert [one.office for one in markets(STAFF, None)] == ["US"]


def test_filings_are_counted_in_the_month_they_were_published_by_the_highest_tier(db: None) -> None:
    alert_of("A", "1", "QINGLUHAI", published_on=dt.date(2026, 11, 3))
    alert_of("A", "2", "QINGLU", published_on=None, filed_on=dt.date(2026, 9, 30), holders=())
    months = filings_by_month(STAFF, today=dt.date(2026, 11, 30), months=24, brand_id="A")
    assert len(months) == 24
    counted = {one.month: one.counts.high for one in months if one.counts.total}
    assert counted == {dt.date(2026, 11, 1): 1, dt.date(2026, 9, 1): 1}
    assert not any(
        m.counts.total for m in filings_by_month(STAFF, today=dt.date(2026, 11, 30), months=24, brand_id="B")
    )


def test_the_page_says_its_numbers_in_text_and_links_to_the_alerts_of_a_market(db: None) -> None:
    alert_of("A", "1", "QINGLUHAI")
    page = signed_in("staff", None).get("/overview").content.decode()
    assert re.search(
        r'href="/\?market=US"[^<]*<g class="square high"><title>美国：高 1</title>', page.replace("\n", "")
    )
    assert f'<th scope="row">{timezone.localdate() - dt.timedelta(days=12):%Y-%m}</th>' in page
    assert "不是地图，不表示边界" in page


def test_a_day_without_success_looks_unlike_a_good_one_and_its_source_says_so(db: None) -> None:
    ran("gb-ukipo-tmj", "ok", days_ago=2)
    ran("gb-ukipo-tmj", "blocked", days_ago=1)
    ran("gb-ukipo-tmj", "empty", days_ago=0)
    page = signed_in("staff", None).get("/overview").content.decode()
    strip = page.split("sources#gb-ukipo-tmj")[1].split("</li>")[0]
    kinds = [re.findall(r'class="day ([\w-]+)"', mark)[0] for mark in strip.split("<title>")[1:]]
    assert kinds == ["none-day"] * 27 + ["ok", "failed-day", "nothing-day"]
    assert "1/30 天成功" in strip
    assert "为空" in strip
    assert kind_of(("blocked", "ok")) == "ok"
    assert kind_of(("blocked", "empty")) == "failed"


def test_the_load_of_review_counts_what_was_raised_and_first_settled(db: None) -> None:
    alerts = [alert_of("A", str(number), f"QINGLU {number}", holders=()) for number in range(3)]
    now = timezone.now()
    models.Alert.objects.update(raised_at=now - dt.timedelta(hours=5))
    save_user("anna", PASSWORD, enterprise=None)
    client = Client()
    client.login(username="anna", password=PASSWORD)
    anna = viewer_of(int(client.session["_auth_user_id"]), staff=True)
    review(anna, alerts[0], Verdict.CONFIRMED, by="anna")
    client.post(f"/desk/{alerts[0]}", {"said": "is-ours"})
    review(anna, alerts[1], Verdict.DEFERRED, by="anna", until=timezone.localdate() + dt.timedelta(days=3))
    load = review_load(STAFF, today=timezone.localdate(), days=30)
    assert sum(one.arrived for one in load.days) == 3
    assert load.days[-1].decided == 1
    assert load.waiting == 1
    assert load.median is not None
    assert round(load.median.total_seconds() / 3600) == 5
    assert [(one.name, one.deferred) for one in load.reviewers] == [("anna", 1)]
    assert "anna" in client.get("/overview").content.decode()


def test_a_member_sees_no_load_of_review_and_an_empty_overview_is_honest(db: None) -> None:
    page = signed_in("member", "企业Z").get("/overview").content.decode()
    assert "复核工作量" not in page
    for said in (
        "目前没有未处理的预警",
        "近 24 个月没有命中的商标申请",
        "尚未从任何来源取得数据",
        "还没有运行过的来源",
    ):
        assert said in page
    with pytest.raises(NotVisible):
        review_load(Viewer(user_id=0, staff=False), today=timezone.localdate(), days=30)


def test_any_page_can_show_the_filings_of_a_brand_to_whom_it_belongs(db: None) -> None:
    alert_of("A", "1", "QINGLUHAI")
    for user, enterprise, said in (("a", "企业A", "合计 1"), ("b", "企业B", "没有命中的商标申请")):
        request = RequestFactory().get("/")
        signed_in(user, enterprise)
        request.user = models.Membership.objects.get(user__username=user).user
        page = Template("{% load charts %}{% brand_filings 'A' %}").render(RequestContext(request))
        assert said in page


def test_columns_stand_upon_each_other_within_the_chart() -> None:
    chart = stacked([Amounts(label="a", title="a", amounts=(("high", 3), ("low", 4)))], label_every=1)
    low, high = chart.columns[0].bars[1], chart.columns[0].bars[0]
    assert high.y + high.height == pytest.approx(chart.base, abs=0.1)
    assert low.y + low.height == pytest.approx(high.y, abs=0.1)
    assert low.y >= chart.top
    assert [line.value for line in chart.lines] == [0, 2, 4, 6, 8]
    assert Tier.HIGH.value == high.kind
