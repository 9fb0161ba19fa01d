"""The web server: one listening socket and several processes, since one makes pages on one core at a time."""

import contextlib
import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, NoReturn

import waitress

from haishao.lifeline import hear

THREADS = 8
"""Requests one process has in hand at once; each thread keeps a database connection."""

WAITING = 1024
"""Connections the system keeps waiting until a process takes them."""

GRACE = 10.0
"""Seconds a process may take to finish what it has in hand before it is killed."""

Application = Callable[..., Any]


def serve(host: str, port: int, *, processes: int, ready: Callable[[], None]) -> None:
    """Serves until told to stop by a signal, or until one of the processes ends by itself, which ends the others. Raises
    `OSError` when nothing can listen there. `ready` is called once whoever connects is answered, now or as soon as the pages
    are loaded.

    The pages are loaded before the processes part, so that what none of them changes they share.
    """
    from django.conf import settings
    from django.db import connections

    from haishao.wsgi import application

    with _listening(host, port) as listening:
        ready()
        import_module(settings.ROOT_URLCONF)
        hear()
        connections.close_all()  # each has its own
        gc.freeze()
        if processes == 1:
            _serve_one(application, listening)
            return
        children = [_parted(number, application, listening) for number in range(processes)]
        try:
            os.wait()
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            _end(children)


def _listening(host: str, port: int) -> socket.socket:
    family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, number)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(WAITING)
    except OSError:
        listening.close()
        raise
    return listening


def _serve_one(application: Application, listening: socket.socket) -> None:
    from django.conf import settings

    from console.uploads import MOST_UPLOADED

    proxy = {"trusted_proxy": settings.PROXY, "trusted_proxy_headers": "x-forwarded-for"}
    threading.Thread(target=_make_ready, daemon=True).start()
    waitress.serve(
        application,
        sockets=[listening],
        threads=THREADS,
        ident=None,
        max_request_body_size=4 * MOST_UPLOADED,  # up to here the console itself says what is too large
        **(proxy if settings.PROXY else {}),
    )


def _make_ready() -> None:
    """Loads what takes seconds. What is there then stays, and is not gone through for garbage again and again."""
    from jobs.searching import make_ready

    make_ready()
    gc.freeze()


def _parted(number: int, application: Application, listening: socket.socket) -> int:
    """The number of a process that serves. It leaves without what the one it came from has to clean up."""
    from console.durations import durations

    parent = os.getpid()
    if child := os.fork():
        return child
    try:
        threading.Thread(target=_leave_without, args=(parent,), daemon=True).start()
        durations().take_row(number)
        _serve_one(application, listening)
    finally:
        os._exit(0)


def _leave_without(parent: int) -> NoReturn:
    """Ends a process whose parent was killed, and could not end it."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _end(children: Iterable[int]) -> None:
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
    give_up = time.monotonic() + GRACE
    for child in children:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(child, os.WNOHANG) == (0, 0):
                if time.monotonic() > give_up:
                    os.kill(child, signal.SIGKILL)
                time.sleep(0.05)
