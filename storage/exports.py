"""Exports that enterprises ask for: asked, made, downloaded, dropped. 企业数据导出."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from storage.audit import Act, note
from storage.isolation import unbound
from storage.models import Enterprise, EnterpriseExport
from storage.owned import Owner, owner_of
from storage.throttle import take_turns
from storage.viewers import NotVisible, Viewer

KEPT = dt.timedelta(days=7)
"""How long a file can be downloaded."""

MOST_A_DAY = 3
"""Exports of one enterprise in a day."""

LONGEST_MAKING = dt.timedelta(hours=12)
"""After which one that was not made has failed."""


class TooManyExports(ValueError):
    """The enterprise was exported `MOST_A_DAY` times within a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """An export as a page shows it; `file` is its name in the folder of exports, "" when there is none to be had."""

    export_id: int
    enterprise_id: int
    enterprise: str
    by: str
    asked_at: dt.datetime
    made_at: dt.datetime | None
    failed: bool
    until: dt.datetime | None
    file: str
    size: int
    sha256: str


def ask_export(viewer: Viewer, enterprise_id: int, *, by: str) -> int:
    """Writes that an export is wanted, and returns its id; the one that is being made is that one. Raises `NotVisible` for
    whoever does not keep the enterprise, `TooManyExports`.
    """
    enterprise = _kept_by(viewer, enterprise_id)
    with unbound(), transaction.atomic():
        waiting = EnterpriseExport.objects.filter(
            enterprise=enterprise, made_at__isnull=True, failed_at__isnull=True
        )
        if (known := waiting.values_list("pk", flat=True).first()) is not None:
            return known
        if take_turns(f"exports of enterprise {enterprise_id}", MOST_A_DAY, 86400.0, 1) > 0:
            raise TooManyExports(enterprise.name)
        try:
            with transaction.atomic():
                made = EnterpriseExport.objects.create(enterprise=enterprise, by=by)
        except IntegrityError:  # asked for twice at once
            return waiting.values_list("pk", flat=True).get()
        note(Act.EXPORT_ASKED, of=enterprise)
    return made.pk


def exports_of(viewer: Viewer, enterprise_id: int, *, limit: int = 20) -> tuple[Export, ...]:
    """The exports of an enterprise, newest first. Raises `NotVisible`."""
    enterprise = _kept_by(viewer, enterprise_id)
    rows = EnterpriseExport.objects.filter(enterprise=enterprise).select_related("enterprise")
    return tuple(map(_record, rows.order_by("-pk")[:limit]))


def export_file(viewer: Viewer, export_id: int) -> Export:
    """One whose file can be downloaded, and writes that it is. Raises `NotVisible` for anybody but the enterprise's own
    administrators: the centre's staff hand over what the command line writes.
    """
    row = EnterpriseExport.objects.select_related("enterprise").filter(pk=export_id).first()
    if row is None or row.enterprise_id not in viewer.administers or not _record(row).file:
        raise NotVisible(f"export {export_id}")
    note(Act.EXPORT_TAKEN, of=row.enterprise)
    return _record(row)


def wanted_export(export_id: int) -> Owner | None:
    """The owner of one that is still to be made; None when there is none."""
    row = _waiting().select_related("enterprise").filter(pk=export_id).first()
    return owner_of(row.enterprise) if row else None


def exports_left(*, limit: int = 20) -> list[int]:
    """Ids of those still to be made; one that waited too long has failed."""
    late = timezone.now() - LONGEST_MAKING
    _waiting().filter(asked_at__lt=late).update(failed_at=timezone.now())
    return list(_waiting().order_by("pk").values_list("pk", flat=True)[:limit])


def close_export(export_id: int, *, file: str, size: int, sha256: str) -> bool:
    """Writes that it was made, once."""
    said = {"file": file, "size": size, "sha256": sha256, "made_at": timezone.now()}
    return _waiting().filter(pk=export_id).update(**said) > 0


def drop_exports() -> frozenset[str]:
    """Takes from those past their time their files' names, and returns the names of files that stay."""
    past = EnterpriseExport.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(file="")
    past.update(file="", dropped_at=timezone.now())
    return frozenset(EnterpriseExport.objects.exclude(file="").values_list("file", flat=True))


def files_of(enterprise_id: int) -> frozenset[str]:
    """The names of an enterprise's files that were not dropped."""
    rows = EnterpriseExport.objects.filter(enterprise_id=enterprise_id).exclude(file="")
    return frozenset(rows.values_list("file", flat=True))


def _waiting() -> QuerySet[EnterpriseExport]:
    return EnterpriseExport.objects.filter(made_at__isnull=True, failed_at__isnull=True)


def _kept_by(viewer: Viewer, enterprise_id: int) -> Enterprise:
    row = Enterprise.objects.filter(pk=enterprise_id).first()
    if row is None or not viewer.may_change(enterprise_id):
        raise NotVisible(f"enterprise {enterprise_id}")
    return row


def _record(row: EnterpriseExport) -> Export:
    until = row.made_at + KEPT if row.made_at else None
    there = until is not None and until > timezone.now()
    return Export(
        export_id=row.pk,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        by=row.by,
        asked_at=row.asked_at,
        made_at=row.made_at,
        failed=row.failed_at is not None,
        until=until,
        file=row.file if there else "",
        size=row.size,
        sha256=row.sha256,
    )
