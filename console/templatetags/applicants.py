"""The line that leads from an alert, an observation or a case to the applicant behind it: for staff, nothing to anybody else."""

from django import template
from django.utils import timezone

from console.views import viewer
from domain.applicant import Counts
from domain.case import Case
from domain.observation import Kind, Observation
from jobs.applicants import counts_of_alert, counts_of_name, counts_of_observation
from storage.viewers import Viewer

register = template.Library()


@register.inclusion_tag("console/applicant_line.html", takes_context=True)
def applicant_of_alert(context: template.Context, alert_id: int) -> dict[str, object]:
    """How often the applicant behind an alert was met."""
    seen_by = _viewer(context)
    return _line(counts_of_alert(seen_by, alert_id, today=timezone.localdate()) if seen_by.staff else None)


@register.inclusion_tag("console/applicant_line.html", takes_context=True)
def applicant_of_observation(context: template.Context, observation: Observation) -> dict[str, object]:
    """How often whoever is behind an observation was met; of a proceeding nothing, for it has several sides."""
    seen_by = _viewer(context)
    if not seen_by.staff or observation.kind is Kind.PROCEEDING:
        return _line(None)
    return _line(counts_of_observation(seen_by, observation, today=timezone.localdate()))


@register.inclusion_tag("console/applicant_line.html", takes_context=True)
def applicant_of_case(context: template.Context, case: Case) -> dict[str, object]:
    """How often the opponent of a case was met: the applicant of its alert, or whoever bears the opponent's name."""
    seen_by, today, new = _viewer(context), timezone.localdate(), case.opened_with
    if not seen_by.staff:
        return _line(None)
    counts = counts_of_alert(seen_by, new.alert_id, today=today) if new.alert_id is not None else None
    return _line(counts or counts_of_name(seen_by, new.opponent.name, today=today))


def _viewer(context: template.Context) -> Viewer:
    return viewer(context["request"])


def _line(counts: Counts | None) -> dict[str, object]:
    return {"counts": counts}
