"""What every channel shares: the message it hands over, and the one way it can fail."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert as a recipient reads it, in every form a channel may need.

    `message_id` is the same each time a delivery is tried, so that a receiver can drop a repetition.
    """

    subject: str
    text: str
    html: str
    markdown: str
    message_id: str


class Undelivered(Exception):
    """The receiver said no, or nothing.

    `permanent` means trying again is useless until a person acts; `retry_after` is how many seconds the
    receiver asked to be left alone, None when it did not say. `reason` never holds an address or a secret.
    """

    def __init__(self, reason: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
