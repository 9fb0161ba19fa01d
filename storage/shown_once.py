"""Secrets that are shown once and kept as a hash alone: API tokens, addresses of calendars, links of invitations."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, in characters that may stand in an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """What a secret is known again by. Nothing slower is needed for 256 random bits (NIST SP 800-63B, 5.1.2.2, on look-up
    secrets).
    """
    return hashlib.sha256(secret.encode()).digest()
