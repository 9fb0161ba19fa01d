"""What lay beyond an enterprise's review budget: kept and shown here, not told. 未提示的命中."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.views import viewer
from storage.budgets import withheld_count, withheld_matches

MOST_SHOWN = 200


@require_safe
def withheld(request: HttpRequest) -> HttpResponse:
    """The withheld matches this viewer may see, the most serious first."""
    seen_by = viewer(request)
    context = {
        "matches": withheld_matches(seen_by, limit=MOST_SHOWN),
        "total": withheld_count(seen_by),
        "today": timezone.localdate(),
    }
    return render(request, "console/withheld.html", context)
