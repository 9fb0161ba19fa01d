"""Files and folders by FTP, from a real FTP server on loopback."""

import asyncio
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response

from crawlers import bulk
from crawlers.bulk import by_ftp
from crawlers.errors import Refused

_SERVER = """
import asyncio, sys, aioftp

async def serve(folder):
    reader = aioftp.User("reader", "open", base_path=folder, permissions=[aioftp.Permission("/", writable=False)])
    server = aioftp.Server([reader])
    await server.start("127.0.0.1", 0)
    print(server.server_port, flush=True)
    await server.serve_forever()

asyncio.run(serve(sys.argv[1]))
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """An FTP server that gives `tmp_path/served` to one user; its address with that user's name and password."""
    served = tmp_path / "served"
    served.mkdir()
    command = [sys.executable, "-c", _SERVER, str(served)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield f"ftp://reader:open@127.0.0.1:{int(process.stdout.readline())}"
        process.kill()


def _asked(url: str, folder: Path | None = None) -> tuple[Response, Request]:
    request = Request(url, meta={"to_file": str(folder)} if folder else {})

    async def answer() -> Response:
        try:
            return await by_ftp(request)
        finally:
            await asyncio.sleep(0)  # the loop takes leave of the connection that was closed

    return asyncio.run(answer()), request


def _put(tmp_path: Path, name: str, body: bytes, written: int) -> None:
    path = tmp_path / "served" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (written, written))


def test_a_folder_is_told_by_the_day_its_files_were_written(server: str, tmp_path: Path) -> None:
    _put(tmp_path, "diff/b.zip", b"PK", 1_780_000_000)
    _put(tmp_path, "diff/a and c.zip", b"PK..", 1_790_000_000)
    (tmp_path / "served" / "diff" / "older").mkdir()
    response, _ = _asked(f"{server}/diff/")
    lines = [line.split(" ", 2) for line in response.body.decode().splitlines()]
    assert [(line[1], line[2]) for line in lines] == [("2", "b.zip"), ("4", "a and c.zip")]
    assert [line[0][:8] for line in lines] == ["20260528", "20260921"]


def test_a_file_goes_to_disk_whole_with_its_hash(server: str, tmp_path: Path) -> None:
    body = os.urandom(700_000)
    _put(tmp_path, "a file.zip", body, 1_780_000_000)
    response, request = _asked(f"{server}/a%20file.zip", tmp_path)
    assert (response.status, response.body) == (200, b"")
    assert Path(request.meta["file"]).read_bytes() == body
    assert request.meta["sha256"] == hashlib.sha256(body).hexdigest()


def test_what_is_not_there_and_who_is_not_known_have_the_status_codes_of_http(
    server: str, tmp_path: Path
) -> None:
    response, request = _asked(f"{server}/none.zip", tmp_path)
    assert response.status == 404
    assert Path(request.meta["file"]).read_bytes() == b""
    assert _asked(server.replace("open", "wrong") + "/none.zip")[0].status == 401


def test_a_file_beyond_measure_and_a_server_that_is_gone_are_failures(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST_BYTES", 10)
    _put(tmp_path, "big.zip", b"x" * 11, 1_780_000_000)
    with pytest.raises(Refused, match="more than 10 bytes"):
        _asked(f"{server}/big.zip", tmp_path)
    with pytest.raises(DownloadFailedError):
        _asked("ftp://127.0.0.1:9/none/")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".part-")]
