"""The answer of a source an alert rests on, shown to staff as text and given as a file, never as a page. 原始应答."""

from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.saving import strangers_to_save
from console.staff import for_staff
from console.views import viewer
from crawlers.warc import EvidenceLost
from jobs.kept_answers import excerpt, whole_answer
from storage.alerts import alert_for
from storage.evidence import Proof, proofs_of_alert
from storage.viewers import NotVisible


@require_safe
@for_staff
def kept_answer(request: HttpRequest, alert_id: int, response_id: int) -> HttpResponse:
    """The piece of the answer around the filing's number, as inert text."""
    proof = _proof(request, alert_id, response_id)
    try:
        piece = excerpt(proof)
    except EvidenceLost:
        piece = None
    context = {"proof": proof, "piece": piece, "alert_id": alert_id}
    return render(request, "console/kept_answer.html", context)


@require_safe
@for_staff
def kept_answer_file(request: HttpRequest, alert_id: int, response_id: int) -> HttpResponseBase:
    """The answer whole, to be saved: whatever it is, no browser is to show it as a page of ours."""
    proof = _proof(request, alert_id, response_id)
    try:
        pieces = whole_answer(proof)
        first = next(pieces, b"")
    except EvidenceLost as lost:
        raise Http404 from lost
    return strangers_to_save(chain([first], pieces), f"answer-{proof.response_id}.bin")


def _proof(request: HttpRequest, alert_id: int, response_id: int) -> Proof:
    try:
        alert_for(viewer(request), alert_id)
    except NotVisible as missing:
        raise Http404 from missing
    found = [one for one in proofs_of_alert(alert_id) if one.response_id == response_id and one.file]
    if not found:
        raise Http404
    ref = request.GET.get("ref", "")
    return next((one for one in found if one.ref == ref), found[0])
