"""How a warning is seen: by staff with its receipts, by enterprises that read and acknowledge it, by whoever opens its link.
纠纷预警的查看与回执.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from domain.advisory import Advisory as AdvisoryRecord
from domain.advisory import AdvisoryState
from storage.advisories import SENT, WITHDRAWAL, Words, another
from storage.audit import Act, note
from storage.isolation import bound_by_link
from storage.models import Advisory, AdvisoryRecipient, Contact, Delivery, Enterprise
from storage.viewers import NotVisible, Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a warning at one enterprise; `told` of `contacts` said yes."""

    enterprise: str
    contacts: int
    told: int
    failed: int
    read_at: dt.datetime | None
    read_by: str
    acknowledged_at: dt.datetime | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A warning as a page shows it. `corrects` and `corrected_by` are id and title, None without.

    `unread` is true for a member none of whose enterprises has said that it was read.
    """

    advisory_id: int
    words: Words
    state: AdvisoryState
    revision: int
    author: str
    reviewer: str
    reviewed_at: dt.datetime | None
    remark: str
    signer: str
    sent_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    withdrawn_why: str
    corrects: tuple[int, str] | None
    corrected_by: tuple[int, str] | None
    recipients: int
    read: int
    acknowledged: int
    by_viewer: bool

    @property
    def unread(self) -> bool:
        """True while nobody here acknowledged what still holds."""
        return self.state is AdvisoryState.SENT and self.acknowledged < self.recipients


def advisories(viewer: Viewer, *, limit: int = 200) -> tuple[Line, ...]:
    """To staff every warning, those on their way first; to a member those sent to its enterprises, newest first."""
    rows = _counted(viewer)
    if viewer.staff:
        order = [state.value for state in AdvisoryState]
        found = sorted(rows.order_by("-pk")[:limit], key=lambda row: order.index(row.state) >= 3)
        return tuple(_line(row, viewer) for row in found)
    return tuple(_line(row, viewer) for row in rows.order_by("-sent_at", "-pk")[:limit])


def advisory_of(viewer: Viewer, advisory_id: int) -> Line:
    """One warning. Raises `NotVisible`."""
    row = _counted(viewer).filter(pk=advisory_id).first()
    if row is None:
        raise NotVisible(f"advisory {advisory_id}")
    return _line(row, viewer)


def receipts(viewer: Viewer, advisory_id: int) -> tuple[Receipt, ...]:
    """What became of a warning, enterprise by enterprise. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"receipts of advisory {advisory_id}")
    rows = AdvisoryRecipient.objects.filter(advisory_id=advisory_id).select_related("enterprise")
    states: dict[int, list[str]] = {}
    sent = Delivery.objects.filter(advisory_id=advisory_id, revision=SENT)
    for enterprise_id, state in sent.values_list("contact__enterprise_id", "state"):
        states.setdefault(enterprise_id, []).append(state)
    return tuple(
        Receipt(
            enterprise=row.enterprise.name,
            contacts=len(states.get(row.enterprise_id, [])),
            told=states.get(row.enterprise_id, []).count("delivered"),
            failed=states.get(row.enterprise_id, []).count("failed"),
            read_at=row.read_at,
            read_by=row.read_by,
            acknowledged_at=row.acknowledged_at,
            acknowledged_by=row.acknowledged_by,
        )
        for row in rows.order_by("enterprise__name")
    )


def recipient_ids(viewer: Viewer, advisory_id: int) -> frozenset[int]:
    """The enterprises chosen. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"recipients of advisory {advisory_id}")
    rows = AdvisoryRecipient.objects.filter(advisory_id=advisory_id)
    return frozenset(rows.values_list("enterprise_id", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An enterprise a warning may go to; `contacts` is how many can be told."""

    enterprise_id: int
    name: str
    industry: str
    markets: tuple[str, ...]
    contacts: int


def choices(viewer: Viewer) -> tuple[Choice, ...]:
    """Every enterprise with its industry and the markets of its watched brands. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "enterprises to warn")
    rows = Enterprise.objects.prefetch_related("brand_set").annotate(
        told=Count("contact", filter=Q(contact__active=True))
    )
    return tuple(
        Choice(
            enterprise_id=row.pk,
            name=row.name,
            industry=row.industry,
            markets=tuple(
                sorted(
                    {one for brand in row.brand_set.all() if not brand.unwatched_at for one in brand.markets}
                )
            ),
            contacts=row.told,
        )
        for row in rows.order_by("name")
    )


def mark_read(viewer: Viewer, advisory_id: int, *, by: str) -> None:
    """A member's enterprises have read it; only the first reading is kept."""
    rows = AdvisoryRecipient.objects.filter(advisory_id=advisory_id, enterprise_id__in=viewer.enterprise_ids)
    rows.filter(read_at__isnull=True).update(read_at=timezone.now(), read_by=by)


def acknowledge(viewer: Viewer, advisory_id: int, *, by: str) -> bool:
    """A member says for its enterprises that it was read and understood; False where that was said before.

    Raises `NotVisible`.
    """
    advisory = advisory_of(viewer, advisory_id)
    now = timezone.now()
    with transaction.atomic():
        mark_read(viewer, advisory_id, by=by)
        rows = AdvisoryRecipient.objects.filter(
            advisory_id=advisory_id, enterprise_id__in=viewer.enterprise_ids, acknowledged_at__isnull=True
        )
        said = rows.update(acknowledged_at=now, acknowledged_by=by)
        if said:
            whose = Enterprise.objects.filter(pk__in=viewer.enterprise_ids).order_by("pk").first()
            note(Act.ADVISORY_ACKNOWLEDGED, of=whose, about=advisory.words.title)
    return bool(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a link in a message opens: the warning, and whether it was acknowledged before now."""

    line: Line
    before: bool


def opened_by_link(advisory_id: int, contact_id: int, *, says: bool) -> Opened:
    """The warning behind a link, as the contact's enterprise sees it; with `says` it is acknowledged. Raises `NotVisible`."""
    with bound_by_link(0, contact_id):
        contact = Contact.objects.filter(pk=contact_id).first()
        if contact is None or contact.enterprise_id is None:
            raise NotVisible(f"advisory {advisory_id}")
        viewer = Viewer(user_id=None, staff=False, enterprise_ids=frozenset({contact.enterprise_id}))
        before = advisory_of(viewer, advisory_id)
        if says:
            acknowledge(viewer, advisory_id, by=contact.name)
        return Opened(line=before, before=not before.unread)


def loaded_advisories(ids: Iterable[tuple[int, int]]) -> dict[tuple[int, int], AdvisoryRecord]:
    """Warnings by id and revision of their delivery. A correction names what it corrects where all who get it got that too:
    else one enterprise would read of what was for another.
    """
    wanted = set(ids)
    had = AdvisoryRecipient.objects.filter(
        advisory=OuterRef("advisory__corrects"), enterprise=OuterRef("enterprise")
    )
    new = AdvisoryRecipient.objects.filter(~Exists(had), advisory__in={one for one, _ in wanted})
    widened = set(new.values_list("advisory_id", flat=True))
    rows = Advisory.objects.select_related("corrects").filter(pk__in={one for one, _ in wanted})
    by_id = {row.pk: row for row in rows}
    return {
        (advisory_id, revision): AdvisoryRecord(
            advisory_id=advisory_id,
            title=by_id[advisory_id].title,
            body=by_id[advisory_id].body,
            offices=tuple(by_id[advisory_id].offices),
            correction=by_id[advisory_id].corrects is not None,
            corrects=corrected.title
            if (corrected := by_id[advisory_id].corrects) and advisory_id not in widened
            else "",
            withdrawn_why=by_id[advisory_id].withdrawn_why if revision == WITHDRAWAL else "",
        )
        for advisory_id, revision in wanted
        if advisory_id in by_id
    }


def _counted(viewer: Viewer) -> QuerySet[Advisory]:
    rows = Advisory.objects.select_related("corrects").prefetch_related("corrected_by")
    mine = Q()
    if not viewer.staff:
        sent = [AdvisoryState.SENT.value, AdvisoryState.WITHDRAWN.value]
        mine = Q(recipients__enterprise_id__in=viewer.enterprise_ids)
        rows = rows.filter(mine, state__in=sent)
    return rows.annotate(
        chosen=Count("recipients", filter=mine, distinct=True),
        read=Count("recipients", filter=mine & Q(recipients__read_at__isnull=False), distinct=True),
        acknowledged=Count(
            "recipients", filter=mine & Q(recipients__acknowledged_at__isnull=False), distinct=True
        ),
    )


def _line(row: Advisory, viewer: Viewer) -> Line:
    before = row.corrects
    later = next((one for one in row.corrected_by.all() if one.sent_at), None)
    counts = vars(row)
    return Line(
        advisory_id=row.pk,
        words=Words(
            title=row.title, body=row.body, offices=tuple(row.offices), industries=tuple(row.industries)
        ),
        state=AdvisoryState(row.state),
        revision=row.revision,
        author=row.author_name,
        reviewer=row.reviewer_name,
        reviewed_at=row.reviewed_at,
        remark=row.remark,
        signer=row.signer_name,
        sent_at=row.sent_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
        corrects=(before.pk, before.title) if before else None,
        corrected_by=(later.pk, later.title) if later else None,
        recipients=counts["chosen"],
        read=counts["read"],
        acknowledged=counts["acknowledged"],
        by_viewer=viewer.staff and not another(row, viewer),
    )
