"""Scope: what a program with a token may do. 权限范围."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing a token is good for; it is good for nothing it does not name."""

    BRANDS_READ = "brands:read"
    BRANDS_WRITE = "brands:write"
    ALERTS_READ = "alerts:read"
    DECISIONS_WRITE = "decisions:write"
    OBSERVATIONS_READ = "observations:read"
    DEADLINES_READ = "deadlines:read"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
