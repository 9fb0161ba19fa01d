"""Reports of unfair treatment: a case of their own kind, referred, answered, replied to. 不公平待遇反馈."""

import datetime as dt
import uuid

from django.db import transaction

from domain.case import Case as CaseRecord
from domain.case import CaseChannel, CaseEventKind, CaseKind, CaseOrigin, NewCase
from domain.unfair import NewUnfair, Referred, Unfair, UnfairBody
from storage.audit import Act, note
from storage.cases import add_event, case_of, locked, only_its_staff, open_case
from storage.isolation import unbound
from storage.models import Case, UnfairReferral, UnfairTreatment
from storage.viewers import NotVisible, Viewer

MOST_REFERRALS = 50
"""Referrals of one report."""


class NotUnfair(ValueError):
    """The case is no report of unfair treatment."""


class AnsweredBefore(ValueError):
    """The answer to this referral was written down before, and is another."""


class TooManyReferrals(ValueError):
    """The report was referred `MOST_REFERRALS` times."""


def open_unfair(
    viewer: Viewer, enterprise_id: int, new: NewUnfair, *, form: uuid.UUID, by: str
) -> tuple[CaseRecord, bool]:
    """Opens the case of a report, and says whether it was opened now: a form sent twice opens one. What one of the staff writes
    down for somebody who calls is that person's to work on. Raises `NotVisible` as `open_case` does.
    """
    told = NewCase(
        origin=CaseOrigin.UNFAIR,
        kind=CaseKind.UNFAIR,
        title=new.title,
        right=new.right,
        summary=new.facts,
        office=new.office,
        body=new.body,
        channel=CaseChannel.PHONE if viewer.staff else CaseChannel.WEB,
        confidential=new.confidential,
    )
    with unbound(), transaction.atomic():
        case, opened = open_case(viewer, enterprise_id, told, by=by, form=form)
        if opened:
            UnfairTreatment.objects.create(
                case_id=case.case_id, body_kind=new.body_kind, evidence=new.evidence, wishes=new.wishes
            )
            if viewer.staff and viewer.user_id is not None:
                Case.objects.filter(pk=case.case_id).update(assigned_id=viewer.user_id, assigned_name=by)
    return case, opened


def unfair_of(viewer: Viewer, case_id: int) -> Unfair | None:
    """What a report says, to staff with its referrals; None for a case that is none. Raises `NotVisible`."""
    case_of(viewer, case_id)
    row = UnfairTreatment.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    referrals = UnfairReferral.objects.filter(case_id=case_id).order_by("pk") if viewer.staff else ()
    return Unfair(
        body_kind=UnfairBody(row.body_kind),
        evidence=row.evidence,
        wishes=row.wishes,
        referred=tuple(
            Referred(
                referral_id=one.pk,
                to=one.to,
                way=one.way,
                sent_on=one.sent_on,
                by=one.by,
                answer=one.answer,
                answered_on=one.answered_on,
                answered_by=one.answered_by,
            )
            for one in referrals
        ),
    )


def refer_unfair(
    viewer: Viewer, case_id: int, *, to: str, way: str, sent_on: dt.date, form: uuid.UUID, by: str
) -> None:
    """Writes down to whom a report was referred, once a form. Raises `NotVisible` for anybody but staff, `NotUnfair`,
    `TooManyReferrals`.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row = _report(case_id)
        rows = UnfairReferral.objects.filter(case_id=case_id)
        if rows.filter(form=form).exists():
            return
        if rows.count() >= MOST_REFERRALS:
            raise TooManyReferrals(row.number)
        UnfairReferral.objects.create(case_id=case_id, form=form, to=to, way=way, sent_on=sent_on, by=by)
        add_event(case_id, viewer.user_id, by, CaseEventKind.REFERRED_UNFAIR, says=f"{sent_on} {to}")
        note(
            Act.UNFAIR_REFERRED,
            of=row.enterprise,
            about=row.number if row.confidential else f"{row.number} → {to[:100]}",
        )


def answer_referral(
    viewer: Viewer, case_id: int, referral_id: int, *, answer: str, answered_on: dt.date, by: str
) -> None:
    """Writes down what they answered; the same again is no error. Raises `NotVisible` for anybody but staff and for a referral of
    another case, `AnsweredBefore`.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        _report(case_id)
        row = UnfairReferral.objects.filter(pk=referral_id, case_id=case_id).first()
        if row is None:
            raise NotVisible(f"referral {referral_id}")
        if row.answered_on is not None:
            if (row.answer, row.answered_on) == (answer, answered_on):
                return
            raise AnsweredBefore(row.to)
        row.answer, row.answered_on, row.answered_by = answer, answered_on, by
        row.save(update_fields=["answer", "answered_on", "answered_by"])
        add_event(
            case_id,
            viewer.user_id,
            by,
            CaseEventKind.REFERRED_UNFAIR,
            says=answer,
            before=row.to,
            after=str(answered_on),
        )


def reply(viewer: Viewer, case_id: int, says: str, *, by: str) -> bool:
    """Writes the reply to the enterprise, which sees it; False for one that was given in these words before.

    Raises `NotVisible` for anybody but staff, `NotUnfair`.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row = _report(case_id)
        if row.events.filter(kind=CaseEventKind.REPLIED, says=says).exists():
            return False
        add_event(case_id, viewer.user_id, by, CaseEventKind.REPLIED, says=says, shared=True)
    return True


def open_up(viewer: Viewer, case_id: int, *, by: str) -> None:
    """The enterprise says that its report need not be confidential any more; nobody else can, and it is not taken back, since
    reports of the time after hold the case. Twice is no error. Raises `NotVisible` for anybody not of the enterprise.
    """
    case = case_of(viewer, case_id)
    if viewer.staff or case.enterprise_id not in viewer.enterprise_ids:
        raise NotVisible(f"case {case_id}")
    with unbound(), transaction.atomic():
        row = locked(case_id)
        if not row.confidential:
            return
        row.confidential = False
        row.save(update_fields=["confidential"])
        add_event(case_id, viewer.user_id, by, CaseEventKind.OPENED_UP, shared=True)
        note(Act.CASE_OPENED_UP, of=row.enterprise, about=row.number)


def _report(case_id: int) -> Case:
    row = locked(case_id)
    if not UnfairTreatment.objects.filter(case_id=case_id).exists():
        raise NotUnfair(row.number)
    return row
