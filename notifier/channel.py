"""How every channel can fail, and what all of them are lent: connections, turns and tokens."""

from collections.abc import Callable
from typing import Protocol


class Undelivered(Exception):
    """The receiver said no, or nothing.

    `permanent` means trying again is useless until a person acts; `retry_after` is how many seconds the
    receiver asked to be left alone, None when it did not say. `dead_address` means that nobody is at the address
    any more; `of_receiver` that the refusal is not about this message: others to the same receiver would meet
    the same now. `reason` never holds an address or a secret.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        dead_address: bool = False,
        of_receiver: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.dead_address = dead_address
        self.of_receiver = of_receiver


class NotYet(Exception):
    """The receiver takes no more for `wait` seconds, by its published rate. Nothing was sent."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"not for {wait:.0f} s")
        self.wait = wait


class WrongAddress(ValueError):
    """A contact that cannot be told anything as it is written down. Says what is wrong and the cure, in both
    languages, without repeating a secret.
    """


TakeTurns = Callable[[str, int, float, int], float]
"""`(receiver, most, seconds, count)`: takes `count` turns at a receiver that takes `most` in `seconds`, for all
workers together. Returns 0, or how many seconds to wait, and then none was taken."""


def no_limit(receiver: str, most: int, seconds: float, count: int) -> float:
    """Turns without end, for receivers of our own."""
    return 0.0


class Tokens(Protocol):
    """Access tokens that all workers share."""

    def kept(self, name: str) -> str:
        """The token that is still good, or ""."""

    def renewed(self, name: str, stale: str, fetch: Callable[[], tuple[str, float]]) -> str:
        """A token other than `stale`: another worker's if it has fetched one meanwhile, else that of `fetch`,
        which returns it with its life in seconds. One worker fetches at a time.
        """


def check_form(form: str, forms: tuple[str, ...]) -> None:
    """Raises `WrongAddress` for a form that is neither "" nor one of those."""
    if form and form not in forms:
        names = ", ".join(forms)
        raise WrongAddress(f"消息形式 {form} 不适用，应为 {names} · form is one of {names}, not {form}")
