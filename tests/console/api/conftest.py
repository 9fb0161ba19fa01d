"""An enterprise and its program."""

import pytest

from tests.console.api.program import Program, token_for
from tests.console.enterprises import Seeded, seed


@pytest.fixture
def a(db: None) -> Seeded:
    return seed("A")


@pytest.fixture
def program(a: Seeded) -> Program:
    return Program(token_for(a.enterprise))
