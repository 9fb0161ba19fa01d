"""The web server: one listening socket, served by several processes, since one makes pages on one core only."""

import os
import signal
import socket
import threading
from types import FrameType
from typing import NoReturn

import waitress

THREADS = 8
"""Requests one process has in hand at once; each thread keeps a database connection."""


def serve(host: str, port: int, *, processes: int) -> int:
    """Serves until SIGTERM or SIGINT, or until one of the processes ends by itself; returns the exit status.

    The application is loaded before it is forked, so that what the processes do not change they share. Raises `OSError`
    when nothing can listen there.
    """
    from django.db import connections

    from haishao.wsgi import application

    listening = _listening(host, port)
    _load(application)
    connections.close_all()
    if processes == 1:
        _serve_one(application, listening)
        return 0
    return _Processes(application, listening, processes).wait()
