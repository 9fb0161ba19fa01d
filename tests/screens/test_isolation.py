"""A member of an enterprise who types another's ids into the browser, and into the API, gets 404 each time."""

import json

import pytest
from django.urls import reverse

from crawlers.chromium import why_no_browser
from storage.brands import save_contact
from tests.at_the_console import sign_in
from tests.console.api.program import token_for
from tests.console.api.test_isolation import BODIES, WEBHOOK, of_one
from tests.console.enterprises import Seeded, seed
from tests.console.test_isolation import STAFF_ALONE, TYPED, WORDS, addresses, snapshot

pytestmark = pytest.mark.skipif(bool(why_no_browser()), reason=why_no_browser() or "-")


def test_a_member_finds_nothing_of_another_by_address(context: object, address: str, seeded: Seeded) -> None:
    other = seed("B")
    theirs = {**addresses(other), **{one: {} for one in STAFF_ALONE}}
    page = sign_in(context, seeded.user)
    page.goto("/password")
    sent = {**TYPED, "csrfmiddlewaretoken": page.input_value("form.fields input[name=csrfmiddlewaretoken]")}
    before = snapshot()
    for name, ids in theirs.items():
        path = reverse(name, kwargs=ids)
        seen = page.request.get(path)
        done = page.request.post(path, form=sent, headers={"Referer": f"{address}/password"})
        assert {seen.status, done.status} in ({404}, {404, 405}), name
        assert not any(word in answer.text() for answer in (seen, done) for word in WORDS), name
    assert snapshot() == before


def test_a_program_finds_nothing_of_another_by_id(context: object, seeded: Seeded) -> None:
    other = seed("B")
    save_contact(other.enterprise, WEBHOOK)
    headers = {"Authorization": f"Bearer {token_for(seeded.enterprise)}", "Content-Type": "application/json"}
    for operation, found in of_one(other).items():
        method, path = operation.split()
        body = BODIES.get(f"{method} {path.rsplit('/', 1)[-1] if method == 'post' else path.split('/')[3]}")
        asked = path.partition("{")[0] + str(found) + path.partition("}")[2]
        answer = context.request.fetch(
            asked, method=method, headers=headers, data=json.dumps(body) if body else None
        )
        assert answer.status == 404, operation
        assert not any(word in answer.text() for word in WORDS), operation
