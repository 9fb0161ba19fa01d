"""Requests that come at the same moment, each on a connection of its own."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from console.api import webhooks
from storage.models import Contact
from tests.console.api.program import Program, token_for
from tests.console.enterprises import seed

TIMES = 4


def test_one_address_added_by_several_at_once_is_told_once(
    live_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    enterprise = seed("A").enterprise
    token = token_for(enterprise)
    all_there = threading.Barrier(TIMES, timeout=60)
    real = webhooks.hold_webhooks

    def held(enterprise_id: int) -> None:
        all_there.wait()
        real(enterprise_id)

    monkeypatch.setattr(webhooks, "hold_webhooks", held)

    def add(number: int) -> tuple[int, dict[str, object]]:
        try:
            answer = Program(token).post(
                "webhooks", {"name": f"ERP {number}", "address": "https://erp.example/x"}
            )
            return answer.status_code, json.loads(answer.content)
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as threads:
        answers = list(threads.map(add, range(TIMES)))
    assert sorted(status for status, _ in answers) == [201, *[409] * (TIMES - 1)]
    assert all(said["type"].endswith("#webhook-exists") for status, said in answers if status == 409)
    assert Contact.objects.filter(address="https://erp.example/x").count() == 1
