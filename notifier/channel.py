"""The one way every channel can fail."""


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
