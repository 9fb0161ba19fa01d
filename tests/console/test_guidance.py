"""A letter of guidance is written in a case, issued for good, told to the enterprise and read by it."""

import datetime as dt
import hashlib
import io

import docx
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from domain.adviser import AdviserKind
from domain.alert import Channel
from domain.case import INTERNAL_DAY
from jobs.telling import Messages
from reports.guidance_letter import _WHO
from storage import models
from storage.deliveries import taken
from tests.console.enterprises import Seeded


def opened_from_alert(staff: Client, a: Seeded) -> int:
    return int(staff.post(f"/alerts/{a.alert}/case")["Location"].rsplit("/", 1)[1])


def said_in(content: bytes) -> str:
    read = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in read.paragraphs), *cells])


def test_a_letter_holds_the_staff_s_words_and_days_rules_and_fees_with_their_sources(
    staff: Client, a: Seeded
) -> None:
    case = opened_from_alert(staff, a)
    expert = models.Adviser.objects.get()
    models.CaseAdviser.objects.create(case_id=case, adviser=expert, named_by="staff")
    typed = {
        "revision": "0",
        "facts": "对方抢注。",
        "steps": "一、委托代理人。\n二、提出异议。",
        "adviser": expert.pk,
    }
    assert staff.post(f"/cases/{case}/guidance-save", typed).status_code == 302
    answer = staff.get(f"/cases/{case}/guidance.docx")
    said = said_in(answer.content)
    last_day = timezone.localdate() + dt.timedelta(days=30)
    deadline = models.CaseDeadline.objects.get(case=case, says="异议")
    for words in (
        "草稿", "对方抢注。", "二、提出异议。", "专家甲", "不是法律意见书",
        f"{last_day.year}年{last_day.month}月{last_day.day}日", "USD 600", deadline.source,
        f"{deadline.checked_on} 核对", "已核对出处",
    ):  # fmt: skip
        assert words in said, words
    assert said_in(staff.get(f"/cases/{case}/guidance.docx").content) == said


def test_issued_it_is_frozen_told_and_read_by_the_enterprise_alone(
    staff: Client, member: Client, a: Seeded
) -> None:
    case = opened_from_alert(staff, a)
    assert member.get(f"/cases/{case}/guidance.docx").status_code == 404
    staff.post(f"/cases/{case}/guidance-save", {"revision": "0", "facts": "案情"})
    assert staff.post(f"/cases/{case}/guidance-issue", {"revision": "1"}).status_code == 400  # no step
    staff.post(f"/cases/{case}/guidance-save", {"revision": "1", "facts": "案情", "steps": "提出异议"})
    assert member.get(f"/cases/{case}/guidance.docx").status_code == 404  # a draft is the staff's
    stale = staff.post(f"/cases/{case}/guidance-save", {"revision": "1", "steps": "另一份文字"})
    assert stale.status_code == 409
    assert "另一份文字" in stale.content.decode()
    answers = [staff.post(f"/cases/{case}/guidance-issue", {"revision": "2"}).status_code for _ in range(2)]
    assert answers == [302, 409]
    row = models.CaseGuidance.objects.get(case_id=case)
    read = member.get(f"/cases/{case}/guidance/1.docx").content
    assert hashlib.sha256(read).hexdigest() == row.sha256
    assert "草稿" not in said_in(read)
    shown = member.get(f"/cases/{case}").content.decode()
    assert "签发指导意见书" in shown
    assert f"/cases/{case}/guidance/1.docx" in shown
    models.Delivery.objects.update(next_try_at=timezone.now() - dt.timedelta(seconds=1))
    with taken([Channel.EMAIL], limit=99) as batch:
        (told,) = [one for one in batch if one.case_message_id]
        message = Messages(batch).of(told)
    assert "指导意见书" in message.subject
    legal = timezone.localdate() + dt.timedelta(days=30)
    assert models.CaseDeadline.objects.filter(
        case_id=case, says__startswith=INTERNAL_DAY, day__lt=legal
    ).exists()
    assert f"最近截止日 {legal} 异议（剩 30 天）" in message.text  # not the centre's own, which is earlier
    for change in (lambda: models.CaseGuidance.objects.filter(pk=row.pk).update(steps="x"), row.delete):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            change()
    second = {"revision": "0", "steps": "更正：提交使用证据"}
    assert staff.post(f"/cases/{case}/guidance-save", second).status_code == 302
    assert member.get(f"/cases/{case}/guidance.docx").content == read


def test_without_a_filing_the_country_s_rules_are_given_and_elsewhere_that_there_are_none(
    staff: Client, a: Seeded
) -> None:
    for office, right, words in (
        ("US", "trademark", "一般规则，是否适用于本案须结合案情判断"),
        ("US", "patent", "没有收录"),
        ("", "trademark", "没有收录"),
    ):
        models.Case.objects.filter(pk=a.case).update(office=office, right=right)
        models.CaseGuidance.objects.filter(case_id=a.case, issued_at__isnull=True).delete()
        staff.post(f"/cases/{a.case}/guidance-save", {"revision": "0", "steps": "咨询代理人"})
        assert words in said_in(staff.get(f"/cases/{a.case}/guidance.docx").content)


def test_a_letter_may_name_any_kind_of_adviser() -> None:
    assert set(_WHO) == set(AdviserKind)
