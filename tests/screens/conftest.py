"""The console over HTTP on loopback, with an enterprise in it, and a real Chromium that opens it."""

from collections.abc import Iterator

import pytest

from storage.people import save_user
from tests.at_the_console import browsing, served
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD


@pytest.fixture
def seeded(live_db: None) -> Seeded:
    save_user("staff", PASSWORD, enterprise=None)
    return seed("A")


@pytest.fixture
def address(seeded: Seeded) -> Iterator[str]:
    with served() as at:
        yield at


@pytest.fixture
def context(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    # The browser is driven by a loop of its own, which Django takes for the test's.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with browsing(address) as made:
        yield made
