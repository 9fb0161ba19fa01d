"""Heartbeats of parts of the service that run by themselves."""

from django.utils import timezone

from storage.models import Heartbeat

CLOCK = "clock"


def beat(name: str) -> None:
    """Writes that a part works now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
