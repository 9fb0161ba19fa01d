"""A token opens its own enterprise alone: every operation, asked with another's ids."""

import json

import pytest

from console.api.document import document
from domain.alert import Channel, Contact
from storage import models
from storage.brands import save_contact
from tests.console.api.program import ROOT, Program, token_for
from tests.console.enterprises import Seeded, seed
from tests.console.test_isolation import WORDS, snapshot
from tests.made_up import signed_in

WEBHOOK = Contact(
    name="联系人B", channel=Channel.WEBHOOK, address="https://contact-B.example.org/hook", secret="x"
)
BODIES: dict[str, object] = {
    "put brands": {"name": "x"},
    "post decisions": {"answer": "is-ours"},
    "post brands": {"name": "x", "brand_id": "B"},
    "post webhooks": {"name": "x", "address": "https://example.org/hook"},
}


@pytest.fixture
def both(db: None) -> tuple[Seeded, Seeded]:
    a, b = seed("A"), seed("B")
    save_contact(b.enterprise, WEBHOOK)
    return a, b


@pytest.fixture
def program(both: tuple[Seeded, Seeded]) -> Program:
    return Program(token_for(both[0].enterprise))


def of_one(b: Seeded) -> dict[str, object]:
    """The id of B that each operation on one thing takes."""
    seen = models.Match.objects.filter(folded_into__alert=b.alert).values_list("observation_id", flat=True)
    webhook = models.Contact.objects.get(address=WEBHOOK.address).pk
    return {
        "get /api/v1/brands/{brand_id}": "B",
        "put /api/v1/brands/{brand_id}": "B",
        "delete /api/v1/brands/{brand_id}": "B",
        "get /api/v1/alerts/{alert_id}": b.alert,
        "post /api/v1/alerts/{alert_id}/decisions": b.alert,
        "delete /api/v1/decisions/{decision_id}": b.decision,
        "get /api/v1/observations/{observation_id}": seen[0],
        "delete /api/v1/webhooks/{webhook_id}": webhook,
    }


LISTS = {
    f"get {ROOT}{name}"
    for name in ("me", "brands", "alerts", "observations", "deadlines", "sources", "webhooks")
}
ADDS = {f"post {ROOT}brands", f"post {ROOT}webhooks"}


def operations() -> set[str]:
    return {f"{method} {path}" for path, said in document()["paths"].items() for method in said}


def test_every_operation_is_classified(both: tuple[Seeded, Seeded]) -> None:
    assert operations() == {*of_one(both[1]), *LISTS, *ADDS}, "say above whose the new operation's thing is"


def test_what_is_another_s_is_not_there_and_stays_as_it_is(
    program: Program, both: tuple[Seeded, Seeded]
) -> None:
    before = snapshot_but_tokens()
    for operation, found in of_one(both[1]).items():
        method, path = operation.split()
        body = BODIES.get(f"{method} {path.rsplit('/', 1)[-1] if method == 'post' else path.split('/')[3]}")
        answer = program.ask(
            method.upper(), path.partition("{")[0] + str(found) + path.partition("}")[2], body
        )
        assert answer.status_code == 404, operation
        assert answer["Content-Type"] == "application/problem+json"
        assert not any(word in text_of(answer) for word in WORDS), operation
    assert snapshot_but_tokens() == before


def test_no_list_names_what_is_another_s(program: Program) -> None:
    narrowed = ("alerts?brand=B", "observations?brand=B", "alerts?office=US", "observations?source=source-B")
    for path in (*(one.split()[1] for one in LISTS), *narrowed):
        answer = program.get(path)
        assert answer.status_code == 200, path
        assert not any(word in text_of(answer) for word in WORDS), path
    assert json.loads(program.get("alerts?brand=B").content) == {"items": [], "next": None}


def test_an_id_in_use_is_refused_without_saying_whose(program: Program, both: tuple[Seeded, Seeded]) -> None:
    before = snapshot_but_tokens()
    theirs = program.post("brands", {"name": "x", "brand_id": "B"})
    own = program.post("brands", {"name": "x", "brand_id": "A"})
    assert (theirs.status_code, theirs.content) == (409, own.content)
    assert not any(word in text_of(theirs) for word in WORDS)
    assert snapshot_but_tokens() == before


def test_one_address_may_be_a_webhook_of_two_enterprises(program: Program) -> None:
    body = {"name": "ours", "address": WEBHOOK.address}
    assert program.post("webhooks", body).status_code == 201
    assert program.post("webhooks", body).status_code == 409
    assert len(json.loads(program.get("webhooks").content)["items"]) == 1


def test_a_cursor_of_another_enterprise_is_none(program: Program, both: tuple[Seeded, Seeded]) -> None:
    theirs = Program(token_for(both[1].enterprise)).get("alerts?limit=1")
    following = json.loads(theirs.content)["next"]
    assert following
    assert program.get(following).status_code == 400


def test_a_session_opens_nothing_of_the_api(both: tuple[Seeded, Seeded]) -> None:
    for client in (signed_in("someone", both[0].enterprise), signed_in("staff", None)):
        answer = client.get(f"{ROOT}brands")
        assert answer.status_code == 401
        assert "品牌" not in text_of(answer)


def snapshot_but_tokens() -> dict[str, list[dict[str, object]]]:
    """Everything of every enterprise; that a token was used is no change."""
    kept = snapshot()
    del kept["storage.ApiToken"]
    return kept


def text_of(answer: object) -> str:
    return json.dumps(json.loads(answer.content), ensure_ascii=False)  # type: ignore[attr-defined]
