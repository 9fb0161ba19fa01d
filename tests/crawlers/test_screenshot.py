"""A page is pictured in a real Chromium that reaches no network of its own, and its peer is seen over real TLS."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers import peer as peers
from crawlers.chromium import why_no_browser
from crawlers.peer import peer_of
from crawlers.screenshot import NoScreenshot, take_screenshot

PAGE = b"""<!DOCTYPE html><html><head><title>\xe9\x9d\x92\xe9\xb9\xad</title><link rel="stylesheet" href="/a.css"></head>
<body><h1>QINGLUHAI</h1><div id="tall"></div><script src="http://127.0.0.1:1/stolen.js"></script></body></html>"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def shop(replay: Any) -> Any:
    if missing := why_no_browser():
        pytest.skip(f"no browser: {missing}")
    replay.gives("shop.example.com/item", b"", status=302, headers={"Location": "/goods/1"})
    replay.gives("shop.example.com/goods/1", PAGE, headers=HTML)
    replay.gives(
        "shop.example.com/a.css",
        b"#tall{height:2000px;background:#246}",
        headers={"Content-Type": "text/css"},
    )
    return replay


def test_a_page_is_pictured_whole_and_all_it_was_made_of_is_told(shop: Any) -> None:
    shot = take_screenshot("https://shop.example.com/item")
    assert shot.png.startswith(b"\x89PNG")
    assert int.from_bytes(shot.png[20:24]) > 2000
    assert shot.title == "青鹭"
    told = {one.url: (one.status, one.led_to) for one in shot.asked}
    assert told["https://shop.example.com/item"] == (200, ("https://shop.example.com/goods/1",))
    assert told["https://shop.example.com/a.css"] == (200, ())
    assert told["http://127.0.0.1:1/stolen.js"] == (0, ()), "a private address is not asked"


def test_a_page_that_robots_txt_forbids_is_not_opened(shop: Any) -> None:
    shop.gives("shop.example.com/robots.txt", b"User-agent: *\nDisallow: /goods/")
    with pytest.raises(NoScreenshot, match=r"robots\.txt"):
        take_screenshot("https://shop.example.com/goods/1")
    with pytest.raises(NoScreenshot, match=r"robots\.txt"):
        take_screenshot("https://shop.example.com/item")
    assert "shop.example.com/goods/1" not in [route for route, _ in shop.asked]


def test_robots_txt_that_a_server_cannot_give_is_leave_for_nothing(shop: Any) -> None:
    shop.gives("shop.example.com/robots.txt", b"", status=503)
    with pytest.raises(NoScreenshot, match="503"):
        take_screenshot("https://shop.example.com/goods/1")


def test_an_address_within_is_neither_pictured_nor_connected_to() -> None:
    with pytest.raises(NoScreenshot, match="private network"):
        take_screenshot("http://127.0.0.1:8080/")
    assert "private network" in peer_of("https://localhost/").fault


@pytest.fixture
def tls_port(certificate: Path) -> Iterator[int]:
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_certificate_a_host_shows_is_written_down_with_what_speaks_against_it(
    tls_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "connectable_hosts", lambda: frozenset({"localhost"}))
    seen = peer_of(f"https://localhost:{tls_port}/")
    assert (seen.fault, seen.tls, seen.connected_to) == ("", "TLSv1.3", "127.0.0.1")
    (shown,) = seen.chain
    assert (shown.subject, shown.issuer, len(shown.sha256)) == ("CN=made up for a test",) * 2 + (64,)
    assert any("verify error" in doubt for doubt in seen.doubts)
    assert any("localhost" in doubt for doubt in seen.doubts), "the certificate is of 127.0.0.1"
