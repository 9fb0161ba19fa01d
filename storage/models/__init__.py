"""The tables, one module a subject."""

from storage.models.alerting import AccessToken, Alert, AlertMatch, Attempt, Delivery, Notice, ReceiverTurns
from storage.models.enterprises import Brand, Contact, Enterprise, Membership
from storage.models.observing import CrawlRun, HostTurn, Match, Observation, OwnSighting, Response

__all__ = [
    "AccessToken",
    "Alert",
    "AlertMatch",
    "Attempt",
    "Brand",
    "Contact",
    "CrawlRun",
    "Delivery",
    "Enterprise",
    "HostTurn",
    "Match",
    "Membership",
    "Notice",
    "Observation",
<<<<<<< HEAD
    "OwnSighting",
=======
    "ReceiverTurns",
>>>>>>> 45e4f91 (Deliveries go out in batches, each answer written before the next message; dead letters replayed; dead addresses told to staff)
    "Response",
]
