"""Invitations: a link that lets in whom it was made for, once, as what it says; and who may change whom."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from console.invitations import MOST_INVITED
from domain.role import Role
from haishao.demo.smtp_catcher import free_port
from storage import models
from storage.audit import Act, entries
from storage.invitations import LinkRefused, accept
from storage.people import save_user
from tests.made_up import PASSWORD, signed_in

NEW = {"username": "新来的", "new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def admin(db: None) -> Client:
    """A platform administrator's browser."""
    models.Enterprise.objects.create(name="甲公司")
    return signed_in("admin", None)


def invited(
    by: Client, email: str = "New@example.org", role: str = "member", enterprise: str = "甲公司"
) -> str:
    """The address of the page a new invitation opens."""
    page = by.post(reverse("invite"), {"email": email, "role": role, "enterprise": enterprise})
    assert page.status_code == 200, page.content.decode()
    assert page["Cache-Control"] == "no-store"
    return link_in(page.content.decode())


def link_in(page: str) -> str:
    (path,) = re.findall(r'value="http://127.0.0.1:8000(/invitation/[A-Za-z0-9_-]{43})"', page)
    return path


def test_no_flood_of_invitations_is_mailed(db: None) -> None:
    client = signed_in("boss", "甲")
    asked = {"role": "member", "enterprise": "甲"}
    statuses = [
        client.post("/people/invite", asked | {"email": f"p{number}@example.org"}).status_code
        for number in range(MOST_INVITED + 1)
    ]
    assert statuses == [200] * MOST_INVITED + [429]
    again = client.post(f"/people/invitations/{models.Invitation.objects.latest('pk').pk}/again")
    assert again.status_code == 429


def test_who_is_invited_chooses_a_name_and_a_password_and_is_in(admin: Client) -> None:
    link, guest = invited(admin), Client()
    page = guest.get(link).content.decode()
    assert "new@example.org" in page and "甲公司" in page and "成员" in page
    assert guest.post(link, NEW).headers["Location"] == reverse("second-factor")
    assert guest.get("/").status_code == 200
    user = get_user_model().objects.get(username="新来的")
    assert (user.email, user.is_staff, user.is_superuser) == ("new@example.org", False, False)
    assert models.Membership.objects.get(user=user).role == Role.MEMBER
    assert guest.get(reverse("people")).status_code == 404
    line = entries(limit=2)[1]
    assert (line.did, line.who, line.enterprise) == (Act.INVITATION_ACCEPTED, "新来的", "甲公司")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PLATFORM_ADMIN])
def test_staff_are_invited_too(admin: Client, role: Role) -> None:
    guest = Client()
    guest.post(invited(admin, role=role.value, enterprise=""), NEW)
    user = get_user_model().objects.get(username="新来的")
    assert (user.is_staff, user.is_superuser) == (True, role is Role.PLATFORM_ADMIN)
    assert guest.get(reverse("people")).status_code == (200 if role is Role.PLATFORM_ADMIN else 404)


def test_a_link_that_opens_nothing_says_why(admin: Client) -> None:
    guest = Client()
    assert "无效或不完整" in guest.get("/invitation/nonsense").content.decode()
    link = invited(admin)
    (number,) = models.Invitation.objects.values_list("pk", flat=True)
    newer = link_in(admin.post(reverse("invite-again", args=[number])).content.decode())
    assert newer != link
    assert "无效或不完整" in guest.get(link).content.decode(), "the one before opens nothing"
    models.Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert "已过期" in guest.post(newer, NEW).content.decode()
    again = link_in(admin.post(reverse("invite-again", args=[number])).content.decode())
    assert guest.post(again, NEW).status_code == 302
    used = Client().get(again)
    assert used.status_code == 410
    assert "已被使用" in used.content.decode()
    other = invited(admin, "other@example.org")
    assert admin.post(reverse("invitation-withdraw", args=[number + 1])).status_code == 302
    assert "已撤回" in Client().get(other).content.decode()
    assert admin.post(reverse("invitation-withdraw", args=[number + 1])).status_code == 404


def test_the_link_stands_nowhere_in_the_database(admin: Client) -> None:
    secret = invited(admin).rpartition("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(i::text, ' ') FROM storage_invitation i")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(a::text, ' ') FROM storage_auditentry a")
        assert secret not in cursor.fetchone()[0]


def test_a_link_taken_up_twice_at_once_makes_one_user(live_db: None) -> None:
    models.Enterprise.objects.create(name="甲公司")
    secret = invited(signed_in("admin", None)).rpartition("/")[2]

    def one(number: int) -> bool:
        try:
            accept(secret, name=f"name-{number}", password=PASSWORD)
        except LinkRefused as refused:
            assert refused.why == "used"
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(one, range(5))) == 1
    assert get_user_model().objects.filter(username__startswith="name-").count() == 1


def test_whoever_is_invited_or_known_already_is_not_invited_twice(admin: Client) -> None:
    link = invited(admin)
    typed = {"email": "new@EXAMPLE.org", "role": "member", "enterprise": "甲公司"}
    twice = admin.post(reverse("invite"), typed)
    assert twice.status_code == 409
    assert "已受邀请" in twice.content.decode()
    Client().post(link, NEW)
    assert "已有账号" in admin.post(reverse("invite"), typed).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"username": "admin"}, "此登录名已被使用"),
        ({"username": "no spaces"}, "此登录名已被使用"),
        ({"new_password1": "short", "new_password2": "short"}, "10"),
        ({"new_password2": "another one altogether"}, "不一致"),
    ],
)
def test_what_cannot_be_taken_is_said_and_the_link_stays_good(
    admin: Client, typed: dict[str, str], says: str
) -> None:
    link = invited(admin)
    refused = Client().post(link, NEW | typed)
    assert refused.status_code == 400
    assert says in refused.content.decode()
    assert Client().post(link, NEW).status_code == 302


@pytest.mark.parametrize(("role", "enterprise"), [("member", ""), ("reviewer", "甲公司"), ("emperor", "")])
def test_a_role_and_an_enterprise_that_do_not_go_together_are_refused(
    admin: Client, role: str, enterprise: str
) -> None:
    typed = {"email": "new@example.org", "role": role, "enterprise": enterprise}
    assert admin.post(reverse("invite"), typed).status_code == 400
    assert not models.Invitation.objects.exists()


def test_an_enterprise_s_administrator_invites_and_keeps_its_own_people_alone(admin: Client) -> None:
    boss = signed_in("boss", "甲公司")
    save_user("other", PASSWORD, enterprise="乙公司")
    Client().post(invited(boss), NEW)
    page = boss.get(reverse("people")).content.decode()
    assert "新来的" in page and "boss" in page
    assert "<bdi>other" not in page and "<bdi>admin" not in page and "乙公司" not in page
    typed = {"email": "x@example.org", "role": "reviewer", "enterprise": ""}
    assert boss.post(reverse("invite"), typed).status_code == 400
    users = dict(get_user_model().objects.values_list("username", "pk"))
    for name in ("other", "admin"):
        assert boss.post(reverse("person-role", args=[users[name]]), {"role": "member"}).status_code == 404
        assert boss.post(reverse("person-activity", args=[users[name]]), {"active": "no"}).status_code == 404
        assert boss.post(reverse("end-sessions", args=[users[name]])).status_code == 404
    new = users["新来的"]
    assert boss.post(reverse("person-role", args=[new]), {"role": "reviewer"}).status_code == 404
    assert boss.post(reverse("person-reset", args=[new])).status_code == 404
    assert boss.post(reverse("person-role", args=[new]), {"role": "enterprise-admin"}).status_code == 302
    assert models.Membership.objects.get(user=new).role == Role.ENTERPRISE_ADMIN
    assert boss.post(reverse("person-role", args=[users["boss"]]), {"role": "member"}).status_code == 302
    assert boss.get(reverse("people")).status_code == 404, "from the next request on"
    assert [line.did for line in entries(who="boss", limit=2)] == [Act.ROLE_CHANGED, Act.ROLE_CHANGED]


def test_who_is_deactivated_is_out_at_once_and_can_be_let_in_again(admin: Client) -> None:
    member = signed_in("li", "甲公司")
    li = get_user_model().objects.get(username="li").pk
    assert admin.post(reverse("person-activity", args=[li]), {"active": "no"}).status_code == 302
    assert member.get("/").status_code == 302
    assert Client().post("/sign-in", {"username": "li", "password": PASSWORD}).status_code == 200
    admin.post(reverse("person-activity", args=[li]), {"active": "no"})
    assert [line.did for line in entries(who="admin", limit=9)].count(Act.DEACTIVATED) == 1, "twice is once"
    admin.post(reverse("person-activity", args=[li]), {"active": "yes"})
    assert Client().post("/sign-in", {"username": "li", "password": PASSWORD}).status_code == 302


def test_the_last_platform_administrator_stays_one(admin: Client) -> None:
    one = get_user_model().objects.get(username="admin").pk
    for name, typed in (("person-role", {"role": "reviewer"}), ("person-activity", {"active": "no"})):
        refused = admin.post(reverse(name, args=[one]), typed)
        assert refused.status_code == 409
        assert "最后一位平台管理员" in refused.content.decode()
    save_user("second", PASSWORD, enterprise=None)
    assert admin.post(reverse("person-role", args=[one]), {"role": "reviewer"}).status_code == 302
    assert admin.get(reverse("people")).status_code == 404
    assert admin.get("/desk").status_code == 200


class Post:
    """A mail server that keeps what it is sent, or refuses everybody."""

    def __init__(self, answer: str) -> None:
        self.answer, self.mails = answer, list[bytes]()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        self.mails.append(envelope.content)
        return self.answer


@pytest.mark.parametrize(
    ("answer", "says"), [("250 kept", "已发送至该邮箱"), ("550 no such user", "550 no such user")]
)
def test_the_link_is_mailed_and_whoever_cannot_be_reached_is_named(
    admin: Client, answer: str, says: str
) -> None:
    post = Post(answer)
    port = free_port()
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    try:
        mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_SECURITY": "none"}
        with override_settings(**mail, SMTP_SENDER="haishao@example.org"):
            typed = {"email": "new@example.org", "role": "member", "enterprise": "甲公司"}
            page = admin.post(reverse("invite"), typed).content.decode()
    finally:
        server.stop()
    assert says in page
    (mail,) = post.mails
    text = message_from_bytes(mail).get_payload()[0].get_payload(decode=True).decode()
    assert f"http://127.0.0.1:8000{link_in(page)}" in text
    assert "甲公司" in text and "企业" not in text.replace("甲公司", "")
