"""Turns at a host and at a chat, taken by processes whose clocks differ, as workers on several machines would."""

import os
import subprocess
import sys

DRAW = """
import sys, time, datetime as dt
import django
from django.utils import timezone
real = timezone.now
timezone.now = lambda: real() + dt.timedelta(seconds=float(sys.argv[2]))
django.setup()
from storage.throttle import take_turn, take_turns

for _ in range(int(sys.argv[3])):
    if sys.argv[1] == "host":
        time.sleep(take_turn("office.example", 0.15))
    else:
        while wait := take_turns("a bot", 5, 1.0, 1):
            time.sleep(wait)
    print(time.time(), flush=True)
"""

SLACK = 0.1
"""Seconds between a turn and the moment it is used that a busy machine may differ by."""


def drawn(what: str, times: int) -> list[float]:
    """When two processes, one with a clock 90 seconds ahead, used their turns."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", DRAW, what, ahead, str(times)],
            env=dict(os.environ),
            stdout=subprocess.PIPE,
            text=True,
        )
        for ahead in ("0", "90")
    ]
    return sorted(
        float(line) for process in processes for line in process.communicate(timeout=120)[0].split()
    )


def test_one_host_is_asked_by_two_workers_no_faster_than_by_one(live_db: None) -> None:
    moments = drawn("host", 8)
    assert len(moments) == 16
    assert moments[-1] - moments[0] >= 15 * 0.15 - SLACK


def test_one_chat_is_sent_no_more_in_a_window_by_two_workers(live_db: None) -> None:
    moments = drawn("chat", 10)
    assert len(moments) == 20
    assert all(later - first >= 1.0 - SLACK for first, later in zip(moments, moments[5:], strict=False))
