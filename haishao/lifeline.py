"""A part ends with whoever started it, even when that was killed and could tell nobody.

The parent holds the writing end of a pipe that nobody writes to; when it is gone, however it went, the part reads the end
of the pipe and stops as if asked to.
"""

import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "_HAISHAO_LIFELINE"
"""Names, in a part's environment, the pipe's reading end."""

GRACE = 40.0
"""Seconds a part may take to finish what it has in hand before it is killed: a worker takes two beats, 20 seconds."""


SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


@contextmanager
def deaf() -> Iterator[None]:
    """What is started in this block hears no signal until it says so by `hear`: one in the midst of its imports would end it
    with a traceback. None is lost.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear() -> None:
    """From now on signals reach this process, those that came meanwhile at once."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def hold() -> None:
    """Ends this process in order once its parent is gone; does nothing in one that is no part of another."""
    descriptor = os.environ.get(VARIABLE, "")
    if not descriptor.isdigit():
        return
    try:
        ours = stat.S_ISFIFO(os.fstat(int(descriptor)).st_mode)
    except OSError:
        return
    if ours:
        os.set_inheritable(int(descriptor), True)  # a worker that begins anew keeps it
        threading.Thread(target=_stop_when_gone, args=(int(descriptor),), daemon=True).start()


def _stop_when_gone(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
