"""`haishao web` in several processes: they serve one address, and none is left when another ends."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import psutil
import pytest

from haishao.demo.smtp_catcher import free_port


@pytest.fixture
def web() -> Iterator[tuple[psutil.Process, str]]:
    """The web server, once it answers, and its address."""
    port = free_port()
    command = [sys.executable, "-m", "haishao", "web", "--port", str(port), "--processes", "2"]
    with subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.PIPE, text=True) as started:
        try:
            assert "serving" in started.stdout.readline()
            yield psutil.Process(started.pid), f"http://127.0.0.1:{port}/healthz"
        finally:
            started.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bool(answer.read() == b"ok")
    except OSError:
        return False


@pytest.mark.parametrize("killed", ["one that serves", "the first"])
def test_one_that_is_killed_takes_the_others_with_it(web: tuple[psutil.Process, str], killed: str) -> None:
    first, address = web
    assert _answers(address)
    children = first.children()
    assert len(children) == 2
    (children[0] if killed == "one that serves" else first).send_signal(signal.SIGKILL)
    _, alive = psutil.wait_procs([first, *children], timeout=30)
    assert not alive
