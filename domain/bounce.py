"""Bounce: what a mail server says of a message later, after it had taken it. 退信."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What became of the message (RFC 3464 §2.3.3). `unread`: a report whose form is not known here."""

    FAILED = "failed"
    DELAYED = "delayed"
    UNREAD = "unread"


class Outcome(StrEnum):
    """What one mail of the mailbox that bounces come to has done.

    `dead-letter`: a delivery that counted as delivered is none; `noted`: written beside its delivery; `repeated`: read
    before; `kept`: left for staff to read; `foreign`: a report on mail that is not provably ours; `other`: no report.
    """

    DEAD_LETTER = "dead-letter"
    NOTED = "noted"
    REPEATED = "repeated"
    KEPT = "kept"
    FOREIGN = "foreign"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report of a mail server, as it stands in the mail: input from strangers, nothing of it proved.

    `key` is the same however often and by whichever way the same report comes. `message_ids` are the Message-IDs of the
    mail it may speak of, the likeliest first. `status` is a code of RFC 3463 (`5.1.1`), "" when there is none;
    `diagnostic` the receiver's words on one line; `recipient` the address it speaks of, "" when it does not say.
    `sender` and `subject` are the report's own.
    """

    key: str
    message_ids: tuple[str, ...]
    recipient: str
    action: Action
    status: str
    diagnostic: str
    sender: str = ""
    subject: str = ""

    @property
    def permanent(self) -> bool:
        """True when trying again is useless until a person acts; what was given up for trouble that may pass is not."""
        return self.action is Action.FAILED and not self.status.startswith("4.")

    @property
    def said(self) -> str:
        """Status and the receiver's words, once each."""
        if self.status in self.diagnostic:
            return self.diagnostic
        return f"{self.status} {self.diagnostic}".strip()
