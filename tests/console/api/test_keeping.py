"""Brands and webhooks as a program keeps them."""

import json
from collections import Counter

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from console.api.bearer import Needs
from domain.scope import Scope
from storage import models
from storage.audit import entries
from tests.console.api.program import Program, token_for
from tests.console.enterprises import Seeded

WRITTEN = {
    "name": " 青鹭海 ", "aliases": ["QINGLUHAI", "QINGLUHAI", "青鹭海"], "classes": [30, 29, 29], "markets": ["US", "EU"],
    "owners": ["青鹭海食品有限公司"], "authorised": [], "goods": "鱼罐头", "addresses": [],
    "shown": [{"kind": "fair", "day": "2026-04-15", "where": "广交会"}], "prices": [{"amount": "39.90", "currency": "USD"}],
}  # fmt: skip
KEPT = WRITTEN | {"name": "青鹭海", "aliases": ["QINGLUHAI"], "classes": [29, 30], "markets": ["US", "EM"]}


def test_a_brand_is_kept_as_a_watchlist_would_give_it_and_all_is_judged_anew(program: Program) -> None:
    made = program.post("brands", WRITTEN | {"brand_id": "QLH-01"})
    assert made.status_code == 201
    assert json.loads(made.content) == KEPT | {"brand_id": "QLH-01", "watched": True}
    assert json.loads(program.get(made["Location"]).content) == KEPT | {"brand_id": "QLH-01", "watched": True}
    assert ProcrastinateJob.objects.filter(task_name="plan_rescreen", status="todo").count() == 1
    assert entries(limit=1)[0].did == "brand-added"


def test_put_replaces_all_but_the_logo_and_says_the_same_twice(program: Program, a: Seeded) -> None:
    models.Brand.objects.filter(brand_id="A").update(logo="a.png", goods="鱼")
    answers = [program.ask("PUT", "brands/A", WRITTEN) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert json.loads(answers[1].content) == KEPT | {"brand_id": "A", "watched": True}
    assert models.Brand.objects.get(brand_id="A").logo == "a.png"
    assert models.Brand.objects.get(brand_id="A").logos.count() == 1
    assert Counter(line.did for line in entries(limit=9))["brand-changed"] == 1, (
        "what is the same is no change"
    )
    assert program.ask("PUT", "brands/nothing", WRITTEN).status_code == 404


def test_a_brand_is_watched_no_longer_and_again_and_keeps_its_history(program: Program) -> None:
    assert [program.ask("DELETE", "brands/A").status_code for _ in range(2)] == [204, 204]
    assert json.loads(program.get("brands/A").content)["watched"] is False
    assert models.Alert.objects.count() == 2
    assert Counter(line.did for line in entries(limit=9))["brand-unwatched"] == 1
    assert program.post("brands", WRITTEN | {"brand_id": "A"}).status_code == 409
    assert json.loads(program.ask("PUT", "brands/A", WRITTEN).content)["watched"] is True


def test_a_token_without_the_scope_does_not_keep_brands_even_where_its_check_is_forgotten(
    a: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Needs, "__call__", lambda _need, request: request.token)
    program = Program(token_for(a.enterprise, [Scope.BRANDS_READ]))
    assert program.ask("PUT", "brands/A", WRITTEN).status_code == 404
    assert models.Brand.objects.get(brand_id="A").name == "品牌A牌"


def test_a_webhook_s_secret_is_shown_once_and_its_address_never(program: Program, a: Seeded) -> None:
    made = program.post("webhooks", {"name": "ERP", "address": "https://erp.example.com/hook?key=k"})
    secret = json.loads(made.content)["secret"]
    assert secret.startswith("whsec_")
    assert models.Contact.objects.get(name="ERP").secret == secret
    (listed,) = json.loads(program.get("webhooks").content)["items"]
    assert (listed["host"], listed["least_tier"]) == ("erp.example.com", "medium")
    assert not any(word in str(listed) for word in (secret, "key=k"))
    told = models.Delivery.objects.create(
        alert_id=a.alert, contact_id=listed["webhook_id"], next_try_at="2026-12-01T00:00Z"
    )
    assert program.ask("DELETE", f"webhooks/{listed['webhook_id']}").status_code == 204
    assert program.ask("DELETE", f"webhooks/{listed['webhook_id']}").status_code == 404
    told.refresh_from_db()
    assert told.state == "withdrawn"
    assert program.ask("DELETE", f"webhooks/{a.contact}").status_code == 404, "an email contact is no webhook"
    again = program.post("webhooks", {"name": "ERP", "address": "https://erp.example.com/hook?key=k"})
    assert json.loads(again.content)["secret"] != secret
