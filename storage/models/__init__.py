"""The tables, one module a subject."""

from storage.models.alerting import Alert, AlertMatch, Attempt, Delivery
from storage.models.enterprises import Brand, Contact, Enterprise, Membership
from storage.models.looking import EvidencePicture, Logo, LogoCodes, Look
from storage.models.observing import CrawlRun, HostTurn, Match, Observation, OwnSighting, Response

__all__ = [
    "Alert",
    "AlertMatch",
    "Attempt",
    "Brand",
    "Contact",
    "CrawlRun",
    "Delivery",
    "Enterprise",
    "EvidencePicture",
    "HostTurn",
    "Logo",
    "LogoCodes",
    "Look",
    "Match",
    "Membership",
    "Observation",
    "OwnSighting",
    "Response",
]
