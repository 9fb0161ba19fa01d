"""How good what is told is, and the sample by which it is known: judged again without what was said before. 质量."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.match_screen import goods_side, sides
from console.staff import for_staff
from console.typed import row_id
from console.views import viewer
from domain.proportion import Estimate, wilson
from domain.quality import LEAST, Counts, precision, recall
from storage.brands import whole_brand
from storage.proposals import settled_counts
from storage.samples import (
    AlreadyJudged,
    judge_sample,
    missed,
    next_sample,
    quality_counts,
    sample_picture,
    waiting_samples,
)
from storage.viewers import NotVisible

MONTHS = 12
"""Months the figures look back on, with the current one."""


@require_safe
@for_staff
def quality(request: HttpRequest) -> HttpResponse:
    """Precision, recall and disagreement with their intervals, what they rest on, and the conflicts that were missed."""
    seen_by = viewer(request)
    since = first_month(timezone.localdate())
    counts = quality_counts(seen_by, since)
    against, settled = settled_counts(seen_by)
    context = {
        "counts": counts,
        "strata": [("dismissed", counts.dismissed), ("filtered", counts.filtered)],
        "since": since,
        "figures": figures(counts),
        "disagreements": [
            ("quality_overruled", counts.dismissed.conflicts, counts.dismissed.judged,
             _rate(counts.dismissed.conflicts, counts.dismissed.judged)),
            ("quality_against", against, settled, _rate(against, settled)),
        ],
        "least": LEAST,
        "waiting": waiting_samples(seen_by),
        "missed": missed(seen_by),
    }  # fmt: skip
    return render(request, "console/quality.html", context)


def first_month(today: dt.date) -> dt.date:
    """The first day of the first month looked back on."""
    months = today.year * 12 + today.month - MONTHS
    return dt.date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Precision or recall as it is drawn: on a line of 100, or what it still needs before it can be."""

    name: str
    estimate: Estimate | None
    needed: tuple[tuple[int, str], ...]

    @property
    def meaning(self) -> str:
        """The key of the words that say what it is."""
        return f"{self.name}_why"

    @property
    def low(self) -> str:
        """Where the interval begins."""
        return f"{100 * self.estimate.low:.2f}" if self.estimate else "0"

    @property
    def width(self) -> str:
        """How long the interval is."""
        return f"{100 * (self.estimate.high - self.estimate.low):.2f}" if self.estimate else "0"

    @property
    def point(self) -> str:
        """Where the value is marked, within the line."""
        return f"{min(99.2, 100 * self.estimate.value):.2f}" if self.estimate else "0"


def figures(counts: Counts) -> tuple[Figure, Figure]:
    """Precision and recall, each with what it still needs."""
    dismissed = (counts.dismissed.missing, "quality_more_dismissed")
    filtered = (counts.filtered.missing, "quality_more_filtered")
    decided = (max(0, LEAST - counts.decided), "quality_more_decided")
    accepted = (max(0, LEAST - counts.accepted), "quality_more_accepted")
    return (
        Figure(name="precision", estimate=precision(counts), needed=_left(decided, dismissed)),
        Figure(name="recall", estimate=recall(counts), needed=_left(accepted, dismissed, filtered)),
    )


def _left(*needs: tuple[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(one for one in needs if one[0])


def _rate(hits: int, of: int) -> Estimate | None:
    return wilson(hits, of) if of >= LEAST else None


@require_safe
@for_staff
def sample(request: HttpRequest) -> HttpResponse:
    """The next item this person may judge; `after` passes over those up to and with that one."""
    seen_by = viewer(request)
    item = next_sample(seen_by, after=row_id(request.GET.get("after", "")) or 0)
    context: dict[str, object] = {
        "item": item,
        "waiting": waiting_samples(seen_by),
        "last": request.session.get("desk_last"),
    }
    if item:
        context |= {
            "sides": sides(item.match),
            "goods": goods_side(whole_brand(seen_by, item.match.brand_id), item.match),
        }
    return render(request, "console/quality_sample.html", context)


@require_POST
@for_staff
def judged_again(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Writes what was said of an item and shows the next."""
    said = request.POST.get("said", "")
    if said not in ("conflict", "no-conflict"):
        return HttpResponseBadRequest("said: conflict / no-conflict")
    name = request.user.get_username()
    try:
        judge_sample(viewer(request), sample_id, conflict=said == "conflict", by=name)
    except NotVisible as missing:
        raise Http404 from missing
    except AlreadyJudged:
        context = {"message": "quality_already", "sample": True}
        return render(request, "console/desk_message.html", context, status=409)
    request.session["desk_last"] = ["sample", sample_id]
    return redirect("quality-sample")


@require_safe
@for_staff
def picture(request: HttpRequest, sample_id: int) -> HttpResponse:
    """Both sides of an item in one picture."""
    try:
        png = sample_picture(viewer(request), sample_id)
    except NotVisible as missing:
        raise Http404 from missing
    response = HttpResponse(png, content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response
