"""The response plan of an alert: on its page, and as a file to take away. 应对预案."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from console.saving import to_save, word_to_save
from domain.alert import Alert
from domain.observation import Kind, Observation
from domain.plan import Plan
from jobs.plans import plan_of
from reports.plan_docx import plan_document
from reports.plan_markdown import plan_markdown
from reports.wording import PROVENANCE
from storage.alerts import alert_for
from storage.reputation import at_hand
from storage.viewers import NotVisible, viewer_of

MOST_PLANS = 12
"""Offices of one alert a plan is drawn for."""
FORMS = ("docx", "md")


def plans_of(alert: Alert, today: dt.date) -> list[tuple[Observation, Plan]]:
    """One plan an office, for its most serious filing; the alert's leading filing first."""
    found: dict[str, tuple[Observation, Plan]] = {}
    for match in alert.matches:
        seen = match.observation
        if seen.kind is not Kind.FILING or seen.office in found or len(found) == MOST_PLANS:
            continue
        plan = plan_of(seen, today)
        if plan is not None:
            found[seen.office] = (seen, plan)
    return list(found.values())


@require_safe
def plan_file(request: HttpRequest, alert_id: int, office: str, form: str) -> HttpResponse:
    """The plan of an alert at one office, as Word or Markdown. What the viewer may not see looks missing."""
    assert request.user.pk is not None, "every page but the sign-in asks for a signed-in user first"
    seen_by = viewer_of(request.user.pk, staff=request.user.is_staff)
    try:
        alert = alert_for(seen_by, alert_id)
    except NotVisible as missing:
        raise Http404 from missing
    for seen, plan in plans_of(alert, timezone.localdate()):
        if plan.office == office and form in FORMS:
            kept = at_hand(seen_by, alert.brand_id, [office], timezone.localdate())
            return _file(seen, plan, form, alert.brand, kept.counts[office] if kept else None)
    raise Http404


def _file(seen: Observation, plan: Plan, form: str, brand: str, proofs: int | None) -> HttpResponse:
    chinese, english = PROVENANCE[seen.provenance]
    sign = f"{seen.sign[:200]}（{chinese} · {english}）" if chinese else seen.sign[:200]
    name = f"应对预案 {brand[:40]} {plan.office} {seen.ref[:40]}.{form}"
    if form == "docx":
        return word_to_save(plan_document(plan, sign=sign, proofs=proofs), "plan.docx", name)
    return to_save(
        plan_markdown(plan, language=get_language() or "zh", sign=sign, proofs=proofs), "plan.md", name
    )
