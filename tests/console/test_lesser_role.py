"""Every page of the console, and every form of it, asked of a database in which the console is `haishao_console` alone."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from console.urls import urlpatterns
from domain.decision import Answer
from jobs import links
from jobs.clock import tick
from jobs.deleting import carry_on
from jobs.exporting import write_export
from storage.database_roles import CONSOLE, SERVICE
from storage.heartbeats import CLOCK
from storage.models import Decision, Heartbeat
from storage.owned import owner_named
from storage.people import save_user
from tests.console.enterprises import Seeded, seed
from tests.console.test_isolation import TYPED, addresses
from tests.console.test_owned import ask, seed_all
from tests.made_up import PASSWORD
from tests.storage.lesser_login import asked_as

WITHOUT_PARTS = {"ready"}
"""Says 503 where no worker is at work."""


@pytest.fixture
def seeded(db: None) -> Seeded:
    save_user("staff", PASSWORD, enterprise=None)
    return seed("A")


@pytest.fixture
def as_console(seeded: Seeded) -> Iterator[Seeded]:
    with asked_as(CONSOLE):
        yield seeded


def signed_in(user: str) -> Client:
    client = Client()
    answer = client.post(reverse("sign-in"), {"username": user, "password": PASSWORD})
    assert answer.status_code == 302, "signed in"
    return client


def asked(client: Client, method: str, address: str, typed: dict[str, str]) -> int:
    """The status, 500 for a fault; whatever was written is undone."""
    with transaction.atomic():
        try:
            answer = getattr(client, method)(address, typed)
            for close in answer._resource_closers:  # `close()` would take the connection along
                close()
            return int(answer.status_code)
        finally:
            transaction.set_rollback(True)


def some(converter: object) -> object:
    """A value of that kind which names nothing."""
    return uuid.UUID(int=1) if isinstance(converter, UUIDConverter) else converter.to_python("1")  # type: ignore[attr-defined]


@pytest.mark.parametrize("user", ["staff", "member-A"])
def test_no_page_and_no_form_wants_more_than_the_console_may(as_console: Seeded, user: str) -> None:
    ids = addresses(as_console)
    client = signed_in(user)
    link = links.token_of(as_console.alert, as_console.contact)
    ids |= {
        "answer": {"token": link, "said": "is-ours"},
        "leave": {"token": link},
        "invitation": {"secret": "x"},
        "password-link": {"user_id": 1, "token": "x"},
        "calendar-feed": {"token": "x"},
        **{name: {"form_name": "csv"} for name in ("brands-file", "brands-template")},
    }
    named = {
        one.name: ids.get(one.name, {arg: some(kind) for arg, kind in one.pattern.converters.items()})
        for one in urlpatterns
        if one.name != "sign-out"
    }
    refused = []
    for name, given in named.items():
        address = reverse(name, kwargs=given)
        typed = TYPED | {"delivery": str(as_console.delivery), "name": "新名", "note": "x"}
        for method in ("get", "post"):
            try:
                status = asked(client, method, address, typed if method == "post" else {})
            except DatabaseError as fault:
                refused.append(f"{method} {name}: {type(fault).__name__} {fault}"[:300])
            else:
                if status >= 500 and name not in WITHOUT_PARTS:
                    refused.append(f"{method} {name}: {status}")
    assert refused == []


def test_an_answer_by_a_link_is_kept(as_console: Seeded) -> None:
    before = Decision.objects.count()
    link = links.token_of(as_console.alert, as_console.contact)
    answer = Client().post(reverse("answer", kwargs={"token": link, "said": Answer.OURS.value}))
    assert answer.status_code == 200
    assert Decision.objects.count() == before + 1


def test_the_clock_does_all_of_its_work(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CLOCKED_SOURCES", ("none",))
    monkeypatch.setattr("jobs.clock.refresh_connection", lambda: None)  # the test's transaction lives in it
    began = timezone.now()
    with asked_as(SERVICE):
        tick()
    assert Heartbeat.objects.get(name=CLOCK).at >= began


def test_an_enterprise_is_exported_and_deleted_whole_by_a_worker(db: None, tmp_path: Path) -> None:
    with override_settings(HAISHAO_HOME=tmp_path):
        owner = owner_named(seed_all("A").enterprise)
        request = ask("企业A公司")
        with asked_as(SERVICE):
            write_export(owner, tmp_path / "out.zip", now=timezone.now())
            done = carry_on(request, seconds=60)
    assert done is not None
    assert all(one.before > one.after == 0 for one in done.counts)
