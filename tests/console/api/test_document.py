"""The OpenAPI document says what the API does: whatever is asked by it, no answer is one it does not name."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from console.api import bearer
from console.api.document import document
from haishao.wsgi import application
from storage import sign_in_tries
from tests.console.api.program import ROOT, token_for
from tests.console.enterprises import seed

TWICE = {"include-name": f"PUT {ROOT}brands/{{brand_id}}", "phases": {"coverage": {"enabled": False}}}
"""Its body is that of POST, which is gone through from bound to bound already."""

schema = schemathesis.openapi.from_dict(
    document(), config=SchemathesisConfig.from_dict({"operations": [TWICE]})
)
schema.app = application


@pytest.fixture
def token(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Asked without end, over the connection whose transaction is undone."""
    monkeypatch.setattr(bearer, "MOST_A_MINUTE", 100_000)
    monkeypatch.setattr(sign_in_tries, "MOST_BY_ADDRESS", 100_000)
    seed("B")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token_for(seed("A").enterprise)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=4,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_no_request_gets_an_answer_the_document_does_not_name(case: Case, token: str) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {token}"}, excluded_checks=[positive_data_acceptance]
    )
