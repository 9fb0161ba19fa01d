"""The pack of an alert is a member's to take away, and nobody's of another enterprise."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from console import evidence_pack
from crawlers.catalogue import find
from evidence.verify import verify_pack
from storage import models
from storage.evidence import save_responses
from storage.people import save_user
from storage.runs import run_folder, start_run
from tests.console.enterprises import Seeded, seed
from tests.kept import answer_kept
from tests.made_up import PASSWORD

BODY = b"<journal>SIGN-A</journal>"


@pytest.fixture
def alert(db: None) -> Seeded:
    """An enterprise whose alert rests on an answer that is really there."""
    seeded = seed("A")
    run = start_run("source-A")
    said = answer_kept(
        settings.RUNS_DIR / run_folder(run), "https://office.example/A", BODY, provenance="live"
    )
    rows = save_responses(run, [said])
    seen = models.Observation.objects.filter(matches__folded_into__alert=seeded.alert)
    seen.update(response_id=rows[1])
    return seeded


def signed_in(user: str) -> Client:
    client = Client()
    assert client.login(username=user, password=PASSWORD)
    return client


def test_a_member_takes_away_a_pack_that_verifies_and_the_trail_says_so(alert: Seeded) -> None:
    client = signed_in(alert.user)
    assert f"/alerts/{alert.alert}/evidence.zip" in client.get(f"/alerts/{alert.alert}").content.decode()
    answer = client.post(f"/alerts/{alert.alert}/evidence.zip")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    verdict = verify_pack(io.BytesIO(answer.getvalue()))
    assert (verdict.answers, verdict.linked, verdict.gone) == (1, 1, 0)
    entry = models.AuditEntry.objects.get(did="evidence-packed")
    assert (entry.who, entry.enterprise) == (alert.user, alert.enterprise)


def test_staff_take_it_too_and_another_enterprise_finds_nothing(alert: Seeded) -> None:
    other = seed("B")
    save_user("staff", PASSWORD, enterprise=None)
    answer = signed_in("staff").post(f"/alerts/{alert.alert}/evidence.zip")
    assert (answer.status_code, verify_pack(io.BytesIO(answer.getvalue())).answers) == (200, 1)
    assert signed_in(other.user).post(f"/alerts/{alert.alert}/evidence.zip").status_code == 404
    assert signed_in(alert.user).get(f"/alerts/{alert.alert}/evidence.zip").status_code == 405


def test_an_answer_that_may_tell_another_enterprise_s_words_is_given_by_staff_alone(
    alert: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = replace(find("shopify-ucp-catalog"), name="source-A")
    monkeypatch.setattr(evidence_pack, "load_all", lambda: [searched])
    refused = signed_in(alert.user).post(f"/alerts/{alert.alert}/evidence.zip")
    assert refused.status_code == 409
    assert "请联系中心工作人员" in refused.content.decode()
    save_user("staff", PASSWORD, enterprise=None)
    given = signed_in("staff").post(f"/alerts/{alert.alert}/evidence.zip")
    assert verify_pack(io.BytesIO(given.getvalue())).answers == 1


def test_what_cannot_be_packed_is_told_with_the_cure(
    alert: Seeded, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = signed_in(alert.user)
    monkeypatch.setattr(evidence_pack, "MOST_BYTES", 10)
    answer = client.post(f"/alerts/{alert.alert}/evidence.zip")
    assert answer.status_code == 409
    assert f"haishao evidence pack {alert.alert}" in answer.content.decode()
    monkeypatch.undo()
    with evidence_pack._one_at_a_time:
        assert client.post(f"/alerts/{alert.alert}/evidence.zip").status_code == 429
    for file in settings.RUNS_DIR.rglob("*.warc.gz"):
        file.unlink()
    answer = client.post(f"/alerts/{alert.alert}/evidence.zip")
    assert (answer.status_code, str(settings.RUNS_DIR) in answer.content.decode()) == (409, False)
    assert not models.AuditEntry.objects.filter(did="evidence-packed").exists()
