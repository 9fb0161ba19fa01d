"""Access tokens all workers share, so that none fetches what another has."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from storage.models import AccessToken


class SharedTokens:
    """The tokens of `notifier.channel.Tokens`, in the database."""

    def kept(self, name: str) -> str:
        """The token that is still good, or ""."""
        row = AccessToken.objects.filter(pk=name, good_until__gt=timezone.now()).first()
        return row.value if row else ""

    def renewed(self, name: str, stale: str, fetch: Callable[[], tuple[str, float]]) -> str:
        """A token other than `stale`: what another worker fetched while this one waited for its turn, or a new one."""
        AccessToken.objects.bulk_create([AccessToken(name=name)], ignore_conflicts=True)
        with transaction.atomic():
            row = AccessToken.objects.select_for_update().get(pk=name)
            now = timezone.now()
            if row.value and row.value != stale and row.good_until and row.good_until > now:
                return row.value
            row.value, life = fetch()
            row.good_until = now + dt.timedelta(seconds=life)
            row.save()
            return row.value
