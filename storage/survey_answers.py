"""Answers to questionnaires: by whoever is signed in, by a link in a message, by staff who write down what was said. 问卷答复.

Every answer is kept with who gave it and when; the last one counts, so that an enterprise counts once.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from domain.kept_json import to_data
from domain.survey import Replies, SurveyState, Trouble, closed, troubles
from storage.audit import Act, note
from storage.isolation import bound_by_link, unbound
from storage.models import Contact, SurveyAnswer, SurveyAsk
from storage.survey_lines import AskPage, ask_of, asks_of, visible_asks
from storage.surveys import questionnaire_of
from storage.viewers import NotVisible, Viewer


class SurveyClosed(ValueError):
    """It takes no more answers."""


class CannotTake(ValueError):
    """The answer is not complete, or chooses what there is not; `troubles` says of which question what is wrong."""

    def __init__(self, found: Mapping[str, Trouble]) -> None:
        super().__init__(", ".join(f"{key}: {trouble}" for key, trouble in found.items()))
        self.troubles = dict(found)


def answer(viewer: Viewer, ask_id: int, replies: Replies, *, by: str, today: dt.date) -> bool:
    """Keeps an answer, and says whether it is a new one: the same as the last, sent again, is not kept twice.

    Raises `NotVisible` for whoever is not of the enterprise nor staff, `SurveyClosed`, and `CannotTake`.
    """
    way = "staff" if viewer.staff else "portal"
    return _kept(viewer, ask_id, replies, by=by, way=way, contact_id=None, today=today)


def asked_by_link(survey_id: int, contact_id: int, *, today: dt.date) -> AskPage:
    """The questionnaire behind a link, as the contact's enterprise was asked it. Raises `NotVisible`."""
    with bound_by_link(0, contact_id):
        return _ask_behind(survey_id, contact_id, today)[0]


def answer_by_link(survey_id: int, contact_id: int, replies: Replies, *, today: dt.date) -> AskPage:
    """Keeps what the contact answers, and gives what stands then. Raises `NotVisible`, `SurveyClosed`, and `CannotTake`."""
    with bound_by_link(0, contact_id):
        ask, viewer, name = _ask_behind(survey_id, contact_id, today)
        _kept(viewer, ask.ask_id, replies, by=name, way="link", contact_id=contact_id, today=today)
        return ask_of(viewer, ask.ask_id, today=today)


def _ask_behind(survey_id: int, contact_id: int, today: dt.date) -> tuple[AskPage, Viewer, str]:
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None or contact.enterprise_id is None:
        raise NotVisible(f"questionnaire {survey_id}")
    viewer = Viewer(user_id=None, staff=False, enterprise_ids=frozenset({contact.enterprise_id}))
    asks = asks_of(viewer, today=today, survey_id=survey_id)
    if not asks:
        raise NotVisible(f"questionnaire {survey_id}")
    return asks[0], viewer, contact.name


def _kept(
    viewer: Viewer,
    ask_id: int,
    replies: Replies,
    *,
    by: str,
    way: str,
    contact_id: int | None,
    today: dt.date,
) -> bool:
    if not visible_asks(viewer).filter(pk=ask_id).exists():
        raise NotVisible(f"ask {ask_id}")
    with unbound(), transaction.atomic():
        rows = SurveyAsk.objects.select_for_update(of=("self", "survey")).select_related(
            "survey", "enterprise"
        )
        ask = rows.get(pk=ask_id)
        if closed(SurveyState(ask.survey.state), ask.survey.closes_on, today):
            raise SurveyClosed(ask.survey.title)
        if found := troubles(questionnaire_of(ask.survey).questions, replies):
            raise CannotTake(found)
        data = to_data(replies)
        last = ask.answers.order_by("-pk").first()
        if last is not None and (last.replies, last.by) == (data, by):
            return False
        SurveyAnswer.objects.create(ask=ask, by=by, contact_id=contact_id, way=way, replies=data)
        note(Act.SURVEY_ANSWERED, of=ask.enterprise, about=ask.survey.title)
    return True
