"""What several tests of the console ask for."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from domain.match import Tier


@pytest.fixture
def settings_second_eyes_high() -> Iterator[None]:
    """Closing decisions on alerts of high tier need a second person."""
    with override_settings(SECOND_EYES=Tier.HIGH):
        yield
