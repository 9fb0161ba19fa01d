"""Waiting for what other processes do."""

import threading
from collections.abc import Callable

import pytest

PATIENCE = 120.0


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Waits for a condition, and fails with its name when it does not come about."""
    never = threading.Event()
    for _ in range(int(PATIENCE / 0.05)):
        if condition():
            return
        never.wait(0.05)
    pytest.fail(f"{what} did not happen within {PATIENCE:.0f} s")
