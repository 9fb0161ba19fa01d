"""What contacts choose for themselves."""

from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Rhythm, Subscription
from storage.models import Contact, Delivery


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
    if Contact.objects.filter(pk=contact_id).update(active=False):
        Delivery.objects.filter(contact_id=contact_id, state="pending").update(state="withdrawn")
