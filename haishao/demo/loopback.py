"""An HTTP server on loopback for the length of a block."""

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing of a client that went away; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class LoopbackServer:
    """Serves on a free port of 127.0.0.1, or of another address of this machine, while its block runs."""

    def __init__(self, answerer: type[BaseHTTPRequestHandler], *, host: str = "127.0.0.1") -> None:
        self._host = host
        self._server = _Server((host, 0), answerer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """`http://HOST:PORT`."""
        return f"http://{self._host}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


class QuietAnswerer(BaseHTTPRequestHandler):
    """What both demo servers share: no log lines, a time limit, one way to answer."""

    timeout = 30
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the demo's terminal is for its progress."""

    def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        """Sends a whole answer; header names are given with underscores for hyphens."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
