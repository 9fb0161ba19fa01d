"""The throttle of signing in: counted in the database, so that it holds over every process and machine.

Each try counts before the password is looked at: however many are sent at once, no more are heard. NIST SP 800-63B,
5.2.2, asks for a limit of this kind.
"""

import datetime as dt
import hashlib
import ipaddress
import unicodedata

from django.db import connection
from django.utils import timezone

from storage.counted_windows import counted_on, window_from
from storage.isolation import unbound
from storage.models import SignInTries

MOST_BY_ACCOUNT = 5
MOST_BY_ADDRESS = 20
WINDOW = dt.timedelta(minutes=15)
"""Wrong passwords that are heard in one window, counted from the first; then the account, or the address, is closed until
the window ends, for a right one too.
"""

_COUNT = f"""
INSERT INTO storage_signintries AS known (key, tries, since) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET {counted_on("known", "tries", "since")}
RETURNING tries, since
"""  # nosec B608 # our columns


def counted_try(name: str, address: str) -> dt.datetime | None:
    """Counts a try, and says until when it is refused; None where it may be heard. An account nobody has is counted as any."""
    with unbound():
        for key, most in ((_address(address), MOST_BY_ADDRESS), (_account(name), MOST_BY_ACCOUNT)):
            tries, since = _counted(key)
            if tries > most:
                return since + WINDOW
    return None


def give_back(address: str) -> None:
    """After a right password that a second step follows: the address gets this try back, the account does not. Whoever knows
    the password would otherwise have five new guesses at the code with each time it is typed.
    """
    with unbound(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE storage_signintries SET tries = greatest(tries - 1, 0) WHERE key = %s",
            [_address(address)],
        )


def forget_tries(name: str, address: str) -> None:
    """After a success: the account starts anew, and the address gets this try back."""
    give_back(address)
    with unbound():
        SignInTries.objects.filter(pk=_account(name)).delete()


def counted_wrong_token(address: str) -> dt.datetime | None:
    """Counts a token nobody has, or that is good no more, and says until when further ones of this address are refused;
    None where it was heard. A good token is heard whatever was counted: nobody guesses 256 bits, and a program with an old
    token must not close the address it shares with others.
    """
    with unbound():
        tries, since = _counted(f"token {_address(address)}")
    return since + WINDOW if tries > MOST_BY_ADDRESS else None


def drop_tries() -> int:
    """Deletes counts of windows that are over, and returns how many."""
    return SignInTries.objects.filter(since__lt=timezone.now() - WINDOW).delete()[0]


def _counted(key: str) -> tuple[int, dt.datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, **window_from(WINDOW)})
        tries, since = cursor.fetchone()
    return int(tries), since


def _account(name: str) -> str:
    """Not the name itself: people type passwords there."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return f"account {hashlib.sha256(folded.encode()).hexdigest()[:32]}"


def _address(address: str) -> str:
    """An IPv6 host has a whole /64 to come from (RFC 4291, 2.5.1)."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return f"address {address[:60]}"
    return f"address {ipaddress.ip_network((known, 64), strict=False) if known.version == 6 else known}"
