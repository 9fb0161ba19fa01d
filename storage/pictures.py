"""Evidence pictures: both sides of a match in one PNG, kept by hash."""

import hashlib

from storage.alerts import visible_alerts
from storage.models import AlertMatch, EvidencePicture, Match
from storage.viewers import NotVisible, Viewer


def save_picture(png: bytes) -> str:
    """Keeps a picture and returns its SHA-256. Safe to repeat."""
    sha256 = hashlib.sha256(png).hexdigest()
    EvidencePicture.objects.get_or_create(sha256=sha256, defaults={"png": png})
    return sha256


def picture_png(sha256: str) -> bytes | None:
    """A kept picture, for the jobs, which look with nobody's eyes; None when there is none of that name."""
    png = EvidencePicture.objects.filter(sha256=sha256).values_list("png", flat=True).first()
    return None if png is None else bytes(png)


def picture_for(viewer: Viewer, alert_id: int, sha256: str) -> bytes:
    """A picture of an alert the viewer may see. Raises NotVisible."""
    alerts = visible_alerts(viewer).filter(pk=alert_id)
    matches = AlertMatch.objects.filter(alert__in=alerts).values("match_id")
    png = picture_png(sha256) if Match.objects.filter(pk__in=matches, picture=sha256).exists() else None
    if not sha256 or png is None:
        raise NotVisible(f"alert {alert_id}, picture {sha256}")
    return png
