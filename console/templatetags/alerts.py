"""Tags of the pages on which alerts are read and answered."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from domain.alert import Alert
from domain.decision import Answer
from domain.match import Match
from jobs.known import known_on
from jobs.links import answers_to, label_of
from notifier.kinds import words_of
from notifier.words import Known, Words

register = template.Library()


@register.filter
def answers(alert: Alert) -> tuple[Answer, ...]:
    """What can be said of an alert."""
    return answers_to(alert.leading.observation.kind)


@register.filter
def called(alert: Alert, answer: str) -> str:
    """What an answer to an alert is called."""
    return label_of(Answer(answer), get_language() or "zh", alert.leading.observation.kind)


@register.simple_tag(takes_context=True)
def in_words(context: template.Context, match: Match) -> Words:
    """A match in the words a message has for it."""
    request, language, today = context["request"], get_language() or "zh", timezone.localdate()
    known: Known | None = getattr(request, "known", None)
    if known is None:
        known = request.known = known_on(today, language)
    return words_of(match, language, today, known)
