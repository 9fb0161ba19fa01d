"""A mail server on loopback that keeps every message as an .eml file and sends none on."""

import secrets
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port(host: str = "127.0.0.1") -> int:
    """A port nobody listens on now, for what cannot choose one itself."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


class SmtpCatcher:
    """Listens while its block runs. `folder` is made when missing; `port` is the one it listens on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self._controller = Controller(
            _Keeper(folder), hostname="127.0.0.1", port=self.port, ready_timeout=10.0
        )

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the message under a name of its own, whole or not at all, and only then says yes."""
        name = secrets.token_hex(8)
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        part = self._folder / f"{name}.part"
        part.write_bytes(raw)
        part.replace(self._folder / f"{name}.eml")
        return f"250 kept as {name}"
