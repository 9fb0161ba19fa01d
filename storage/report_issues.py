"""Reports kept: drafts, those that were signed and so are frozen, and where these were sent. 报告的起草、签发与报送。"""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from domain.period import Period
from domain.report import Issue, Order, ReportKind, Sending
from storage.audit import Act, note
from storage.models import Enterprise, ReportIssue, ReportSending
from storage.viewers import NotVisible, Viewer, only_staff

_LONGEST = 20_000
"""Characters of a field written by hand."""


class Signed(ValueError):
    """The report is signed: it is not changed any more."""


class NotSigned(ValueError):
    """Only what is signed is sent."""


class Outdated(ValueError):
    """What was written rests on a narrative that was changed meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What a signature keeps: the figures as canonical JSON, their hash, both files, and the narrative these were made with."""

    narrative: dict[str, str]
    figures: str
    sha256: str
    docx: bytes
    xlsx: bytes


def draft(viewer: Viewer, order: Order, *, by: str, form: uuid.UUID | None = None) -> Issue:
    """A new draft; a form sent twice gives the one it made before. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "report")
    if form and (before := _rows().filter(form=form).first()):
        return _record(before)
    enterprise = None
    if order.enterprise_id is not None:
        enterprise = Enterprise.objects.filter(pk=order.enterprise_id).first()
        if enterprise is None:
            raise NotVisible(f"enterprise {order.enterprise_id}")
    with transaction.atomic():
        row = ReportIssue.objects.create(
            kind=order.kind, period=str(order.period), industries=list(order.industries), enterprise=enterprise,
            as_of=order.as_of, form=form, made_by=by,
        )  # fmt: skip
        note(Act.REPORT_DRAFTED, of=enterprise, about=f"{order.kind} {order.period}")
    return issue_of(viewer, row.pk)


def write_narrative(viewer: Viewer, issue_id: int, fields: dict[str, str], *, seen: dict[str, str]) -> Issue:
    """Keeps what was written by hand, over what whoever wrote it had seen. Raises `Signed`, `Outdated`, `NotVisible`."""
    only_staff(viewer, "report")
    with transaction.atomic():
        row = _locked(issue_id)
        if row.signed_at:
            raise Signed
        wanted = {name: words[:_LONGEST] for name, words in fields.items() if words.strip()}
        if row.narrative not in (seen, wanted):
            raise Outdated
        row.narrative = wanted
        row.save(update_fields=["narrative"])
    return issue_of(viewer, issue_id)


def sign(viewer: Viewer, issue_id: int, frozen: Frozen, *, by: str) -> Issue:
    """Freezes a draft as the next version of its kind, period and subject. Raises `Signed`, `NotVisible`, and `Outdated` where
    something was written while the files were made.
    """
    only_staff(viewer, "report")
    with transaction.atomic():
        row = _locked(issue_id)
        if row.signed_at:
            raise Signed
        if row.narrative != frozen.narrative:
            raise Outdated
        same = ReportIssue.objects.filter(
            kind=row.kind, period=row.period, industries=row.industries, enterprise=row.enterprise
        )
        row.version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
        row.signed_at, row.signed_by = timezone.now(), by
        row.figures, row.sha256 = frozen.figures, frozen.sha256
        row.docx, row.xlsx = frozen.docx, frozen.xlsx
        row.save()
        note(
            Act.REPORT_SIGNED,
            of=row.enterprise,
            about=f"{row.kind} {row.period} v{row.version} {row.sha256[:16]}",
        )
    return issue_of(viewer, issue_id)


def send(viewer: Viewer, issue_id: int, *, to: str, way: str, by: str, form: uuid.UUID) -> Issue:
    """Notes that a signed report was handed on, once a form. Raises `NotSigned`, `NotVisible`."""
    only_staff(viewer, "report")
    with transaction.atomic():
        row = _locked(issue_id)
        if not row.signed_at:
            raise NotSigned
        _, new = ReportSending.objects.get_or_create(
            form=form, defaults={"report": row, "to": to[:200], "way": way[:100], "by": by}
        )
        if new:
            note(
                Act.REPORT_SENT,
                of=row.enterprise,
                about=f"{row.kind} {row.period} v{row.version} → {to[:100]}",
            )
    return issue_of(viewer, issue_id)


def drop_draft(viewer: Viewer, issue_id: int) -> None:
    """Deletes a draft. Raises `Signed`, `NotVisible`."""
    only_staff(viewer, "report")
    with transaction.atomic():
        row = _locked(issue_id)
        if row.signed_at:
            raise Signed
        row.delete()


def issue_of(viewer: Viewer, issue_id: int) -> Issue:
    """One report. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "report")
    row = _rows().filter(pk=issue_id).first()
    if row is None:
        raise NotVisible(f"report {issue_id}")
    return _record(row)


def issues(viewer: Viewer, *, limit: int = 200) -> tuple[Issue, ...]:
    """Every report, the newest first, without the figures it holds. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "report")
    return tuple(_record(row, whole=False) for row in _rows().defer("figures").order_by("-pk")[:limit])


def file_of(viewer: Viewer, issue_id: int, form: str) -> bytes | None:
    """A signed report's file (docx, xlsx), None for a draft. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "report")
    row = ReportIssue.objects.filter(pk=issue_id).only("signed_at", form).first()
    if row is None:
        raise NotVisible(f"report {issue_id}")
    return bytes(getattr(row, form)) if row.signed_at else None


def _rows() -> QuerySet[ReportIssue]:
    return ReportIssue.objects.select_related("enterprise").prefetch_related("sendings").defer("docx", "xlsx")


def _locked(issue_id: int) -> ReportIssue:
    row = ReportIssue.objects.select_for_update().filter(pk=issue_id).first()
    if row is None:
        raise NotVisible(f"report {issue_id}")
    return row


def _record(row: ReportIssue, *, whole: bool = True) -> Issue:
    order = Order(
        kind=ReportKind(row.kind), period=Period.of(row.period), as_of=row.as_of, industries=tuple(row.industries),
        enterprise_id=row.enterprise_id,
    )  # fmt: skip
    sendings = sorted(row.sendings.all(), key=lambda one: one.pk)
    return Issue(
        issue_id=row.pk, order=order, enterprise=row.enterprise.name if row.enterprise else "", narrative=dict(row.narrative),
        made_at=row.made_at, made_by=row.made_by, version=row.version, signed_at=row.signed_at, signed_by=row.signed_by,
        figures=row.figures if whole else "", sha256=row.sha256,
        sendings=tuple(Sending(to=one.to, way=one.way, at=one.at, by=one.by) for one in sendings),
    )  # fmt: skip
