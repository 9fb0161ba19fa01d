"""The answer of a source beside its alert: text and a file for staff, never a page of ours."""

from pathlib import Path

from django.test import Client, override_settings
from django.utils import timezone

from domain.brand import Brand
from domain.match import Tier
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands
from storage.evidence import save_responses
from storage.matches import save_matches
from storage.models import Alert, Response
from storage.observations import observations_of, take_in_sightings
from storage.runs import run_folder, start_run
from tests.console.waiting import filed, match
from tests.kept import answer_kept
from tests.made_up import signed_in

PAGE = b"<html><script>alert(1)</script><p>%s</p></html>"


def alert_on(body: bytes, runs: Path) -> tuple[int, int]:
    """An alert on a filing that stood in an answer with this body, and the answer's row."""
    save_brands([Brand(brand_id="A1", name="青鹭海", enterprise="甲")])
    run = start_run("us-uspto-trtdxfap")
    seen = filed("QINGLUHAI", "Blue Peak LLC")
    kept = answer_kept(runs / run_folder(run), "https://office.example/1", body)
    answers = save_responses(run, [kept])
    take_in_sightings(run, [(answers[1], seen)])
    ((row, observation),) = observations_of(run, after_id=0, limit=9)
    save_matches([(row, match(observation, Tier.HIGH, 9))])
    (alert,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    return alert, answers[1]


def test_foreign_html_is_shown_as_text_and_saved_as_a_file_no_browser_renders(
    staff: Client, tmp_path: Path
) -> None:
    with override_settings(RUNS_DIR=tmp_path):
        alert, answer = alert_on(PAGE % b"QINGLUHAI", tmp_path)
        link = f"/desk/{alert}/answers/{answer}"
        assert link in staff.get("/desk").content.decode()
        page = staff.get(link).content.decode()
        assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
        file = staff.get(f"{link}.bin")
        assert b"".join(file.streaming_content) == PAGE % b"QINGLUHAI"
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]


def test_of_a_long_answer_the_piece_around_the_filing_s_number_is_shown(
    staff: Client, tmp_path: Path
) -> None:
    with override_settings(RUNS_DIR=tmp_path):
        probe = filed("x", "y").ref
        ref = f"{int(probe) + 1:08}"
        body = b"before " * 30_000 + ref.encode() + b" after" * 30_000
        alert, answer = alert_on(body, tmp_path)
        page = staff.get(f"/desk/{alert}/answers/{answer}").content.decode()
    assert f"<mark>{ref}</mark> after after" in page
    assert len(page) < 60_000


def test_what_is_no_text_or_is_lost_or_another_s_is_said_so(staff: Client, tmp_path: Path) -> None:
    with override_settings(RUNS_DIR=tmp_path):
        alert, answer = alert_on(b"PK\x03\x04\x00\x00" * 99, tmp_path)
        link = f"/desk/{alert}/answers/{answer}"
        assert "应答不是文本" in staff.get(link).content.decode()
        Response.objects.update(offset=1)
        assert "原文无法读取" in staff.get(link).content.decode()
        assert staff.get(f"{link}.bin").status_code == 404
        Response.objects.update(dropped_at=timezone.now())
        assert staff.get(link).status_code == 404
        assert staff.get(f"/desk/{alert}/answers/{answer + 1}").status_code == 404
        member = signed_in("member", "甲")
        assert member.get(link).status_code == 404
    assert Alert.objects.get().pk == alert
