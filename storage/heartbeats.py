"""Heartbeats of parts of the service that run by themselves."""

from django.db.models.functions import Now

from storage.models import Heartbeat

CLOCK = "clock"


def beat(name: str) -> None:
    """Writes that a part works now, by the database's clock."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now()})
