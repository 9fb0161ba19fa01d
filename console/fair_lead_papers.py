"""What is made of a lead: the complaint to the organiser, and its photographs as they were taken. 投诉书与取证材料."""

import json
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from console.fair_desk_answers import lead_line
from console.saving import opened_to_save, word_to_save
from console.staff import for_staff
from console.views import viewer
from domain.fair import Fair
from domain.fair_desk import LeadKept
from evidence.canonical_zip import write_zip
from pictures.decode import decode
from pictures.thumbnail import thumbnail
from reports.fair_letter import Complaint, ShownPhoto, complaint_letter
from storage.fair_desk import rights_of_brand
from storage.fair_leads import lead_of, note_lead_packed, photo_content
from storage.fairs import fair_of
from storage.viewers import NotVisible

_SHOWN_SIDE = 900
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


def _asked(request: HttpRequest, fair_id: int, lead_id: int) -> tuple[Fair, LeadKept]:
    """The lead of the fair in the address; what is not there looks missing."""
    try:
        fair, lead = fair_of(viewer(request), fair_id), lead_of(viewer(request), lead_id)
    except NotVisible as missing:
        raise Http404 from missing
    if lead.fair_id != fair_id:
        raise Http404
    return fair, lead


@require_safe
@for_staff
def fair_letter(request: HttpRequest, fair_id: int, lead_id: int) -> HttpResponse:
    """The complaint as Word."""
    fair, lead = _asked(request, fair_id, lead_id)
    seen_by = viewer(request)
    complaint = Complaint(
        fair=fair,
        lead=lead,
        rights=rights_of_brand(seen_by, lead.new.brand_row, fair.office) if lead.new.brand_row else (),
        photos=tuple(
            ShownPhoto(
                sha256=one.sha256,
                png=thumbnail(decode(photo_content(seen_by, one.photo_id)), _SHOWN_SIDE),
                taken=one.taken_at or one.received_at,
            )
            for one in lead.photos
        ),
    )
    name = f"投诉书 {lead.new.stand or lead.lead_id}.docx"
    return word_to_save(complaint_letter(complaint), f"complaint-{lead_id}.docx", name)


@require_safe
@for_staff
def fair_lead_evidence(request: HttpRequest, fair_id: int, lead_id: int) -> HttpResponseBase:
    """The photographs as they were taken, with what is known of them and their hashes, as a zip no byte of which is free."""
    _, lead = _asked(request, fair_id, lead_id)
    file = _packed(request, lead)
    note_lead_packed(viewer(request), lead_id)
    return opened_to_save(file, f"lead-{lead_id}.zip")


def _packed(request: HttpRequest, lead: LeadKept) -> BinaryIO:
    with tempfile.TemporaryDirectory(prefix="haishao-lead-") as held:
        folder = Path(held) / "files"
        folder.mkdir()
        lines = []
        for number, one in enumerate(lead.photos, start=1):
            name = f"photo-{number:02}.{_ENDINGS.get(one.media_type, 'bin')}"
            (folder / name).write_bytes(photo_content(viewer(request), one.photo_id))
            lines.append(f"{one.sha256}  {name}\n")
        (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
        times = [
            {
                "sha256": one.sha256,
                "taken_at": one.taken_at.isoformat() if one.taken_at else None,
                "received_at": one.received_at.isoformat(),
                "reduced_on_the_phone": one.reduced,
            }
            for one in lead.photos
        ]
        said = json.dumps(lead_line(lead) | {"photos": times}, ensure_ascii=False, indent=1)
        (folder / "lead.json").write_text(said, encoding="utf-8")
        pack = Path(held) / "lead.zip"
        with pack.open("wb") as out:
            write_zip(folder, out)
        return pack.open("rb")  # read to its end though its name is gone
