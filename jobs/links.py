"""Links in messages that need no sign-in: signed, bound to one contact and one alert, good for a time. 免登录链接."""

from urllib.parse import quote

from django.conf import settings
from django.core import signing

from domain.decision import Answer
from domain.observation import Kind
from notifier.message import Button

LINKS_LAST = 120 * 24 * 3600
"""Seconds a link in a message is good for: longer than any opposition window known here, three months."""
_SALT = "haishao.answer"
_ADVISORY_SALT = "haishao.advisory"
_SURVEY_SALT = "haishao.survey"
LABELS = {
    Answer.OURS: ("这是我们的", "This is ours"),
    Answer.AUTHORISED: ("已授权", "Authorised"),
    Answer.NOT_RELEVANT: ("无关", "Not relevant"),
    Answer.HELP: ("请求协助", "Help me"),
}
"""What each answer is called, in messages and in the console."""
_OF_A_PROCEEDING = {
    Answer.NOT_RELEVANT: ("与我方无关（同名）", "Not us (same name)"),
    Answer.HELP: LABELS[Answer.HELP],
}
"""What can be said of a proceeding: nobody who is proceeded against files it or allows it."""


class BadLink(ValueError):
    """A link that was not made here, was changed, or is past its time (`expired`)."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "no link of ours")
        self.expired = expired


def answers_to(kind: Kind) -> tuple[Answer, ...]:
    """What can be said of an alert that leads with this kind."""
    return tuple(_OF_A_PROCEEDING) if kind is Kind.PROCEEDING else tuple(Answer)


def label_of(answer: Answer, language: str, kind: Kind = Kind.FILING) -> str:
    """What a button says."""
    said = LABELS | _OF_A_PROCEEDING if kind is Kind.PROCEEDING else LABELS
    chinese, english = said[answer]
    return chinese if language.startswith("zh") else english


def token_of(alert_id: int, contact_id: int) -> str:
    """The signed part of a contact's links about one alert."""
    return signing.dumps([alert_id, contact_id], salt=_SALT)


def buttons_of(alert_id: int, contact_id: int, language: str, kind: Kind = Kind.FILING) -> tuple[Button, ...]:
    """The buttons of a message that leads with this kind. Opening one only asks; nothing is written before it is confirmed."""
    base = f"{settings.BASE_URL.rstrip('/')}/answer/{quote(token_of(alert_id, contact_id), safe=':')}"
    return tuple(
        Button(label=label_of(one, language, kind), url=f"{base}/{one.value}") for one in answers_to(kind)
    )


def way_out(alert_id: int, contact_id: int) -> str:
    """The address that takes one POST and tells this contact nothing more (RFC 8058)."""
    return f"{settings.BASE_URL.rstrip('/')}/leave/{quote(token_of(alert_id, contact_id), safe=':')}"


def advisory_link(advisory_id: int, contact_id: int) -> str:
    """The address at which a contact reads a warning of the centre and says so."""
    token = signing.dumps([advisory_id, contact_id], salt=_ADVISORY_SALT)
    return f"{settings.BASE_URL.rstrip('/')}/advisories/read/{quote(token, safe=':')}"


def read_advisory_token(token: str) -> tuple[int, int]:
    """Warning and contact of a link. Raises `BadLink`."""
    return _pair(read_signed(token, _ADVISORY_SALT, seconds=LINKS_LAST))


def survey_link(survey_id: int, contact_id: int) -> str:
    """The address at which a contact answers a questionnaire of the centre."""
    token = signing.dumps([survey_id, contact_id], salt=_SURVEY_SALT)
    return f"{settings.BASE_URL.rstrip('/')}/surveys/answer/{quote(token, safe=':')}"


def read_survey_token(token: str) -> tuple[int, int]:
    """Questionnaire and contact of a link. Raises `BadLink`."""
    return _pair(read_signed(token, _SURVEY_SALT, seconds=LINKS_LAST))


def read_token(token: str) -> tuple[int, int]:
    """Alert and contact of a link. Raises `BadLink`."""
    return _pair(read_signed(token, _SALT, seconds=LINKS_LAST))


def read_signed(token: str, salt: str, *, seconds: int) -> object:
    """What was signed with this salt, at most so many seconds ago. Raises `BadLink`."""
    try:
        return signing.loads(token, salt=salt, max_age=seconds)
    except signing.SignatureExpired as late:
        raise BadLink(expired=True) from late
    except (signing.BadSignature, ValueError) as wrong:
        raise BadLink(expired=False) from wrong


def _pair(signed: object) -> tuple[int, int]:
    match signed:
        case [int(subject_id), int(contact_id)]:
            return subject_id, contact_id
    raise BadLink(expired=False)
