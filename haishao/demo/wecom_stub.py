"""A stand-in for WeCom's group bot: checks what the real one checks, and keeps what it accepts as JSON files.

Like the real one it answers HTTP 200 whatever it thinks of the message; `errcode` in the body tells
(developer.work.weixin.qq.com/document/path/99110: 93000 for a wrong key, 40058 for a content too long).
"""

import json
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from haishao.demo.loopback import LoopbackServer, QuietAnswerer

KEY = "demo-"
_LIMITS = {"markdown": 4_096, "markdown_v2": 4_096, "text": 2_048}
_MOST_BYTES = 1_000_000


class WecomStub(LoopbackServer):
    """Accepts messages for any key that begins with `demo-` while its block runs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)

        class Answerer(_BotAnswerer):
            kept_in = folder

        super().__init__(Answerer)

    @property
    def webhook_url(self) -> str:
        """The address of a bot; whatever is added to its end makes another bot."""
        return f"{self.url}/cgi-bin/webhook/send?key={KEY}"


class _BotAnswerer(QuietAnswerer):
    kept_in: Path

    def do_POST(self) -> None:
        """Reads one message and answers as the real bot does."""
        size = min(int(self.headers.get("Content-Length") or 0), _MOST_BYTES)
        body = self.rfile.read(size)
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
            content = message[kind]["content"]
        except (ValueError, KeyError, TypeError):
            return 40035, "invalid message"
        if kind not in _LIMITS:
            return 40008, "invalid message type"
        if len(content.encode()) > _LIMITS[kind]:
            return 40058, f"{kind}.content exceed max length {_LIMITS[kind]}"
        return 0, "ok"

    def _keep(self, key: str, body: bytes) -> None:
        name = secrets.token_hex(8)
        part = self.kept_in / f"{name}.part"
        part.write_text(json.dumps({"key": key, "body": body.decode()}, ensure_ascii=False))
        part.replace(self.kept_in / f"{name}.json")
