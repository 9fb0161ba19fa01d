"""The console's pages, as staff and as a member of an enterprise."""

import dataclasses
import datetime as dt
import io
import re

import docx
import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.bounce import Action, Bounce, Outcome
from domain.brand import Brand
from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party, Provenance
from domain.picture import Picture
from jobs.bounces import mailbox_settings
from jobs.budgets import draw_lines
from jobs.tasks import told_when
from matchers.conflicts import conflict_key
from pictures.beside import side_by_side
from storage.alerts import fold_matches, matches_to_fold
from storage.bounces import keep_bounce, kept_bounces, mailbox_answered
from storage.brands import save_brands, save_contact
from storage.budgets import set_budget, withhold
from storage.deliveries import mark_failing, record_refused
from storage.evidence import save_responses
from storage.matches import save_matches
from storage.models import CrawlRun, Delivery
from storage.models import Match as MatchRow
from storage.observations import observations_of, take_in_sightings
from storage.opening import open_deliveries
from storage.people import save_user
from storage.pictures import save_picture
from storage.runs import RunOutcome, close_judged, finish_run, start_run
from tests.made_up import PASSWORD, received, signed_in

ODD_SIGN = "<script>alert(1)</script> شركة " + "X" * 300


@pytest.fixture
def withheld(alerts: dict[str, int]) -> None:
    """One match of 甲 beyond its review budget."""
    set_budget("甲", 1)
    run = start_run("s")
    seen = filing("A1-2", "QINGLUHAJ")
    take_in_sightings(run, [(None, seen)])
    row = observations_of(run, after_id=0, limit=1)[0][0]
    weak = dataclasses.replace(match("A1", seen), tier=Tier.MEDIUM, score=0.1)
    save_matches([(row, weak)])
    draw_lines()
    withhold(matches_to_fold(after_id=0, limit=9))


@pytest.fixture
def alerts(db: None) -> dict[str, int]:
    """One alert of each of two enterprises, by enterprise."""
    save_brands(
        [
            Brand(brand_id="A1", name="青鹭海", enterprise="甲"),
            Brand(brand_id="B1", name="拓泽力", enterprise="乙"),
        ]
    )
    for enterprise in "甲乙":
        contact = Contact(name="王", channel=Channel.EMAIL, address=f"{ord(enterprise)}@example.org")
        save_contact(enterprise, contact, least_tier="low")
    run = start_run("us-uspto-trtdxfap")
    signs = {"A1": ODD_SIGN, "B1": "TUOZELI"}
    seen = [filing(brand, sign) for brand, sign in signs.items()]
    answers = save_responses(
        run, [received(number, f"https://office.example/{number}") for number, _ in enumerate(seen, 1)]
    )
    take_in_sightings(run, zip(answers.values(), seen, strict=True))
    kept = {o.ref: row for row, o in observations_of(run, after_id=0, limit=9)}
    save_matches((kept[o.ref], match(o.ref, o)) for o in seen)
    folded = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    delivery = open_deliveries(folded, told_when)[0]
    record_refused(delivery, "550 no such user", next_try_at=None)
    return dict(zip("甲乙", folded, strict=True))


def filing(ref: str, sign: str) -> Observation:
    return Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref=ref,
        sign=sign,
        office="US",
        holders=(Party(name="Acme & Söhne", country="DE"),),
        goods=(Goods(nice_class=29, text="Fish"),),
        published_on=timezone.localdate() - dt.timedelta(days=8),
        provenance=Provenance.MADE_UP,
    )


def match(brand_id: str, observation: Observation) -> Match:
    last_day = LastDay(
        day=timezone.localdate() + dt.timedelta(days=5),
        rule_zh="公告之日起三十日",
        rule_en="30 days from publication",
        rule_source="https://example.org/rule",
        checked_on=dt.date(2026, 11, 22),
        confidence=Confidence.CONFLICTING,
        caveat_zh="两处出处不一",
        caveat_en="two sources differ",
    )
    evidence = Evidence(
        feature="pinyin", score=0.9, ours="a", theirs="b", says="是拼音", says_en="is the pinyin"
    )
    return Match(
        brand_id=brand_id,
        brand="x",
        mark="x",
        observation=observation,
        score=0.9,
        tier=Tier.HIGH,
        evidence=(evidence,),
        rules="words-1",
        last_day=last_day,
    )


@pytest.mark.parametrize("path", ["/", "/alerts/1", "/sources", "/withheld"])
def test_every_page_asks_for_a_sign_in(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in")


def test_signing_in_takes_name_and_password(db: None) -> None:
    save_user("li", PASSWORD, enterprise=None)
    client = Client()
    assert (
        "登录名或密码不正确" in client.post("/sign-in", {"username": "li", "password": "no"}).content.decode()
    )
    assert client.post("/sign-in", {"username": "li", "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200


def test_staff_see_every_enterprise(staff: Client, alerts: dict[str, int]) -> None:
    page = staff.get("/").content.decode()
    assert "青鹭海" in page
    assert "拓泽力" in page
    for alert_id in alerts.values():
        assert staff.get(f"/alerts/{alert_id}").status_code == 200


def test_what_lay_beyond_the_budget_is_a_click_away_and_nobody_else_s(withheld: None) -> None:
    ours, theirs = signed_in("ours", "甲"), signed_in("theirs", "乙")
    assert 'href="/withheld"' in ours.get("/").content.decode()
    assert "QINGLUHAJ" in ours.get("/withheld").content.decode()
    assert 'href="/withheld"' not in theirs.get("/").content.decode()
    assert "QINGLUHAJ" not in theirs.get("/withheld").content.decode()


def test_a_member_sees_one_enterprise_and_the_other_s_alert_looks_missing(alerts: dict[str, int]) -> None:
    member = signed_in("member", "甲")
    page = member.get("/").content.decode()
    assert "青鹭海" in page
    assert "拓泽力" not in page
    assert member.get(f"/alerts/{alerts['甲']}").status_code == 200
    theirs, nobody_s = member.get(f"/alerts/{alerts['乙']}"), member.get("/alerts/999999")
    assert theirs.status_code == nobody_s.status_code == 404
    assert said_by(theirs) == said_by(nobody_s)
    assert "没有这个页面" in said_by(nobody_s)


def said_by(answer: HttpResponse) -> str:
    """The page without what every request has for itself: its own address and token."""
    return re.sub(r'name="(next|csrfmiddlewaretoken)" value="[^"]*"', "", answer.content.decode())


def test_a_form_without_its_token_is_refused_in_the_reader_s_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "x"})
    assert answer.status_code == 403
    assert "页面打开过久" in answer.content.decode()


def test_a_sign_is_shown_and_never_run(staff: Client, alerts: dict[str, int]) -> None:
    for path in ("/", f"/alerts/{alerts['甲']}"):
        page = staff.get(path).content.decode()
        assert "<script" not in page
        assert "&lt;script&gt;" in page


def test_an_alert_shows_the_answer_it_rests_on(staff: Client, alerts: dict[str, int]) -> None:
    page = staff.get(f"/alerts/{alerts['甲']}").content.decode()
    assert f"{1:064}" in page
    assert "https://office.example/1" in page
    assert f"{2:064}" not in page


def test_a_crawler_that_gives_no_address_is_said_beside_the_sources(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.conf import settings

    assert "HAISHAO_CONTACT" in staff.get("/sources").content.decode()
    monkeypatch.setattr(settings, "CONTACT", "ip@example.cn")
    assert "HAISHAO_CONTACT" not in staff.get("/sources").content.decode()


def test_a_deadline_stands_beside_its_rule_source_date_and_confidence(
    staff: Client, alerts: dict[str, int]
) -> None:
    page = staff.get(f"/alerts/{alerts['甲']}").content.decode()
    parts = (
        "公告之日起三十日",
        "https://example.org/rule",
        "2026-11-22",
        "出处相互矛盾",
        "两处出处不一",
        "剩 5 天",
    )
    assert all(part in page for part in parts)


def test_what_is_made_up_is_marked(staff: Client, alerts: dict[str, int]) -> None:
    assert "演示数据" in staff.get("/").content.decode()
    assert "虚构" in staff.get(f"/alerts/{alerts['甲']}").content.decode()


def test_a_dead_letter_and_the_receiver_s_answer_are_shown(staff: Client, alerts: dict[str, int]) -> None:
    assert "未送达" in staff.get("/").content.decode()
    assert "550 no such user" in staff.get(f"/alerts/{alerts['甲']}").content.decode()


def test_no_alerts_stands_beside_the_health_of_every_source(staff: Client) -> None:
    run = start_run("gb-ukipo-tmj")
    outcome = RunOutcome(state="blocked", reason_zh="被拒绝", reason_en="refused", kept=0, faults=0)
    finish_run(run, outcome, added=0)
    page = staff.get("/").content.decode()
    assert "没有符合条件的预警" in page
    assert "英国" in page
    assert "被拒绝" in page
    assert "从未" in staff.get("/sources").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?page=99",
        "?page=-3",
        "?page=x",
        "?page=" + "9" * 5000,
        "?tier=nonsense",
        "?tier=low",
        "?tier=high&page=2",
    ],
)
def test_an_odd_address_is_no_error(staff: Client, alerts: dict[str, int], query: str) -> None:
    assert staff.get("/" + query).status_code == 200


def test_the_tier_narrows_the_list(staff: Client, alerts: dict[str, int]) -> None:
    assert "青鹭海" in staff.get("/?tier=high").content.decode()
    assert "青鹭海" not in staff.get("/?tier=low").content.decode()


def test_the_console_speaks_english_when_asked(staff: Client, alerts: dict[str, int]) -> None:
    staff.post("/language", {"language": "en", "next": "/"})
    for path in ("/", f"/alerts/{alerts['甲']}", "/sources"):
        page = staff.get(path).content.decode()
        assert '<html lang="en">' in page
        assert "预警" not in page
    assert "5 days left" in staff.get("/").content.decode()


def test_the_sign_in_page_too_speaks_english_when_asked(db: None) -> None:
    client = Client()
    client.post("/language", {"language": "en", "next": "/sign-in"})
    assert '<html lang="en">' in client.get("/sign-in").content.decode()


def test_an_alert_number_beyond_any_looks_missing(staff: Client) -> None:
    assert staff.get("/alerts/" + "9" * 30).status_code == 404


def test_a_source_whose_good_run_is_too_old_is_late_and_one_never_judged_is_in_trouble(
    staff: Client,
) -> None:
    good = RunOutcome(state="ok", reason_zh="正常", reason_en="ok", kept=9, faults=0)
    run = start_run("gb-ukipo-tmj")
    finish_run(run, good, added=9)
    close_judged(run)
    assert "逾期未更新" not in staff.get("/").content.decode()
    assert "尚未比对" not in staff.get("/").content.decode()
    long_ago = timezone.now() - dt.timedelta(days=30)
    CrawlRun.objects.update(started_at=long_ago, finished_at=long_ago)
    assert "逾期未更新" in staff.get("/").content.decode()
    CrawlRun.objects.update(judged_at=None)
    assert "尚未比对" in staff.get("/").content.decode()


def test_a_source_without_its_key_names_the_setting_that_holds_it(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HAISHAO_USPTO_KEY", raising=False)
    page = staff.get("/sources").content.decode()
    assert "缺少密钥" in page
    assert "HAISHAO_USPTO_KEY" in page
    monkeypatch.setenv("HAISHAO_USPTO_KEY", "k")
    assert "HAISHAO_USPTO_KEY" not in staff.get("/sources").content.decode()


def test_no_page_may_load_anything_from_elsewhere(staff: Client, alerts: dict[str, int]) -> None:
    answer = staff.get("/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "http" not in answer.content.decode().replace("http://127.0.0.1", "").split("</head>")[0]


def test_the_health_address_needs_no_sign_in() -> None:
    assert Client().get("/healthz").content == b"ok"


def test_an_alert_shows_what_can_be_done_and_until_when(staff: Client, alerts: dict[str, int]) -> None:
    page = staff.get(f"/alerts/{alerts['乙']}").content.decode()
    assert "应对预案" in page
    assert "现在可走的步骤" in page
    assert "USD 600" in page
    assert str(timezone.localdate() + dt.timedelta(days=22)) in page


def test_a_plan_can_be_taken_away_as_word_and_markdown(staff: Client, alerts: dict[str, int]) -> None:
    word = staff.get(f"/alerts/{alerts['甲']}/plan/US.docx")
    assert word["Content-Disposition"].startswith("attachment")
    document = docx.Document(io.BytesIO(word.content))
    assert "演示数据" in document.paragraphs[0].text
    text = staff.get(f"/alerts/{alerts['乙']}/plan/US.md").content.decode()
    assert text.startswith("# 应对预案：美国")
    for missing in ("plan/GB.md", "plan/US.exe"):
        assert staff.get(f"/alerts/{alerts['乙']}/{missing}").status_code == 404


def test_a_member_cannot_take_another_s_plan(alerts: dict[str, int]) -> None:
    member = signed_in("member", "甲")
    assert member.get(f"/alerts/{alerts['甲']}/plan/US.docx").status_code == 200
    assert member.get(f"/alerts/{alerts['乙']}/plan/US.docx").status_code == 404


def test_staff_see_dead_letters_and_put_them_on_their_way_again(
    staff: Client, alerts: dict[str, int]
) -> None:
    page = staff.get("/deliveries").content.decode()
    assert "550 no such user" in page
    (dead,) = Delivery.objects.filter(state="failed").values_list("pk", flat=True)
    assert staff.get(f"/deliveries/replay?delivery={dead}").status_code == 405, "GET changes nothing"
    assert Delivery.objects.get(pk=dead).state == "failed"
    assert staff.post("/deliveries/replay", {"delivery": [str(dead), "x", "²"]}).status_code == 302
    assert Delivery.objects.get(pk=dead).state == "pending"
    assert "550 no such user" in staff.get("/deliveries?state=pending").content.decode()


def test_a_contact_that_cannot_be_reached_stands_above_the_deliveries(
    staff: Client, alerts: dict[str, int]
) -> None:
    dead = Delivery.objects.get(state="failed")
    assert mark_failing(dead.pk, "550 5.1.1 no such user") is not None
    assert mark_failing(dead.pk, "550 5.1.1 no such user") is None
    assert "联系人已无法送达" in staff.get("/deliveries").content.decode()


def odd_bounce(number: int = 1) -> Bounce:
    return Bounce(
        key=f"key-{number}",
        message_ids=(),
        recipient="wang@example.org",
        action=Action.UNREAD,
        status="",
        diagnostic=ODD_SIGN[:250],
        sender="Mail Delivery <mailer-daemon@old.example>",
        subject="Undeliverable <b>mail</b>",
    )


def test_staff_read_a_bounce_nobody_else_can_and_take_it_off_the_page(
    staff: Client, alerts: dict[str, int]
) -> None:
    assert keep_bounce(odd_bounce(), b"Subject: x\r\n\r\n<script>", None) is Outcome.KEPT
    page = staff.get("/deliveries").content.decode()
    assert "待查看的退信" in page
    assert "<b>mail</b>" not in page
    assert "<script>alert" not in page
    (one,) = kept_bounces()
    mail = staff.get(f"/deliveries/bounces/{one.bounce_id}.eml")
    assert mail.content == b"Subject: x\r\n\r\n<script>"
    assert mail["Content-Disposition"].startswith("attachment")
    assert staff.get("/deliveries/bounces/settle").status_code == 405, "GET changes nothing"
    assert staff.post("/deliveries/bounces/settle", {"bounce": [one.bounce_id, "x"]}).status_code == 302
    assert "待查看的退信" not in staff.get("/deliveries").content.decode()
    assert staff.get(f"/deliveries/bounces/{one.bounce_id}.eml").status_code == 404


def test_a_mailbox_of_bounces_that_is_not_read_is_said_above_the_deliveries(staff: Client, db: None) -> None:
    assert "HAISHAO_BOUNCE_HOST" in staff.get("/deliveries").content.decode()
    with override_settings(BOUNCE_HOST="imap.example.org", BOUNCE_USER="haishao"):
        mailbox = mailbox_settings()
        mailbox_answered(mailbox.name)
        page = staff.get("/deliveries").content.decode()
        assert "退信邮箱最近读取" in page
        assert "HAISHAO_BOUNCE_HOST" not in page
        mailbox_answered(mailbox.name, ("请检查密码", "check the password"))
        assert "请检查密码" in staff.get("/deliveries").content.decode()
        staff.post("/language", {"language": "en", "next": "/"})
        assert "check the password" in staff.get("/deliveries").content.decode()


def test_a_member_finds_no_page_of_deliveries(alerts: dict[str, int]) -> None:
    member = signed_in("member", "甲")
    assert member.get("/deliveries").status_code == 404
    assert member.post("/deliveries/replay", {"delivery": "1"}).status_code == 404
    keep_bounce(odd_bounce(), b"x", None)
    (one,) = kept_bounces()
    assert member.get(f"/deliveries/bounces/{one.bounce_id}.eml").status_code == 404
    assert member.post("/deliveries/bounces/settle", {"bounce": one.bounce_id}).status_code == 404
    assert len(kept_bounces()) == 1
    assert "/deliveries" not in member.get("/").content.decode()


def test_both_sides_of_a_picture_are_shown_to_whoever_may_see_the_alert_alone(
    alerts: dict[str, int], staff: Client
) -> None:
    png = side_by_side(Picture(2, 1, b"\0\0\0\xff" * 2), Picture(1, 1, b"\xff\0\0\xff"), [(0, 0, 0, 0)])
    sha256 = save_picture(png)
    row = MatchRow.objects.get(folded_into__alert_id=alerts["乙"])
    MatchRow.objects.filter(pk=row.pk).update(picture=sha256)
    address = f"/alerts/{alerts['乙']}/pictures/{sha256}.png"
    assert address in staff.get(f"/alerts/{alerts['乙']}").content.decode()
    shown = staff.get(address)
    assert (shown["Content-Type"], shown.content) == ("image/png", png)
    assert signed_in("member", "甲").get(address).status_code == 404
    assert staff.get(f"/alerts/{alerts['甲']}/pictures/{sha256}.png").status_code == 404
