"""Questionnaires of the centre: drafted, sent once, closed, and copied for the next period. 问卷.

draft ──▶ sent ──▶ closed (by hand, or when its last day is over)
  └── changed      └── copied: a draft of the same questions for the next period
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from domain.kept_json import from_data, to_data
from domain.lists import ListKind
from domain.period import Period
from domain.survey import REMINDED_BEFORE, Addressed, Question, Questionnaire, SurveyState
from storage.audit import Act, note
from storage.models import Contact, Delivery, Enterprise, ListEntry, Survey, SurveyAnswer, SurveyAsk
from storage.viewers import NotVisible, Viewer, only_staff

ASKED, REMINDED = 1, 2
"""Revisions of a delivery: the questionnaire itself, and the reminder before its last day."""

LISTS = (ListKind.OBSERVERS, ListKind.EXHIBITORS, ListKind.BRANDS)
"""The lists a questionnaire may go to."""


class SurveyMoved(ValueError):
    """The questionnaire is not as it was shown: sent, closed or changed meanwhile. `state` is where it stands."""

    def __init__(self, state: SurveyState) -> None:
        super().__init__(f"the questionnaire is {state}")
        self.state = state


class CannotSend(ValueError):
    """Something is missing before it can be sent; `why` is `no-questions`, `no-day`, `day-over`, `nobody` or `same-period`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def write(
    viewer: Viewer, says: Questionnaire, to: Addressed, *, form: uuid.UUID, by: str, of: int | None = None
) -> int:
    """A new draft; a form sent twice is one. `of` is the first of the questionnaires it belongs to. Raises `NotVisible` for
    anybody but staff.
    """
    only_staff(viewer, "questionnaires")
    with transaction.atomic():
        row, made = Survey.objects.get_or_create(
            form=form, defaults={**_columns(says, to), "made_by": by, "root_id": of}
        )
        if made:
            _choose(row, to.enterprises)
            note(Act.SURVEY_WRITTEN, about=row.title)
    return row.pk


def change(viewer: Viewer, survey_id: int, says: Questionnaire, to: Addressed, *, seen: int, by: str) -> None:
    """Writes a draft anew. Raises `NotVisible`, and `SurveyMoved` where it was sent or changed since it was shown."""
    with transaction.atomic():
        row = _locked(viewer, survey_id, SurveyState.DRAFT, seen=seen)
        for column, value in _columns(says, to).items():
            setattr(row, column, value)
        row.revision, row.made_by = row.revision + 1, by
        row.save()
        _choose(row, to.enterprises)
        note(Act.SURVEY_WRITTEN, about=row.title)


def drop(viewer: Viewer, survey_id: int, *, seen: int) -> None:
    """Throws a draft away. Raises `NotVisible`, and `SurveyMoved`."""
    with transaction.atomic():
        _locked(viewer, survey_id, SurveyState.DRAFT, seen=seen).delete()


def copy_of(viewer: Viewer, survey_id: int, *, form: uuid.UUID, by: str) -> int:
    """A draft of the same questions, to the same lists, industries and enterprises, for the period after, without a last day.

    Raises `NotVisible`, and `SurveyMoved` for a draft.
    """
    only_staff(viewer, f"questionnaire {survey_id}")
    with transaction.atomic():
        row = Survey.objects.filter(pk=survey_id).first()
        if row is None:
            raise NotVisible(f"questionnaire {survey_id}")
        if row.sent_at is None:
            raise SurveyMoved(SurveyState.DRAFT)
        says = questionnaire_of(row, period=Period.of(row.period).after, closes_on=None)
        return write(viewer, says, addressed_of(row), form=form, by=by, of=row.root_id or row.pk)


def send(viewer: Viewer, survey_id: int, *, seen: int, by: str, today: dt.date) -> int:
    """Asks every enterprise the draft is for and opens a delivery to each of their contacts; returns how many were asked.

    Raises `NotVisible`, `SurveyMoved`, and `CannotSend`.
    """
    with transaction.atomic():
        row = _locked(viewer, survey_id, SurveyState.DRAFT, seen=seen)
        asked = addressed_ids(addressed_of(row))
        if why := _why_not(row, asked, today):
            raise CannotSend(why)
        now = timezone.now()
        industries = dict(Enterprise.objects.filter(pk__in=asked).values_list("pk", "industry"))
        SurveyAsk.objects.bulk_create(
            [SurveyAsk(survey=row, enterprise_id=one) for one in sorted(asked)], ignore_conflicts=True
        )
        asks = list(SurveyAsk.objects.filter(survey=row, enterprise_id__in=asked))
        for ask in asks:
            ask.asked_at, ask.industry = now, industries[ask.enterprise_id]
        SurveyAsk.objects.bulk_update(asks, ["asked_at", "industry"], batch_size=500)
        row.state, row.sent_at, row.sent_by = SurveyState.SENT, now, by
        row.save(update_fields=["state", "sent_at", "sent_by"])
        open_to(row, ASKED, asked, now)
        note(Act.SURVEY_SENT, about=row.title)
    return len(asks)


def close(viewer: Viewer, survey_id: int, *, by: str) -> None:
    """Takes no more answers from now on; messages that still wait are not sent. Raises `NotVisible`, and `SurveyMoved`."""
    with transaction.atomic():
        row = _locked(viewer, survey_id, SurveyState.SENT)
        row.state, row.closed_at, row.closed_by = SurveyState.CLOSED, timezone.now(), by
        row.save(update_fields=["state", "closed_at", "closed_by"])
        Delivery.objects.filter(survey=row, state="pending").update(state="withdrawn")
        note(Act.SURVEY_CLOSED, about=row.title)


def remind_those_left(*, now: dt.datetime, today: dt.date, limit: int = 50) -> int:
    """Reminds, once for each questionnaire, the contacts of whoever has not answered when its last day is near; returns how many
    deliveries were opened. One sent so late that its last day was near already is not reminded of. Two clocks at once
    remind once.
    """
    until = today + REMINDED_BEFORE
    near = Survey.objects.filter(
        state=SurveyState.SENT, reminded_at__isnull=True, closes_on__gte=today, closes_on__lte=until
    )
    opened = 0
    for survey_id in list(near.order_by("closes_on", "pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            row = near.select_for_update().filter(pk=survey_id).first()
            if row is None:
                continue
            row.reminded_at = now
            row.save(update_fields=["reminded_at"])
            if _asked_early(row):
                answered = SurveyAnswer.objects.filter(ask__survey=row).values("ask")
                left = SurveyAsk.objects.filter(survey=row, asked_at__isnull=False).exclude(pk__in=answered)
                opened += open_to(row, REMINDED, left.values_list("enterprise_id", flat=True), now)
    return opened


def _asked_early(row: Survey) -> bool:
    return (
        row.closes_on is not None
        and row.sent_at is not None
        and row.closes_on - timezone.localdate(row.sent_at) > REMINDED_BEFORE
    )


def open_to(row: Survey, revision: int, enterprise_ids: Iterable[int], now: dt.datetime) -> int:
    """Opens a delivery to each active contact of these enterprises; returns how many contacts they have."""
    contacts = Contact.objects.filter(enterprise_id__in=list(enterprise_ids), active=True).order_by("pk")
    rows = [
        Delivery(survey=row, contact_id=one, revision=revision, next_try_at=now)
        for one in contacts.values_list("pk", flat=True)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def addressed_ids(to: Addressed) -> frozenset[int]:
    """The enterprises meant, as lists and industries stand now."""
    listed = ListEntry.objects.filter(kind__in=to.lists, until__isnull=True, enterprise__isnull=False)
    industries = [one for one in to.industries if one]
    wanted = Enterprise.objects.filter(industry__in=industries).values_list("pk", flat=True)
    named = Enterprise.objects.filter(pk__in=to.enterprises).values_list("pk", flat=True)
    return frozenset({*listed.values_list("enterprise_id", flat=True), *wanted, *named})


def addressed_of(row: Survey) -> Addressed:
    """To whom a row goes, as it was chosen."""
    named = SurveyAsk.objects.filter(survey=row, chosen=True).values_list("enterprise_id", flat=True)
    return Addressed(lists=tuple(row.lists), industries=tuple(row.industries), enterprises=frozenset(named))


def questionnaire_of(
    row: Survey, *, period: Period | None = None, closes_on: dt.date | None = None
) -> Questionnaire:
    """What a row asks; with a `period` the same for that one."""
    return Questionnaire(
        title=row.title,
        title_en=row.title_en,
        purpose=row.purpose,
        purpose_en=row.purpose_en,
        period=period or Period.of(row.period),
        closes_on=closes_on if period else row.closes_on,
        questions=tuple(from_data(Question, one) for one in row.questions),
    )


def _why_not(row: Survey, asked: frozenset[int], today: dt.date) -> str:
    if not row.questions:
        return "no-questions"
    if row.closes_on is None:
        return "no-day"
    if row.closes_on < today:
        return "day-over"
    if not asked:
        return "nobody"
    root = row.root_id or row.pk
    same = Survey.objects.filter(period=row.period, sent_at__isnull=False)
    if same.filter(root=root).exists() or same.filter(pk=root).exists():
        return "same-period"
    return ""


def _choose(row: Survey, enterprise_ids: frozenset[int]) -> None:
    wanted = set(Enterprise.objects.filter(pk__in=enterprise_ids).values_list("pk", flat=True))
    row.asks.exclude(enterprise_id__in=wanted).delete()
    SurveyAsk.objects.bulk_create(
        [SurveyAsk(survey=row, enterprise_id=one, chosen=True) for one in sorted(wanted)],
        ignore_conflicts=True,
    )


def _locked(viewer: Viewer, survey_id: int, state: SurveyState, *, seen: int | None = None) -> Survey:
    only_staff(viewer, f"questionnaire {survey_id}")
    row = Survey.objects.select_for_update().filter(pk=survey_id).first()
    if row is None:
        raise NotVisible(f"questionnaire {survey_id}")
    if row.state != state or (seen is not None and row.revision != seen):
        raise SurveyMoved(SurveyState(row.state))
    return row


def _columns(says: Questionnaire, to: Addressed) -> dict[str, object]:
    return {
        "title": says.title,
        "title_en": says.title_en,
        "purpose": says.purpose,
        "purpose_en": says.purpose_en,
        "period": str(says.period),
        "closes_on": says.closes_on,
        "questions": [to_data(one) for one in says.questions],
        "lists": [one for one in to.lists if one in LISTS],
        "industries": list(to.industries),
    }
