"""What a member meets first, how alerts are narrowed, and how an enterprise asks the staff and is answered."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.match import Tier
from jobs.case_opening import open_from_alert
from jobs.helping import MOST_ASKED
from storage import models
from storage.audit import entries
from storage.brands import save_contact
from storage.help_calls import LONGEST
from storage.viewers import Viewer
from tests.console.test_desk import alerts_of
from tests.made_up import signed_in


@pytest.fixture
def alerts(db: None) -> list[int]:
    """Three open alerts, the first the most serious, the last with the nearest last day; and one that is over."""
    made = alerts_of([(Tier.HIGH, 30), (Tier.MEDIUM, 20), (Tier.LOW, 2), (Tier.HIGH, -4)])
    return list(made) if made else list(models.Alert.objects.order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def enterprise(alerts: list[int]) -> str:
    return models.Alert.objects.select_related("brand__enterprise")[0].brand.enterprise.name


@pytest.fixture
def member(enterprise: str) -> Client:
    return signed_in("member", enterprise)


def shown(client: Client, address: str) -> list[int]:
    page = client.get(address).content.decode()
    return [int(one) for one in re.findall(r'<td class="sign"[^>]*><a href="/alerts/([0-9]+)"', page)]


def test_home_begins_with_what_is_to_be_answered_next(member: Client, alerts: list[int]) -> None:
    first, second, third, over = alerts
    page = member.get("/").content.decode()
    assert shown(member, "/") == [third, second, first, over]
    assert page.index("现在需要答复") < page.index("监测了什么")
    assert shown(member, "/?state=open&by=tier") == [over, first, second, third]


def test_alerts_are_narrowed_by_brand_market_tier_and_state(member: Client, alerts: list[int]) -> None:
    brand = models.Brand.objects.get().name
    assert len(shown(member, f"/?brand={brand}")) == 4
    assert shown(member, "/?brand=somebody") == []
    assert len(shown(member, "/?market=US")) == 4
    assert shown(member, "/?market=JP&tier=high") == []
    assert shown(member, "/?tier=low") == [alerts[2]]
    assert shown(member, "/?state=decided") == []
    member.post(reverse("decide", args=[alerts[0]]), {"answer": "not-relevant"})
    assert shown(member, "/?state=decided") == [alerts[0]]
    assert alerts[0] not in shown(member, "/")
    for odd in ("?market=<b>", "?brand=%00", "?by=x&state=y&tier=z", "?market=" + "9" * 3000):
        assert member.get("/" + odd).status_code == 200


def test_an_alert_with_an_open_case_says_so_in_its_row(member: Client, alerts: list[int]) -> None:
    case, _ = open_from_alert(
        Viewer(user_id=None, staff=True), alerts[0], by="staff", today=timezone.localdate()
    )
    for address in ("/", "/?state=open"):
        page = member.get(address).content.decode()
        assert page.count("已立案") == 1
        assert f'<a href="/cases/{case.case_id}">已立案 {case.number}</a>' in page
    models.Case.objects.update(state="closed")
    assert "已立案" not in member.get("/").content.decode()


def ask(client: Client, text: str, form: str = "") -> int:
    row = models.Brand.objects.get().pk
    return client.post(
        reverse("help-ask", args=[row]), {"asked": text, "form": form or str(uuid.uuid4())}
    ).status_code


def test_a_question_reaches_the_staff_and_their_reply_the_member(member: Client) -> None:
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="staff@example.org"))
    form = str(uuid.uuid4())
    for _ in range(2):
        assert ask(member, "该不该先在印尼申请？<b>", form) == 302
    (call,) = models.HelpCall.objects.all()
    (notice,) = models.Notice.objects.all()
    assert "该不该先在印尼申请" in notice.says_zh
    assert models.Delivery.objects.filter(notice=notice).count() == 1
    staff = signed_in("staff", None)
    assert "该不该先在印尼申请？&lt;b&gt;" in staff.get("/").content.decode()
    reply = reverse("help-reply", args=[call.pk])
    assert staff.post(reply, {"reply": "建议先申请。"}).status_code == 302
    late = staff.post(reply, {"reply": "另一个答复"})
    assert late.status_code == 409
    assert "另一个答复" in late.content.decode()
    assert "该不该先在印尼申请" not in staff.get("/").content.decode()
    for address in ("/", reverse("help"), reverse("brand", args=[call.brand_id])):
        assert "已答复" in member.get(address).content.decode()
    assert "建议先申请。" in member.get("/").content.decode()
    done = [line.did for line in entries(limit=9)]
    assert (done.count("help-asked"), done.count("help-answered")) == (1, 1)
    assert member.post(reply, {"reply": "x"}).status_code == 404


def test_help_with_an_alert_asked_for_twice_reaches_the_staff_once(member: Client) -> None:
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="staff@example.org"))
    alert = models.Alert.objects.order_by("pk").first()
    assert alert is not None
    decide = reverse("decide", args=[alert.pk])
    for _ in range(2):
        assert member.post(decide, {"answer": "help"}).status_code == 302
    assert (models.Decision.objects.count(), models.Notice.objects.count()) == (1, 1)
    assert signed_in("colleague", "甲").post(decide, {"answer": "help"}).status_code == 302
    assert models.Notice.objects.count() == 2, "somebody else asks too"
    assert member.post(decide, {"answer": "is-ours"}).status_code == 302
    assert not models.Alert.objects.get(pk=alert.pk).open, "who asked may still decide"


def test_questions_are_bounded_in_length_and_number_and_nothing_typed_is_lost(member: Client) -> None:
    row = models.Brand.objects.get().pk
    long = member.post(
        reverse("help-ask", args=[row]), {"asked": "长" * (LONGEST + 1), "form": str(uuid.uuid4())}
    )
    assert long.status_code == 400
    assert "长" * LONGEST in long.content.decode()
    assert ask(member, "  ") == 400
    for number in range(MOST_ASKED):
        assert ask(member, f"问题{number}") == 302
    assert ask(member, "再问") == 429
    assert models.HelpCall.objects.count() == MOST_ASKED
    models.ReceiverTurns.objects.update(taken=[timezone.now() - dt.timedelta(hours=2)])
    assert ask(member, "再问") == 302
