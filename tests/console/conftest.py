"""What several tests of the console ask for."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from crawlers.chromium import why_no_browser
from domain.match import Tier
from tests.at_the_console import served
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD, signed_in


@pytest.fixture
def settings_second_eyes_high() -> Iterator[None]:
    """Closing decisions on alerts of high tier need a second person."""
    with override_settings(SECOND_EYES=Tier.HIGH):
        yield


@pytest.fixture
def address(live_db: None) -> Iterator[str]:
    """The console, served over HTTP on loopback, for a browser."""
    if missing := why_no_browser():
        pytest.skip(f"no browser: {missing}")
    with served() as at:
        yield at


@pytest.fixture
def staff(db: None) -> Client:
    """Somebody of the centre, signed in."""
    return signed_in("staff", None)


@pytest.fixture
def a(db: None) -> Seeded:
    """An enterprise with a row in every table that can be an enterprise's."""
    return seed("A")


@pytest.fixture
def member(a: Seeded) -> Client:
    """Its administrator, signed in."""
    client = Client()
    assert client.login(username=a.user, password=PASSWORD)
    return client
