"""Cases on their pages: opened from an alert or by a request, worked on by forms, seen by their enterprise as far as shared."""

import datetime as dt
import html
import io
import re
import uuid

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.case import CaseKind, CaseOrigin, NewCase
from jobs import case_links, case_watch
from jobs.case_opening import MOST_ASKED
from jobs.telling import Messages
from notifier.webhook import content_of
from storage import models
from storage.brands import save_contact
from storage.call_list import set_call_list
from storage.cases import open_case
from storage.deliveries import taken
from storage.people import save_user
from storage.viewers import Viewer
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD

STAFF = Viewer(user_id=None, staff=True, platform_admin=True)


def act(client: Client, case_id: int, name: str, **typed: object) -> object:
    return client.post(f"/cases/{case_id}/{name}", typed)


def page(client: Client, case_id: int) -> str:
    answer = client.get(f"/cases/{case_id}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_alert_becomes_one_case_with_the_days_of_its_plan_and_where_they_come_from(
    staff: Client, a: Seeded
) -> None:
    for _ in range(2):
        answer = staff.post(f"/alerts/{a.alert}/case")
    case = models.Case.objects.get(alert_id=a.alert)
    assert answer["Location"] == f"/cases/{case.pk}"
    assert (case.office, case.opponent, case.classes, case.brand_id) == ("US", "Holder A 0", [29], a.brand)
    assert case.title.startswith("【演示数据】")  # a made-up filing says so wherever the case is named
    opposition = models.CaseDeadline.objects.get(case=case, says="异议")
    assert opposition.day == timezone.localdate() + dt.timedelta(days=30)
    assert opposition.source
    assert opposition.checked_on
    assert opposition.confidence == "verified"
    assert f'href="/cases/{case.pk}"' in staff.get(f"/alerts/{a.alert}").content.decode()
    assert opposition.source in page(staff, case.pk)


def test_the_days_of_a_plan_are_said_in_the_language_that_is_read(staff: Client, a: Seeded) -> None:
    staff.post(f"/alerts/{a.alert}/case")
    case = models.Case.objects.get(alert_id=a.alert)
    models.CaseDeadline.objects.create(case=case, says="向商会通报", day=timezone.localdate())
    assert "内部期限：异议文件着手准备" in page(staff, case.pk)
    staff.post("/language", {"language": "en", "next": "/"})
    said = page(staff, case.pk).partition('id="days"')[2].partition("</section>")[0]
    assert "Internal day: papers under way for “Opposition”" in html.unescape(said)
    assert "内部期限" not in said
    assert "异议" not in said
    assert "向商会通报" in said  # a day that a person set has the words it was given


def test_a_case_is_taken_to_its_end_on_its_page(staff: Client, a: Seeded) -> None:
    assert act(staff, a.case, "move", to="triaged", seen="received", says="齐全").status_code == 302
    stale = act(staff, a.case, "move", to="refused", seen="received", says="x")
    assert stale.status_code == 409
    assert "阶段已由他人变更" in stale.content.decode()
    assert act(staff, a.case, "move", to="acting", seen="triaged").status_code == 302
    ending = {"to": "closed", "seen": "acting", "outcome": "won", "saved": "120,000", "saved_currency": "CNY"}
    unsaid = act(staff, a.case, "move", **ending, says="对方撤回")
    assert unsaid.status_code == 400
    assert "口径" in unsaid.content.decode()
    assert "对方撤回" in unsaid.content.decode()  # what was typed is still there
    less = act(staff, a.case, "move", **(ending | {"saved": "-5"}), saved_how="买回报价")
    assert "金额不得为负数" in less.content.decode()
    assert act(staff, a.case, "move", **ending, saved_how="买回报价", answered="yes").status_code == 302
    row = models.Case.objects.get(pk=a.case)
    assert (row.state, row.outcome, row.saved, row.answered) == ("closed", "won", 120_000, True)
    assert act(staff, a.case, "review", lesson="尽早申请", for_library="yes").status_code == 302
    assert "尽早申请" in page(staff, a.case)


def test_facts_are_changed_on_the_page_and_a_form_that_is_stale_keeps_what_was_typed(
    staff: Client, a: Seeded
) -> None:
    shown = page(staff, a.case)
    typed = dict(re.findall(r'name="(seen_\w+)" value="([^"]*)"', shown))
    typed |= {
        "title": "新标题",
        "kind": "lawsuit",
        "right": "trademark",
        "office": "US",
        "claimed": "5",
        "claimed_currency": "usd",
    }
    assert act(staff, a.case, "facts", **typed).status_code == 302
    changed = models.CaseEvent.objects.filter(case=a.case, kind="changed").values_list("says", flat=True)
    assert set(changed) == {"title", "kind", "office", "claimed", "claimed_currency"}
    stale = act(staff, a.case, "facts", **(typed | {"title": "第三个标题"}))
    assert stale.status_code == 409
    assert "第三个标题" in stale.content.decode()
    wrong = act(staff, a.case, "facts", **(typed | {"classes": "29, 99"}))
    assert wrong.status_code == 400
    assert "29, 99" in wrong.content.decode()


def test_bounds_of_a_field_are_said_in_words_of_the_program(staff: Client, a: Seeded) -> None:
    typed = {"title": "长" * 201, "kind": "lawsuit", "right": "trademark", "claimed": "9" * 17}
    said = act(staff, a.case, "facts", **typed).content.decode()
    assert "不得超过 200 字。" in said
    assert "不得超过 16 位数字。" in said
    staff.post("/language", {"language": "en", "next": "/"})
    assert "At most 200 characters." in act(staff, a.case, "facts", **typed).content.decode()


def test_a_referral_without_a_recipient_asks_for_the_recipient(staff: Client, a: Seeded) -> None:
    act(staff, a.case, "major", words="涉案金额大")
    assert "请填写报送单位" in act(staff, a.case, "refer", asks="协调").content.decode()


def test_a_request_of_an_enterprise_reaches_the_staff_once_and_not_without_end(
    member: Client, staff: Client, a: Seeded
) -> None:
    owner = models.Enterprise.objects.get(name=a.enterprise)
    typed = {
        "enterprise": owner.pk,
        "origin": "complaint",
        "title": "平台下架",
        "kind": "takedown",
        "right": "trademark",
    }
    before = models.Notice.objects.count()
    form = uuid.uuid4()
    first, again = (member.post("/cases/new", typed | {"form": form}) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert models.Notice.objects.count() == before + 1
    row = models.Case.objects.get(form=form)
    assert (row.origin, row.channel, row.opened_by) == ("complaint", "web", a.user)
    for _ in range(MOST_ASKED - 1):
        assert member.post("/cases/new", typed | {"form": uuid.uuid4()}).status_code == 302
    refused = member.post("/cases/new", typed | {"form": uuid.uuid4(), "title": "再来一件"})
    assert refused.status_code == 429
    assert "再来一件" in refused.content.decode()
    assert models.Case.objects.filter(title="再来一件").count() == 0
    by_phone = typed | {
        "form": uuid.uuid4(),
        "channel": "phone",
        "asked_by": "陈女士",
        "reach": "0395-0000000",
    }
    assert "0395-0000000" in page(
        staff, int(staff.post("/cases/new", by_phone)["Location"].rsplit("/", 1)[1])
    )


def test_an_enterprise_sees_what_is_shared_and_writes_back(member: Client, staff: Client, a: Seeded) -> None:
    act(staff, a.case, "note", says="内部：统一应对")
    act(staff, a.case, "note", says="已收到委托书", shared="yes", tell="yes")
    act(staff, a.case, "task", says="联系代理", form=uuid.uuid4())
    act(staff, a.case, "major", words="多家企业")
    shown = page(member, a.case)
    assert "已收到委托书" in shown
    assert not any(word in shown for word in ("统一应对", "联系代理", "多家企业", "重大"))
    told = models.Delivery.objects.filter(case_message__isnull=False)
    assert [one.contact_id for one in told] == [a.contact]
    before = models.Notice.objects.count()
    for _ in range(2):
        assert act(member, a.case, "note", says="补充证据").status_code == 302
    assert models.Notice.objects.count() == before + 1
    assert "补充证据" in page(staff, a.case)
    assert act(member, a.case, "rate", satisfaction="5").status_code == 409
    for name in ("move", "facts", "assign", "day", "major", "join", "task", "refer"):
        assert act(member, a.case, name, says="x", to="refused", seen="received").status_code == 404


def test_a_note_for_contacts_that_the_enterprise_is_not_to_see_is_refused_and_stays_as_typed(
    staff: Client, a: Seeded
) -> None:
    refused = act(staff, a.case, "note", says="已转商会", tell="yes")
    said = refused.content.decode()
    assert refused.status_code == 400
    assert "须同时勾选“企业可见”" in said
    assert "已转商会</textarea>" in said
    assert 'name="tell" value="yes" checked' in said
    assert not models.CaseEvent.objects.filter(case=a.case, kind="noted").exists()


def test_words_of_a_refused_form_stand_in_that_form_alone(staff: Client, a: Seeded) -> None:
    act(staff, a.case, "move", to="triaged", seen="received")
    act(staff, a.case, "move", to="acting", seen="triaged")
    refused = act(staff, a.case, "move", to="closed", seen="acting", says="对方撤回")
    assert refused.status_code == 400
    assert refused.content.decode().count("对方撤回") == 1


def test_days_out_of_all_reach_are_refused_and_a_wrong_one_is_taken_back(staff: Client, a: Seeded) -> None:
    for far in ("0001-01-01", "9999-12-31"):
        for name, field, extra in (("day", "day", {}), ("task", "due_on", {"form": uuid.uuid4()})):
            refused = act(staff, a.case, name, says="答辩", **{field: far}, **extra)
            assert refused.status_code == 400
            assert "不得超过十年" in refused.content.decode()
    assert act(staff, a.case, "day", says="答辩", day=timezone.localdate()).status_code == 302
    row = models.CaseDeadline.objects.get(case=a.case, says="答辩")
    assert act(staff, a.case, "withdraw-day", deadline=row.pk).status_code == 302
    said = page(staff, a.case)
    assert "答辩" not in said.partition('id="days"')[2].partition("</section>")[0]
    assert "期限登记有误，撤销" in said


def test_the_days_left_are_not_counted_once_a_case_has_ended(staff: Client, a: Seeded) -> None:
    act(staff, a.case, "day", says="答辩", day=timezone.localdate() - dt.timedelta(days=3))
    assert "已过期 3 天" in page(staff, a.case)
    act(staff, a.case, "move", to="withdrawn", seen="received", says="和解")
    assert "已过期 3 天" not in page(staff, a.case)


def test_nothing_of_another_s_case_is_done_by_any_form(member: Client, a: Seeded) -> None:
    b = seed("B")
    before = list(models.CaseEvent.objects.filter(case=b.case).values_list("pk", flat=True))
    for name in ("note", "document", "rate", "move", "share", "in-hand"):
        answer = act(member, b.case, name, says="x", satisfaction="5", file=SimpleUploadedFile("a.txt", b"x"))
        assert answer.status_code == 404
    assert list(models.CaseEvent.objects.filter(case=b.case).values_list("pk", flat=True)) == before


def test_a_file_is_what_its_name_says_and_comes_back_as_a_file(
    staff: Client, member: Client, a: Seeded
) -> None:
    for name, content in (
        ("a.pdf", b"MZ"),
        ("a.exe", b"MZ"),
        ("a.docx", b"PK\x03\x04 no zip"),
        ("a.txt", b"\0\0"),
    ):
        refused = act(staff, a.case, "document", file=SimpleUploadedFile(name, content))
        assert refused.status_code == 400
    act(staff, a.case, "document", file=SimpleUploadedFile("诉状.pdf", b"%PDF-1.7 x"))
    kept = models.CaseDocument.objects.get(name="诉状.pdf")
    assert member.get(f"/cases/{a.case}/documents/{kept.pk}").status_code == 404
    act(staff, a.case, "share", document=kept.pk)
    answer = member.get(f"/cases/{a.case}/documents/{kept.pk}")
    assert answer.content == b"%PDF-1.7 x"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_case_with_all_the_files_it_takes_says_so(
    staff: Client, a: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.case_documents.MOST_DOCUMENTS", 0)
    full = act(staff, a.case, "document", file=SimpleUploadedFile("诉状.pdf", b"%PDF-1.7 x"))
    assert full.status_code == 409
    assert "材料已达 200 份" in full.content.decode()


def test_an_enterprise_sends_no_more_files_than_the_centre_can_keep(
    member: Client, a: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.case_opening.MOST_FILES", 2)
    sent = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7 " + bytes([n])) for n in range(65, 68)]
    assert [act(member, a.case, "document", file=one).status_code for one in sent] == [302, 302, 429]


def test_a_call_to_a_major_case_is_answered_from_the_message(staff: Client, a: Seeded) -> None:
    made = save_contact("", Contact(name="值守", channel=Channel.EMAIL, address="on-call@centre.example"))
    set_call_list(STAFF, [made])
    act(staff, a.case, "major", words="媒体关注")
    call = models.CaseCall.objects.get()
    with taken([Channel.EMAIL], limit=99) as batch:
        (delivery,) = [one for one in batch if one.case_message_id]
        message = Messages(batch).of(delivery)
    address = case_links.address_of(call.pk)
    assert message.subject.startswith("【重大案件】")
    assert address.rsplit("/", 1)[0] in message.text
    assert b'"type": "case"' in content_of(message)
    path = address.removeprefix("http://127.0.0.1:8000")
    anybody = Client()
    assert "确认由您接手" in anybody.get(path).content.decode()
    assert models.CaseMajor.objects.get().in_hand_at is None
    assert "由您接手" in anybody.post(path).content.decode()
    assert models.CaseMajor.objects.get().in_hand_by == "值守"
    assert anybody.get(f"{path}x").status_code == 410
    assert "值守" in page(staff, a.case)


def test_the_clock_marks_calls_and_reminds(staff: Client, a: Seeded) -> None:
    made = save_contact("", Contact(name="值守", channel=Channel.EMAIL, address="on-call@centre.example"))
    set_call_list(STAFF, [made])
    models.Case.objects.filter(pk=a.case).update(kind="section-337")
    now = timezone.now()
    models.CaseDeadline.objects.filter(case=a.case).update(
        day=timezone.localdate(now) + dt.timedelta(days=7), set_at=now - dt.timedelta(days=30)
    )
    for _ in range(2):
        case_watch.watch(at=now.isoformat())
    told = models.Delivery.objects.filter(case_message__isnull=False).order_by("pk")
    assert [(one.contact_id, one.reminder) for one in told] == [(made, 0), (a.contact, 7)]
    with taken([Channel.EMAIL], limit=99) as batch:
        (called,) = [
            Messages(batch).of(one) for one in batch if one.case_message_id and one.contact_id == made
        ]
    assert called.subject.startswith("【重大案件】")
    assert "337 调查" in page(staff, a.case)


def test_the_one_page_report_says_what_happened_and_what_is_asked(staff: Client, a: Seeded) -> None:
    act(staff, a.case, "major", words="媒体关注")
    act(staff, a.case, "refer", to="河南分中心", asks="请协调同案企业共同应对")
    answer = staff.get(f"/cases/{a.case}/report.docx")
    said = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)
    for words in ("重大案件专报", a.enterprise, "请协调同案企业共同应对", "列为重大", "人工认定", "上报"):
        assert words in said
    referred = timezone.localtime(models.CaseEvent.objects.get(kind="referred").at)
    assert f"{referred:%m-%d %H:%M} 上报" in said, "by the clock the days are told by"
    assert models.AuditEntry.objects.filter(did="case-file-taken").exists()


def test_the_call_list_leads_to_the_contacts_it_lacks_and_back_to_the_cases(staff: Client) -> None:
    said = staff.get("/cases/calls").content.decode().partition("<main")[2]
    assert 'href="/contacts"' in said
    assert 'href="/cases"' in said


def test_the_call_list_is_kept_in_order(staff: Client, a: Seeded) -> None:
    ids = [
        save_contact("", Contact(name=name, channel=Channel.EMAIL, address=f"{name}@centre.example"))
        for name in ("li", "zhao")
    ]
    assert staff.post("/cases/calls", {f"place_{ids[0]}": "1", f"place_{ids[1]}": "1"}).status_code == 400
    assert staff.post("/cases/calls", {f"place_{ids[0]}": "2", f"place_{ids[1]}": "1"}).status_code == 302
    listed = models.CallPlace.objects.order_by("place").values_list("contact_id", flat=True)
    assert list(listed) == [ids[1], ids[0]]


def test_the_list_is_narrowed_and_shows_what_is_late(staff: Client, a: Seeded) -> None:
    owner = models.Enterprise.objects.get(name=a.enterprise)
    for title, kind in (("西班牙诉讼", CaseKind.LAWSUIT), ("巴西下架", CaseKind.TAKEDOWN)):
        open_case(STAFF, owner.pk, NewCase(origin=CaseOrigin.ACCEPTANCE, kind=kind, title=title), by="李")
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    models.CaseDeadline.objects.create(
        case=models.Case.objects.get(title="西班牙诉讼"), says="答辩", day=yesterday
    )
    save_user("staff", PASSWORD, enterprise=None)
    staff.login(username="staff", password=PASSWORD)
    expected = {
        "": {"西班牙诉讼", "巴西下架", "case-A"},
        "?kind=lawsuit": {"西班牙诉讼"},
        "?overdue=yes": {"西班牙诉讼"},
        "?word=巴西": {"巴西下架"},
        "?state=closed": set(),
        "?mine=yes": set(),
        "?major=yes": set(),
        "?kind=none&state=none&enterprise=x": {"西班牙诉讼", "巴西下架", "case-A"},
    }
    for asked, titles in expected.items():
        shown = staff.get(f"/cases{asked}").content.decode()
        assert {one for one in ("西班牙诉讼", "巴西下架", "case-A") if f">{one}<" in shown} == titles, asked
    assert "已过期 1 天" in staff.get("/cases").content.decode()
