"""Tags of the pages on which an alert is answered."""

from django import template
from django.utils.translation import get_language

from domain.alert import Alert
from domain.decision import Answer
from jobs.links import answers_to, label_of

register = template.Library()


@register.filter
def answers(alert: Alert) -> tuple[Answer, ...]:
    """What can be said of an alert."""
    return answers_to(alert.leading.observation.kind)


@register.filter
def called(alert: Alert, answer: str) -> str:
    """What an answer to an alert is called."""
    return label_of(Answer(answer), get_language() or "zh", alert.leading.observation.kind)
