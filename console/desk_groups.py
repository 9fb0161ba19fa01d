"""Alerts that wait and are alike, chosen from a list and decided at once. 批量处理."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from console.desk import refused
from console.said import DEFERRED_DAYS, GROUNDS, KEYS, NotSaid, said_in
from console.staff import for_staff
from console.typed import row_id
from console.views import viewer
from jobs.answering import answer_many
from storage.reviews import MOST_IN_A_GROUP, Group, waiting_like
from storage.viewers import NotVisible


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def group(request: HttpRequest) -> HttpResponse:
    """The waiting alerts of one holder, or of one brand for one reason; a POST decides those chosen. What somebody else
    decided meanwhile, or what grew, is left as it is and counted.
    """
    if request.method == "POST":
        return _decided(request)
    like, by = row_id(request.GET.get("like", "")), request.GET.get("by", "")
    if like is None or by not in set(Group):
        raise Http404
    today = timezone.localdate()
    try:
        rows = waiting_like(viewer(request), like, Group(by), today)
    except NotVisible as missing:
        raise Http404 from missing
    context = {
        "rows": rows,
        "by": by,
        "most": MOST_IN_A_GROUP,
        "keys": KEYS,
        "grounds": GROUNDS,
        "deferred_days": DEFERRED_DAYS,
        "today": today,
    }
    return render(request, "console/desk_group.html", context)


def _decided(request: HttpRequest) -> HttpResponse:
    try:
        said = said_in(request)
        chosen = _chosen(request)
    except NotSaid as why:
        return refused(request, why)
    outcome = answer_many(
        viewer(request),
        chosen,
        said.what,
        by=request.user.get_username(),
        why=said.why,
        until=said.until,
    )
    if outcome.batch_id is not None:
        request.session["desk_last"] = ["batch", outcome.batch_id]
    request.session["desk_outcome"] = [outcome.decided, outcome.proposed, outcome.left]
    return redirect("desk")


def _chosen(request: HttpRequest) -> list[tuple[int, int]]:
    """Alerts with the revisions shown, as the boxes hold them: `12:3`. Raises `NotSaid`."""
    chosen = []
    for box in request.POST.getlist("alert"):
        alert_id, _, revision = box.partition(":")
        pair = (row_id(alert_id), row_id(revision))
        if pair[0] is None or pair[1] is None:
            raise NotSaid("desk_none_chosen")
        chosen.append((pair[0], pair[1]))
    if not 0 < len(chosen) <= MOST_IN_A_GROUP:
        raise NotSaid("desk_none_chosen")
    return chosen
