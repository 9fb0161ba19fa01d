"""A request sent twice with one Idempotency-Key is done once."""

import datetime as dt
import json
import threading
from collections.abc import Collection

import pytest
from django.db import connection
from django.utils import timezone

from jobs import rescreening, sweeping
from storage import models
from storage.idempotent_answers import drop_answers
from tests.console.api.program import Program, token_for
from tests.console.enterprises import Seeded, seed

BODY = {"name": "新品牌", "brand_id": "NEW-1"}


def test_the_first_answer_is_given_again(program: Program) -> None:
    first = program.post("brands", BODY, Idempotency_Key='"k1"')
    again = program.post("brands", BODY, Idempotency_Key="k1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first["Location"] == again["Location"] == "/api/v1/brands/NEW-1"
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert program.post("brands", BODY, Idempotency_Key="k2").status_code == 409, (
        "another key is another request"
    )


def test_another_request_with_the_key_is_refused(program: Program, a: Seeded) -> None:
    program.post("brands", BODY, Idempotency_Key="k1")
    for other in (
        program.post("brands", BODY | {"goods": "鱼"}, Idempotency_Key="k1"),
        program.ask("PUT", "brands/NEW-1", {"name": "新品牌"}, Idempotency_Key="k1"),
        program.ask("DELETE", "brands/NEW-1", Idempotency_Key="k1"),
    ):
        assert other.status_code == 422
        assert json.loads(other.content)["type"].endswith("#key-of-another-request")
    stranger = Program(token_for(a.enterprise, name="other"))
    assert stranger.ask("DELETE", "brands/NEW-1", Idempotency_Key="k1").status_code == 204, (
        "a token has its own keys"
    )


def test_what_was_refused_before_it_was_done_may_be_mended_under_the_key(program: Program) -> None:
    assert program.post("brands", {}, Idempotency_Key="k1").status_code == 422
    assert program.post("brands", BODY, Idempotency_Key="k1").status_code == 201


def test_a_fault_of_ours_keeps_no_answer(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("jobs.keeping_brands.rescreen_brands", broken)
        assert program.post("brands", BODY, Idempotency_Key="k1").status_code == 500
    assert program.post("brands", BODY, Idempotency_Key="k1").status_code == 201


def test_an_answer_is_kept_for_a_day(program: Program) -> None:
    program.post("brands", BODY, Idempotency_Key="k1")
    models.IdempotentAnswer.objects.update(kept_at=timezone.now() - dt.timedelta(hours=25))
    models.Brand.objects.filter(brand_id="NEW-1").delete()
    assert program.post("brands", BODY, Idempotency_Key="k1").status_code == 201
    models.IdempotentAnswer.objects.update(kept_at=timezone.now() - dt.timedelta(hours=25))
    sweeping.sweep(timezone.now())
    assert not models.IdempotentAnswer.objects.exists()
    assert drop_answers() == 0


@pytest.mark.parametrize("key", ["", '""', "a b", "x" * 201, "键"])
def test_a_key_that_is_none_is_refused(program: Program, key: str) -> None:
    answer = program.post("brands", BODY, Idempotency_Key=key)
    assert answer.status_code == 400
    assert json.loads(answer.content)["type"].endswith("#bad-idempotency-key")


def test_of_two_at_once_one_is_done_and_the_other_told_to_wait(
    live_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    enterprise = seed("A").enterprise
    token = token_for(enterprise)
    within, go_on = threading.Event(), threading.Event()
    really = rescreening.rescreen_brands

    def slow(rows: Collection[int]) -> None:
        within.set()
        assert go_on.wait(10)
        really(rows)

    monkeypatch.setattr("jobs.keeping_brands.rescreen_brands", slow)
    answers: list[int] = []

    def first() -> None:
        answers.append(Program(token).post("brands", BODY, Idempotency_Key="k1").status_code)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert within.wait(10)
    second = Program(token).post("brands", BODY, Idempotency_Key="k1")
    go_on.set()
    thread.join(10)
    assert (answers, second.status_code, second["Retry-After"]) == ([201], 409, "1")
    assert json.loads(second.content)["type"].endswith("#request-in-flight")
    third = Program(token).post("brands", BODY, Idempotency_Key="k1")
    assert (third.status_code, third["Idempotent-Replayed"]) == (201, "true")
    assert models.Brand.objects.filter(brand_id="NEW-1").count() == 1


def test_a_webhook_s_secret_is_not_kept_for_the_second_answer(program: Program) -> None:
    body = {"name": "ERP", "address": "https://erp.example.com/hook"}
    secret = json.loads(program.post("webhooks", body, Idempotency_Key="k1").content)["secret"]
    again = program.post("webhooks", body, Idempotency_Key="k1")
    assert (again.status_code, json.loads(again.content)["secret"]) == (201, "***")
    assert secret.encode() not in bytes(models.IdempotentAnswer.objects.get(key="k1").content)
