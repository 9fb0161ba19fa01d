"""A stand-in for WeCom's group bot: checks what the real one checks, and keeps what it accepts as JSON files.

Like the real one it answers HTTP 200 whatever it thinks of the message; `errcode` in the body tells
(developer.work.weixin.qq.com/document/path/99110: 93000 for a wrong key, 40058 for a content too long, 45009 for
more than 20 messages a minute to one bot).
"""

import json
import secrets
import threading
import time
from collections import defaultdict, deque
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from haishao.demo.loopback import LoopbackServer, QuietAnswerer

KEY = "demo-"
_LIMITS = {"markdown": 4_096, "markdown_v2": 4_096, "text": 2_048}
_MOST_BYTES = 1_000_000


class WecomStub(LoopbackServer):
    """Accepts messages for any key that begins with `demo-` while its block runs.

    `most_a_minute` is how many messages one bot takes in a minute, as the real one's 20; None is no limit.
    """

    def __init__(self, folder: Path, *, most_a_minute: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        limit = _Rate(most_a_minute)

        class Answerer(_BotAnswerer):
            kept_in = folder
            rate = limit

        super().__init__(Answerer)

    @property
    def webhook_url(self) -> str:
        """The address of a bot; whatever is added to its end makes another bot."""
        return f"{self.url}/cgi-bin/webhook/send?key={KEY}"


class _Rate:
    """Counts the messages of the last minute of each bot."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._sent: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """True, and the message is counted, while the bot is below its limit."""
        if self._most is None:
            return True
        now = time.monotonic()
        with self._lock:
            sent = self._sent[key]
            while sent and sent[0] <= now - 60.0:
                sent.popleft()
            if len(sent) >= self._most:
                return False
            sent.append(now)
            return True


class _BotAnswerer(QuietAnswerer):
    kept_in: Path
    rate: _Rate

    def do_POST(self) -> None:
        """Reads one message and answers as the real bot does."""
        length = self.headers.get("Content-Length", "")
        body = (
            self.rfile.read(min(int(length), _MOST_BYTES)) if length.isascii() and length.isdigit() else b""
        )
        where = urlsplit(self.path)
        key = parse_qs(where.query).get("key", [""])[0]
        code, text = self._judge(where.path, key, body)
        if code == 0:
            self._keep(key, body)
        answer = json.dumps({"errcode": code, "errmsg": text}).encode()
        self.answer(200, "application/json; charset=UTF-8", answer)

    def _judge(self, path: str, key: str, body: bytes) -> tuple[int, str]:
        if path != "/cgi-bin/webhook/send" or not key.startswith(KEY):
            return 93000, "invalid webhook url"
        try:
            message = json.loads(body)
            kind = message["msgtype"]
            if kind not in _LIMITS:
                return 40008, "invalid message type"
            content = message[kind]["content"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return 40035, "invalid message"
        if not isinstance(content, str) or not content:
            return 44004, "empty content"
        if len(content.encode("utf-8", "replace")) > _LIMITS[kind]:
            return 40058, f"{kind}.content exceed max length {_LIMITS[kind]}"
        if not self.rate.allows(key):
            return 45009, "api freq out of limit"
        return 0, "ok"

    def _keep(self, key: str, body: bytes) -> None:
        name = secrets.token_hex(8)
        part = self.kept_in / f"{name}.part"
        part.write_text(json.dumps({"key": key, "body": body.decode()}, ensure_ascii=False))
        part.replace(self.kept_in / f"{name}.json")
