"""`haishao run` cut short, or unable to start: what it says, and that nothing is left behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from haishao.demo.smtp_catcher import free_port

RUN = [sys.executable, "-u", "-m", "haishao", "run", "--demo"]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own with a short name: the embedded server's socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="hs-") as folder:
        yield Path(folder)


def environment(home: Path, **settings: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HAISHAO_") and k != "DATABASE_URL"}
    return {**clean, "HAISHAO_HOME": str(home), **settings}


def left_of(home: Path) -> list[str]:
    """The processes that still belong to a home."""
    found = []
    for process in psutil.process_iter():
        try:
            mine = str(home) in " ".join(process.cmdline())
            if mine or process.environ().get("HAISHAO_HOME") == str(home):
                found.append(f"{process.pid} {process.name()}")
        except psutil.Error:
            continue
    return found


def hear_signals() -> None:
    """What ignores signals hands that on to its children: `nohup`, a shell that runs something in the background."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("1/5", signal.SIGINT),
        ("2/5", signal.SIGTERM),
        ("4/5", signal.SIGINT),
        ("5/5", signal.SIGHUP),
    ],
)
def test_whatever_ends_it_at_whatever_step_leaves_nothing_behind(
    home: Path, step: str, number: signal.Signals
) -> None:
    port = free_port()
    said = []
    with subprocess.Popen(
        [*RUN, "--port", str(port)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=hear_signals,
    ) as process:
        assert process.stdout is not None
        watchdog = threading.Timer(400, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        for line in process.stdout:
            said.append(line)
            if line.startswith(step):
                os.killpg(process.pid, number)
    watchdog.cancel()
    assert any(line.startswith(step) for line in said)
    assert "Traceback" not in "".join(said)
    assert left_of(home) == []
    if step == "5/5":
        assert any("3 届展会" in line and "7 件案件" in line for line in said)
        assert_papers(home / "demo" / "reports")


def assert_papers(folder: Path) -> None:
    """A fair before, during and after it, its case, and the reports, all marked as made up."""
    last, now = (words_of(folder / f"fair-{number}-summary.docx") for number in (1, 2))
    assert all(word in last for word in ("Bluefjell Trading LLC", "HAIWEIXIAN", "A102"))
    assert all(word in now for word in ("Haiweixian Seafood Inc.", "B217", "Dunmere Provisions LLC", "线索"))
    for kind in ("monthly", "quarterly", "annual"):
        (file,) = folder.glob(f"{kind}-*.docx")
        assert file.with_suffix(".xlsx").is_file()
        written = words_of(file)
        assert "含演示（虚构）数据" in written, kind
        assert kind != "quarterly" or "126,000" in written, "the money saved"


def words_of(file: Path) -> str:
    with zipfile.ZipFile(file) as inside:
        return re.sub("<[^>]+>", "", inside.read("word/document.xml").decode())


def test_a_taken_port_is_said_with_what_to_type_instead(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*RUN, "--port", str(port)], env=environment(home), capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 2
    assert f"{port} is taken" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr


@pytest.mark.parametrize(
    "url", ["nonsense://", "postgresql://u:a-secret@127.0.0.1:1/none", "postgresql:///x?host=/nowhere"]
)
def test_a_database_that_is_none_is_said_plainly(home: Path, url: str) -> None:
    done = subprocess.run(
        RUN, env=environment(home, DATABASE_URL=url), capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "a-secret" not in done.stdout + done.stderr
