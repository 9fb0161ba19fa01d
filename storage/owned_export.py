"""What an enterprise owns, read for its export row by row: never more than a few hundred rows in memory. 导出."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from django.db import connection, transaction

from storage import models as m
from storage.audit import Act
from storage.isolation import bound_to
from storage.owned import LAST, OWNED, SEEN, Owned, Owner, people_of
from storage.owned_record import record_of

_CHUNK = 500

UNBOUND_KINDS = ("sessions", "calendar_feeds", "saved_searches", "people", "reports", "consultations")
"""Of these tables `haishao_member` may not read what tells whose a row is; exported are the enterprise's own, and those of its
own people.
"""

EXPORTED: tuple[Owned, ...] = tuple(one for one in (*OWNED, *LAST, *SEEN) if not one.left_out[0])
LEFT_OUT: tuple[Owned, ...] = tuple(one for one in (*OWNED, *LAST) if one.left_out[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedFile:
    """A file that goes along: a logo, an evidence picture, a list that was handed in, a document or photograph."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the readable tables, its cells as text."""

    cells: tuple[str, ...]


@contextmanager
def one_moment() -> Iterator[None]:
    """A block whose queries all see the database as it is at the first of them, so that an export contradicts itself nowhere."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def lines_of(owner: Owner, owned: Owned) -> Iterator[str]:
    """Every row of one kind as a line of JSON, by row id. Asked as the enterprise itself would, where it may."""
    if owned.kind in UNBOUND_KINDS:
        yield from _lines(owner, owned)
        return
    with bound_to([owner.number]):
        yield from _lines(owner, owned)


def _lines(owner: Owner, owned: Owned) -> Iterator[str]:
    names = owned.only or tuple(
        field.attname for field in owned.model._meta.concrete_fields if field.attname not in owned.hides
    )
    for row in owned.rows(owner).order_by("pk").values(*names).iterator(chunk_size=_CHUNK):
        yield record_of(owned.kind, row)


def audit_lines(owner: Owner) -> Iterator[str]:
    """The audit trail's lines of the enterprise. Of staff it says that it was staff, and not from where."""
    people = set(people_of(owner).values_list("pk", flat=True))
    rows = m.AuditEntry.objects.filter(enterprise_number=owner.number).order_by("pk")
    for row in rows.iterator(chunk_size=_CHUNK):
        ours = row.user_number in people or row.user_number is None
        said = {
            "at": row.at.astimezone(dt.UTC).isoformat(),
            "who": row.who if ours else "中心工作人员 · staff of the centre",
            "did": row.did,
            "about": row.about,
            "address": row.address if ours else "",
        }
        yield json.dumps(said, ensure_ascii=False)


def evidence_packs(owner: Owner) -> Iterator[str]:
    """When an evidence pack of the enterprise was made, and of what; the packs themselves are kept nowhere."""
    rows = m.AuditEntry.objects.filter(enterprise_number=owner.number, did=Act.EVIDENCE_PACKED.value)
    for at, about in rows.order_by("pk").values_list("at", "about").iterator(chunk_size=_CHUNK):
        yield json.dumps({"at": at.astimezone(dt.UTC).isoformat(), "about": about}, ensure_ascii=False)


def files_of(owner: Owner) -> Iterator[OwnedFile]:
    """The files, one in memory at a time; a logo that stands for another enterprise's brand too goes along."""
    with bound_to([owner.number]):
        logos = m.Logo.objects.filter(brands__enterprise=owner.number).distinct().order_by("sha256")
        for sha256, content in logos.values_list("sha256", "content").iterator(chunk_size=1):
            yield OwnedFile(name=f"logos/{sha256}{_ending(bytes(content))}", content=bytes(content))
        shown = m.Match.objects.filter(brand__enterprise=owner.number).exclude(picture="").values("picture")
        pictures = m.EvidencePicture.objects.filter(sha256__in=shown).order_by("sha256")
        for sha256, png in pictures.values_list("sha256", "png").iterator(chunk_size=1):
            yield OwnedFile(name=f"evidence_pictures/{sha256}.png", content=bytes(png))
        uploads = m.BrandUpload.objects.filter(enterprise=owner.number).exclude(content=b"").order_by("pk")
        for number, file, content in uploads.values_list("pk", "file", "content").iterator(chunk_size=1):
            ending = ".xlsx" if file.lower().endswith(".xlsx") else ".csv"
            yield OwnedFile(name=f"uploads/{number}{ending}", content=bytes(content))
        shared = m.CaseDocument.objects.filter(case__enterprise=owner.number, shared=True).order_by("pk")
        for number, file, content in shared.values_list("pk", "name", "content").iterator(chunk_size=1):
            yield OwnedFile(
                name=f"case_documents/{number}{PurePath(file).suffix[:9]}", content=bytes(content)
            )
        issued = m.CaseGuidance.objects.filter(case__enterprise=owner.number, issued_at__isnull=False)
        for number, content in issued.order_by("pk").values_list("pk", "docx").iterator(chunk_size=1):
            yield OwnedFile(name=f"case_guidance/{number}.docx", content=bytes(content))
        proofs = m.ReputationItem.objects.filter(enterprise=owner.number).exclude(sha256="").order_by("pk")
        for number, file, content in proofs.values_list("pk", "file", "content").iterator(chunk_size=1):
            yield OwnedFile(name=f"reputation/{number}{PurePath(file).suffix[:9]}", content=bytes(content))
        photos = m.FairPhoto.objects.filter(lead__enterprise=owner.number).order_by("pk")
        for number, content in photos.values_list("pk", "content").iterator(chunk_size=1):
            yield OwnedFile(name=f"fair_photos/{number}{_ending(bytes(content))}", content=bytes(content))


def brand_rows(owner: Owner) -> Iterator[Row]:
    """Brands to be read by people."""
    with bound_to([owner.number]):
        for one in m.Brand.objects.filter(enterprise=owner.number).order_by("pk").iterator(_CHUNK):
            lists = (
                one.aliases,
                one.owners,
                one.authorised,
                [str(number) for number in one.classes],
                one.markets,
            )
            ends = _day(one.added_at), _day(one.unwatched_at)
            yield Row(cells=(one.brand_id, one.name, *("；".join(each) for each in lists), one.goods, *ends))


def alert_rows(owner: Owner) -> Iterator[Row]:
    """Alerts to be read by people."""
    with bound_to([owner.number]):
        rows = m.Alert.objects.filter(brand__enterprise=owner.number).select_related("brand").order_by("pk")
        for one in rows.iterator(_CHUNK):
            state = "未结 open" if one.open else "已结 closed"
            last = one.last_day.isoformat() if one.last_day else ""
            told = (one.brand.name, one.holder, one.reason, one.tier, state, last)
            yield Row(cells=(str(one.pk), *told, _day(one.raised_at), _day(one.grown_at)))


def decision_rows(owner: Owner) -> Iterator[Row]:
    """Decisions to be read by people."""
    with bound_to([owner.number]):
        rows = m.Decision.objects.filter(alert__brand__enterprise=owner.number).order_by("pk")
        for one in rows.select_related("alert__brand").iterator(_CHUNK):
            about = (str(one.alert_id), one.alert.brand.name, one.alert.holder)
            said = (one.answer, one.ground, one.words, one.by)
            yield Row(cells=(*about, *said, _day(one.made_at), _day(one.undone_at)))


def _day(at: dt.datetime | None) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC") if at else ""


def _ending(content: bytes) -> str:
    starts = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp"}
    found = next((ending for start, ending in starts.items() if content.startswith(start)), "")
    return found or (".svg" if content.lstrip()[:1] == b"<" else ".bin")
