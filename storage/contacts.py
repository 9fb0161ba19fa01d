"""What contacts choose for themselves."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet

from domain.alert import Channel
from domain.alert import Contact as ContactRecord
from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Rhythm, Subscription
from storage.audit import Act, note_contact
from storage.brands import contact_from
from storage.models import Brand, Contact, Delivery
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact with its subscription; `enterprise` is "" for staff. `copies` is true for staff who are told of every
    enterprise's alerts as well.
    """

    contact_id: int
    enterprise: str
    enterprise_id: int | None
    contact: ContactRecord
    subscription: Subscription
    active: bool
    copies: bool


def contacts_of(viewer: Viewer) -> tuple[ContactLine, ...]:
    """The contacts a viewer may see, by enterprise, staff first; those that left come last."""
    rows = _visible(viewer).order_by("-active", "enterprise__name", "rank", "pk")
    return tuple(map(_line, sorted(rows, key=lambda row: (not row.active, row.enterprise_id is not None))))


def contact_of(viewer: Viewer, contact_id: int) -> ContactLine:
    """One contact. Raises `NotVisible`."""
    row = _visible(viewer).filter(pk=contact_id).first()
    if row is None:
        raise NotVisible(f"contact {contact_id}")
    return _line(row)


def may_change(viewer: Viewer, line: ContactLine) -> bool:
    """Whether the viewer keeps this contact; a member of the enterprise only sees it."""
    return viewer.staff if line.enterprise_id is None else viewer.may_change(line.enterprise_id)


def brands_told(viewer: Viewer, contact_id: int) -> list[tuple[str, str]]:
    """Id and name of every brand a contact can be told of. Raises `NotVisible`."""
    row = _visible(viewer).filter(pk=contact_id).first()
    if row is None:
        raise NotVisible(f"contact {contact_id}")
    brands = Brand.objects.order_by("enterprise__name", "name", "pk")
    if row.enterprise_id is not None:
        brands = brands.filter(enterprise_id=row.enterprise_id)
    return list(brands.values_list("brand_id", "name"))


def set_copies(contact_id: int, copies: bool) -> None:
    """Whether a contact of the staff is told of every enterprise's alerts; nothing for any other contact."""
    with transaction.atomic():
        rows = Contact.objects.filter(pk=contact_id, enterprise__isnull=True).exclude(copies=copies)
        if rows.update(copies=copies):
            note_contact(Act.SUBSCRIPTION_CHANGED, Contact.objects.get(pk=contact_id))


def tell_again(contact_id: int) -> None:
    """Takes back that a contact left. What was withdrawn meanwhile stays so."""
    with transaction.atomic():
        if Contact.objects.filter(pk=contact_id, active=False).update(active=True):
            note_contact(Act.CONTACT_STARTED, Contact.objects.select_related("enterprise").get(pk=contact_id))


def webhooks_after(viewer: Viewer, contact_id: int, *, limit: int) -> list[ContactLine]:
    """The next programs that are told by a webhook, in the order they were added."""
    rows = _visible(viewer).filter(channel=Channel.WEBHOOK.value, active=True, pk__gt=contact_id)
    return [_line(row) for row in rows.order_by("pk")[:limit]]


_WEBHOOKS_OF = 4_208
"""The first key of the lock under which an enterprise's programs are added; the second is the enterprise."""


def hold_webhooks(enterprise_id: int) -> None:
    """Until the transaction ends nobody else adds a program of this enterprise: of two at once the second sees the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_WEBHOOKS_OF, enterprise_id % (1 << 31)])


def webhook_at(viewer: Viewer, address: str) -> int | None:
    """The id of the webhook of an address that is told; None where there is none the viewer may see."""
    rows = _visible(viewer).filter(channel=Channel.WEBHOOK.value, active=True, address=address)
    return rows.values_list("pk", flat=True).first()


def _visible(viewer: Viewer) -> QuerySet[Contact]:
    rows = Contact.objects.select_related("enterprise")
    return rows if viewer.staff else rows.filter(enterprise_id__in=viewer.enterprise_ids)


def _line(row: Contact) -> ContactLine:
    return ContactLine(
        contact_id=row.pk,
        enterprise=row.enterprise.name if row.enterprise else "",
        enterprise_id=row.enterprise_id,
        contact=contact_from(row),
        subscription=subscription_of(row),
        active=row.active,
        copies=row.copies,
    )


def subscription_of(row: Contact) -> Subscription:
    """The subscription of a contact's row."""
    return Subscription(
        least_tier=Tier(row.least_tier),
        kinds=tuple(Kind(kind) for kind in row.kinds),
        brands=tuple(row.brands),
        markets=tuple(row.markets),
        rhythm=Rhythm(row.rhythm),
        hour=row.hour,
        weekday=row.weekday,
        timezone=row.timezone,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        snoozed_until=row.snoozed_until,
        muted_until=row.muted_until,
        rank=row.rank,
    )


def subscribe(contact_id: int, chosen: Subscription) -> None:
    """Writes what a contact chose. An unknown contact is no error."""
    with transaction.atomic():
        row = Contact.objects.select_related("enterprise").filter(pk=contact_id).first()
        if row is not None and subscription_of(row) != chosen:
            _write(contact_id, chosen)
            note_contact(Act.SUBSCRIPTION_CHANGED, row)


def _write(contact_id: int, chosen: Subscription) -> None:
    Contact.objects.filter(pk=contact_id).update(
        least_tier=chosen.least_tier.value,
        kinds=[kind.value for kind in chosen.kinds],
        brands=list(chosen.brands),
        markets=list(chosen.markets),
        rhythm=chosen.rhythm.value,
        hour=chosen.hour,
        weekday=chosen.weekday,
        timezone=chosen.timezone,
        quiet_from=chosen.quiet_from,
        quiet_until=chosen.quiet_until,
        snoozed_until=chosen.snoozed_until,
        muted_until=chosen.muted_until,
        rank=chosen.rank,
    )


def leave(contact_id: int) -> None:
    """Tells a contact nothing more, from now on; what was on its way is withdrawn. Leaving twice is no error."""
    with transaction.atomic():
        row = Contact.objects.select_related("enterprise").filter(pk=contact_id).first()
        if row is None:
            return
        if row.active:
            Contact.objects.filter(pk=contact_id).update(active=False)
            note_contact(Act.CONTACT_STOPPED, row)
        Delivery.objects.filter(contact_id=contact_id, state="pending").update(state="withdrawn")
