"""A mail server on loopback for one message: hands a message over for good, to ourselves."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from aiosmtpd.smtp import SMTP, Envelope, Session

_READY = 10.0
"""Seconds the server may take to listen, and to end."""


class Caught:
    """What was handed over."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Takes every message."""
        content = envelope.content
        self.mails.append(content if isinstance(content, bytes) else (content or "").encode())
        return "250 taken by haishao itself"


@contextlib.contextmanager
def loopback_server() -> Iterator[Caught]:
    """Listens on a free port of 127.0.0.1 while the block runs."""
    caught, loop, listening = Caught(), asyncio.new_event_loop(), threading.Event()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(
            loop.create_server(lambda: SMTP(caught, hostname="haishao"), "127.0.0.1", 0)
        )
        caught.port = server.sockets[0].getsockname()[1]
        listening.set()
        loop.run_forever()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    listening.wait(_READY)
    try:
        yield caught
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_READY)
