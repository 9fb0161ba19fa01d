"""Links in messages: they ask first, write once, and are worth nothing to anybody else."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client

from console.answers import MOST_OPENED
from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.decision import Answer
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party
from jobs import links
from jobs.tasks import told_when
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands, save_contact
from storage.matches import save_matches
from storage.models import Alert, Decision, Delivery, Notice
from storage.models import Contact as ContactRow
from storage.observations import observations_of, take_in
from storage.opening import open_deliveries
from storage.people import save_user
from storage.runs import start_run

PASSWORD = "a long enough password"


@pytest.fixture
def alert(db: None) -> Alert:
    """An alert of enterprise 甲, on its way to its contact; enterprise 乙 has a contact of its own."""
    save_brands([Brand(brand_id="A1", name="青鹭海", enterprise="甲")])
    for enterprise in "甲乙":
        save_contact(
            enterprise,
            Contact(name=f"{enterprise}王", channel=Channel.EMAIL, address=f"{ord(enterprise)}@example.org"),
        )
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="staff@example.org"))
    seen = Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref="1",
        sign="<script>alert(1)</script>",
        office="US",
        holders=(Party(name="Acme & Söhne 😀"),),
        goods=(Goods(nice_class=29),),
    )
    run = start_run("us-uspto-trtdxfap")
    take_in(run, [seen])
    ((row, _),) = observations_of(run, after_id=0, limit=9)
    evidence = Evidence(
        feature="pinyin", score=0.9, ours="a", theirs="b", says="是拼音", says_en="the pinyin"
    )
    match = Match(
        brand_id="A1",
        brand="青鹭海",
        mark="青鹭海",
        observation=seen,
        score=0.9,
        tier=Tier.HIGH,
        evidence=(evidence,),
        rules="words-1",
    )
    save_matches([(row, match)])
    folded = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    open_deliveries(folded, told_when)
    return Alert.objects.get()


def signed_in(enterprise: str | None) -> Client:
    name = enterprise or "staff"
    save_user(name, PASSWORD, enterprise=enterprise)
    client = Client()
    assert client.login(username=name, password=PASSWORD)
    return client


def save_second_contact() -> int:
    return save_contact("甲", Contact(name="甲李", channel=Channel.EMAIL, address="li@example.org"))


def contact(enterprise: str = "甲") -> int:
    return ContactRow.objects.get(enterprise__name=enterprise).pk


def link(alert: Alert, answer: Answer, contact_id: int | None = None) -> str:
    buttons = links.buttons_of(alert.pk, contact_id or contact(), "zh")
    return urlsplit(next(one.url for one in buttons if one.url.endswith(answer.value))).path


@pytest.mark.parametrize("answer", Answer)
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_link_changes_nothing_however_often_a_scanner_does(
    alert: Alert, answer: Answer, method: str
) -> None:
    for _ in range(3):
        page = getattr(Client(), method)(link(alert, answer))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    alert.refresh_from_db()
    assert alert.open
    assert not Decision.objects.exists()
    assert Delivery.objects.get().state == "pending"


def test_a_page_asks_in_words_and_shows_nothing_that_runs(alert: Alert) -> None:
    page = Client().get(link(alert, Answer.NOT_RELEVANT)).content.decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "无关" in page
    assert "青鹭海" in page


@pytest.mark.parametrize("answer", [Answer.OURS, Answer.AUTHORISED, Answer.NOT_RELEVANT])
def test_a_confirmed_answer_closes_the_alert_and_is_written_once(alert: Alert, answer: Answer) -> None:
    page = Client().post(link(alert, answer))
    assert "已记录" in page.content.decode()
    again = Client().post(link(alert, answer))
    assert "此前已处理" in again.content.decode()
    alert.refresh_from_db()
    assert not alert.open
    made = Decision.objects.get()
    assert (made.answer, made.by) == (answer.value, "甲王")
    assert Delivery.objects.get().state == "withdrawn"


def test_a_second_answer_by_another_link_of_the_same_alert_is_not_taken(alert: Alert) -> None:
    Client().post(link(alert, Answer.OURS))
    Client().post(link(alert, Answer.NOT_RELEVANT))
    assert [made.answer for made in Decision.objects.all()] == [Answer.OURS.value]


def test_a_call_for_help_leaves_the_alert_open_and_tells_staff(alert: Alert) -> None:
    Client().post(link(alert, Answer.HELP))
    alert.refresh_from_db()
    assert alert.open
    notice = Notice.objects.get()
    assert "甲" in notice.subject_zh
    assert Delivery.objects.get(notice=notice).contact.name == "值班"
    assert "待协助" in signed_in(None).get("/").content.decode()
    assert "待协助" not in signed_in("乙").get("/").content.decode()
    Client().post(link(alert, Answer.OURS, save_second_contact()))
    assert "待协助" not in signed_in(None).get("/").content.decode()


def test_after_a_call_for_help_by_link_the_same_contact_still_answers_by_link(alert: Alert) -> None:
    Client().post(link(alert, Answer.HELP))
    assert "此前已处理" in Client().post(link(alert, Answer.HELP)).content.decode()
    asked = Client().get(link(alert, Answer.OURS)).content.decode()
    assert "确认" in asked
    assert "此前已处理" not in asked
    assert "已记录" in Client().post(link(alert, Answer.OURS)).content.decode()
    assert [made.answer for made in Decision.objects.order_by("pk")] == [
        Answer.HELP.value,
        Answer.OURS.value,
    ]


def test_after_an_answer_was_taken_back_a_link_takes_another(alert: Alert) -> None:
    Client().post(link(alert, Answer.NOT_RELEVANT))
    signed_in("甲").post(f"/rules/{Decision.objects.get().pk}/undo")
    assert "已记录" in Client().post(link(alert, Answer.HELP)).content.decode()
    assert Notice.objects.exists()


def test_a_form_sent_from_elsewhere_is_refused(alert: Alert) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link(alert, Answer.OURS)).status_code == 403
    assert not Decision.objects.exists()
    page = strict.get(link(alert, Answer.OURS))
    token = page.cookies["csrftoken"].value
    assert strict.post(link(alert, Answer.OURS), {"csrfmiddlewaretoken": token}).status_code == 200
    assert Decision.objects.exists()


def test_a_link_is_of_one_contact_and_a_contact_of_one_enterprise(alert: Alert) -> None:
    stranger = link(alert, Answer.OURS, contact("乙"))
    assert Client().post(stranger).status_code == 410
    assert not Decision.objects.exists()


def test_a_contact_that_left_can_say_nothing_more(alert: Alert) -> None:
    path = link(alert, Answer.OURS)
    ContactRow.objects.filter(enterprise__name="甲").update(active=False)
    assert Client().post(path).status_code == 410
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda path: path.replace("/is-ours", "x/is-ours") if "/is-ours" in path else path + "x",
        lambda path: path[:20] + "/" + path.rsplit("/", 1)[1],
        lambda path: f"/answer/{signing.dumps([1, 1], salt='another')}/" + path.rsplit("/", 1)[1],
    ],
)
def test_a_link_that_was_changed_or_cut_is_refused_in_words(alert: Alert, spoilt: object) -> None:
    page = Client().post(spoilt(link(alert, Answer.OURS)))
    assert page.status_code in (404, 410)
    assert not Decision.objects.exists()


def test_a_link_past_its_time_says_so(alert: Alert, monkeypatch: pytest.MonkeyPatch) -> None:
    path = link(alert, Answer.OURS)
    monkeypatch.setattr(links, "LINKS_LAST", -1)
    page = Client().post(path)
    assert page.status_code == 410
    assert "过期" in page.content.decode()
    assert not Decision.objects.exists()


def test_whoever_opens_links_by_the_hundred_is_asked_to_wait(alert: Alert) -> None:
    path = link(alert, Answer.OURS)
    answers = [Client().get(path).status_code for _ in range(MOST_OPENED + 1)]
    assert answers == [200] * MOST_OPENED + [429]
    assert Client().get(link(alert, Answer.OURS, save_second_contact())).status_code == 200


def test_leaving_takes_one_post_without_a_form_and_a_get_only_asks(alert: Alert) -> None:
    path = urlsplit(links.way_out(alert.pk, contact())).path
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert ContactRow.objects.get(pk=contact()).active
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not ContactRow.objects.get(pk=contact()).active
    assert strict.post(path).status_code == 200


def test_the_page_of_rules_shows_each_enterprise_its_own_and_undoes(alert: Alert) -> None:
    Client().post(link(alert, Answer.NOT_RELEVANT))
    made = Decision.objects.get()
    clients = {}
    for name in "甲乙":
        save_user(name, PASSWORD, enterprise=name)
        clients[name] = Client()
        clients[name].login(username=name, password=PASSWORD)
    assert "青鹭海" in clients["甲"].get("/rules").content.decode()
    assert "青鹭海" not in clients["乙"].get("/rules").content.decode()
    assert clients["乙"].post(f"/rules/{made.pk}/undo").status_code == 404
    assert clients["甲"].get(f"/rules/{made.pk}/undo").status_code == 405
    assert clients["甲"].post(f"/rules/{made.pk}/undo").status_code == 302
    alert.refresh_from_db()
    assert alert.open
    assert "已撤销" in clients["甲"].get("/rules").content.decode()


def test_a_decision_counts_from_the_next_observation_on(alert: Alert) -> None:
    before = dt.datetime.now(dt.UTC)
    Client().post(link(alert, Answer.AUTHORISED))
    assert Decision.objects.get().made_at >= before
    from storage.decisions import allowed

    assert allowed(["A1"]) == {("A1", alert.conflict_key)}
