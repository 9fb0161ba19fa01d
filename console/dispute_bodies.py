"""The directory of bodies for settling, mediating and arbitrating a dispute. 多元化解机构名录."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from domain.jurisdictions import known
from response.dispute_bodies import bodies_for, dispute_bodies


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body with what it takes, and whence that is; with `?office=` those for a country."""
    office = request.GET.get("office", "").upper()
    narrowed = bool(office) and known(office)
    found = bodies_for(office) if narrowed else dispute_bodies()
    context = {"bodies": found, "office": office if narrowed else ""}
    return render(request, "console/dispute_bodies.html", context)
