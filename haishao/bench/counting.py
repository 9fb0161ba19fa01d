"""Receivers that remember each message they took, when, and whether its sender could know; and that keep a bot's rate."""

import re
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from haishao.bench.receivers import Receivers

A_MINUTE = 20
"""Messages a WeCom bot takes in a minute (developer.work.weixin.qq.com/document/path/99110)."""

_MESSAGE = re.compile(rb"(?im)^message-id:\s*<([a-z]+)-[0-9]+-([0-9]+)")
_BOT = re.compile(rb"key=([^ &]+)")
_ALERT = re.compile(rb"/alerts/([0-9]+)")


@dataclass(slots=True)
class Taken:
    """One message as often as it was taken: the moments, and those of them its sender could not hear the yes of."""

    at: list[float] = field(default_factory=list)
    unheard: list[float] = field(default_factory=list)


class Counting(Receivers):
    """`mails` by the number of the delivery their Message-ID ends in, `chats` by bot and alert, `others` counts the rest;
    `refused_rate` how often a bot was sent more than it takes.
    """

    def __init__(self, *, share: float, seed: int, host: str = "127.0.0.1") -> None:
        super().__init__(share=share, seed=seed, host=host)
        self.mails: dict[int, Taken] = defaultdict(Taken)
        self.chats: dict[tuple[str, int], Taken] = defaultdict(Taken)
        self.others = 0
        self.refused_rate = 0
        self._minute: dict[bytes, deque[float]] = defaultdict(deque)

    def environment(self) -> dict[str, str]:
        """The settings by which a worker hands over to these receivers, at the rates real ones have."""
        return super().environment() | {"HAISHAO_CHAT_LIMITS": "on"}

    def _over_limit(self, server: str, said: bytes) -> bool:
        found = _BOT.search(said)
        sent = self._minute[found[1] if found else b""]
        now = time.monotonic()
        while sent and sent[0] <= now - 60.0:
            sent.popleft()
        if len(sent) >= A_MINUTE:
            self.refused_rate += 1
            return True
        sent.append(now)
        return False

    def _keep(self, server: str, body: bytes, *, answered: bool = True) -> None:
        super()._keep(server, body, answered=answered)
        now = time.time()
        if (taken := self._taken(server, body)) is None:
            self.others += 1
            return
        taken.at.append(now)
        if not answered:
            taken.unheard.append(now)

    def _taken(self, server: str, body: bytes) -> Taken | None:
        if server == "smtp":
            mail = _MESSAGE.search(body)
            return self.mails[int(mail[2])] if mail else None
        bot, alert = _BOT.search(body), _ALERT.search(body)
        return self.chats[bot[1].decode(), int(alert[1])] if bot and alert else None
