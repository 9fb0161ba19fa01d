"""A replay server on loopback: what a source would answer, route by route."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Answer:
    """One answer. `body` is sent `times` over; with `hangs` the connection stays open and silent after it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    cut_at: int | None = None
    hangs: bool = False


class Replay:
    """Routes are `host/path`, or `host/path?query` for one query alone; what is not there is answered 404."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.routes: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.said: list[tuple[str, str, bytes]] = []
        self.released = threading.Event()

    def gives(self, route: str, body: bytes = b"", **how: object) -> None:
        """Sets what a route answers; `how` are the fields of Answer."""
        self.routes[route] = Answer(body=body, **how)  # type: ignore[arg-type]


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A replay server, with HAISHAO_REPLAY set to it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            full = self.path.lstrip("/")
            route = full.partition("?")[0]
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            served.asked.append((route, dict(self.headers)))
            served.said.append((self.command, full, body))
            answer = served.routes.get(full) or served.routes.get(route, Answer(status=404))
            size = len(answer.body) * answer.times
            self.send_response(answer.status)
            self.send_header("Content-Length", str(size + (1 if answer.hangs else 0)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.cut_at is not None:
                self.wfile.write(answer.body[: answer.cut_at])
                self.close_connection = True
                return
            for _ in range(answer.times):
                self.wfile.write(answer.body)
            if answer.hangs:
                served.released.wait(30)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Replay(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HAISHAO_REPLAY", served.url)
    monkeypatch.setenv("HAISHAO_USPTO_KEY", "a-key")
    try:
        yield served
    finally:
        served.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def zipped() -> Callable[[str, bytes], bytes]:
    """Makes a zip of one member."""

    def make(name: str, content: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return buffer.getvalue()

    return make
