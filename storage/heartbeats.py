"""Heartbeats of parts of the service that run by themselves."""

import datetime as dt

from django.db.models.functions import Now

from storage.models import Heartbeat

CLOCK = "clock"
RETENTION = "retention"
"""What drops rows past their time, once a day."""


def beat(name: str) -> None:
    """Writes that a part works now, by the database's clock."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now()})


def beat_since(name: str, at: dt.datetime) -> bool:
    """Whether a part worked at that moment or since."""
    return Heartbeat.objects.filter(name=name, at__gte=at).exists()
