"""What the desk at a fair sends: leads, and each of their photographs by itself, so that a broken transfer goes on. 线索同步."""

import hashlib
import uuid
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from console.fair_desk_answers import lead_line, problem, staff_program
from console.fair_lead_form import LIMITS, MEDIA_TYPES, MOST_BYTES, BadLead, lead_from, moment
from console.uploads import announced_length
from console.views import viewer
from domain.fair_desk import NewPhoto
from pictures.decode import decode
from pictures.refused import Refused
from pictures.thumbnail import thumbnail
from storage.fair_leads import LeadDiffers, NotAnnounced, preview_of, take_lead, take_photo, waits_for
from storage.viewers import NotVisible

_PREVIEW_SIDE = 360


@require_POST
@staff_program
def fair_desk_lead(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Takes a lead: 201 where it came now, 200 where it was here, 409 with the kept one where that says something else."""
    length = announced_length(request)
    if not length or length > MOST_BYTES:
        return problem("fd_too_large", status=413)
    try:
        new, written_by = lead_from(request.read(MOST_BYTES))
    except BadLead as bad:
        return problem(bad.key, status=400, field=bad.field)
    if written_by != request.user.pk:
        return problem("fd_other_person", status=401)
    try:
        kept, fresh = take_lead(viewer(request), fair_id, new, by=request.user.get_username())
    except LeadDiffers as differs:
        return JsonResponse({"lead": lead_line(differs.kept)}, status=409)
    return JsonResponse({"lead": lead_line(kept)}, status=201 if fresh else 200)


@require_POST
@staff_program
def fair_desk_photo(request: HttpRequest, fair_id: int, form: uuid.UUID, sha256: str) -> HttpResponse:
    """Takes a photograph whose lead is here: 201, or 200 where it was here. What does not have the hash the phone reckoned
    when it was taken, or is no picture, is not kept (422).
    """
    try:
        if not waits_for(viewer(request), fair_id, form, sha256):
            return JsonResponse({"sha256": sha256})
    except NotAnnounced:
        return problem("fd_photo_unknown", status=404)
    media_type = request.content_type or ""
    length = announced_length(request)
    if media_type not in MEDIA_TYPES:
        return problem("fd_photo_type", status=415)
    if not length or length > LIMITS["photo_bytes"]:
        return problem("fd_too_large", status=413)
    content = request.read(length)
    if hashlib.sha256(content).hexdigest() != sha256:
        return problem("fd_photo_changed", status=422)
    try:
        taken_at = moment(unquote(request.headers.get("X-Taken-At", "")), "taken_at")
        preview = thumbnail(decode(content), _PREVIEW_SIDE)
    except BadLead:
        return problem("fd_bad_time", status=400, field="taken_at")
    except Refused:
        return problem("fd_photo_unreadable", status=422)
    photo = NewPhoto(
        sha256=sha256,
        media_type=media_type,
        content=content,
        preview=preview,
        taken_at=taken_at,
        reduced=request.headers.get("X-Reduced", "") == "yes",
    )
    fresh = take_photo(viewer(request), fair_id, form, photo, by=request.user.get_username())
    return JsonResponse({"sha256": sha256}, status=201 if fresh else 200)


@require_safe
@staff_program
def fair_desk_preview(request: HttpRequest, fair_id: int, photo_id: int) -> HttpResponse:
    """A photograph drawn small, without where it was taken."""
    try:
        content = preview_of(viewer(request), fair_id, photo_id)
    except NotVisible as missing:
        raise Http404 from missing
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response
