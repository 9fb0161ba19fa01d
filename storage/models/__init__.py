"""The tables, one module a subject."""

from storage.models.alerting import Alert, AlertMatch, Attempt, Delivery
from storage.models.enterprises import Brand, Contact, Enterprise, Membership
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
    "HostTurn",
    "Match",
    "Membership",
    "Observation",
    "OwnSighting",
    "Response",
]
