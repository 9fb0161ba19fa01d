"""Exports and deletions on their pages: who may, how often, how they are taken back, and how it all ends."""

import json
import os
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from typer import Exit

from domain.role import Role
from haishao.commands.enterprise import _deleted
from jobs import deleting as deleting_jobs
from jobs.deleting import carry_on, sweep_deletions
from jobs.deletion_register import certificate_of, verified
from jobs.exporting import folder, make_export, sweep_exports
from storage import deleting, erasing, exports, models
from storage.deletions import RegisterDiffers
from storage.owned import owner_named
from storage.people import save_user
from storage.viewers import Viewer
from tests.console.enterprises import seed
from tests.console.test_isolation import WORDS
from tests.made_up import PASSWORD, signed_in

EVERYBODY = Viewer(user_id=None, staff=True, platform_admin=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HAISHAO_HOME=tmp_path):
        yield tmp_path


@pytest.fixture
def admin(db: None) -> Client:
    """A browser of A's administrator; B is there as well."""
    seed("A")
    seed("B")
    return signed_in("admin-A", "企业A公司")


def number(letter: str) -> int:
    return models.Enterprise.objects.get(name=f"企业{letter}公司").pk


def acts() -> list[str]:
    return list(models.AuditEntry.objects.order_by("pk").values_list("did", flat=True))


def test_an_administrator_exports_and_downloads_what_is_their_own_and_nobody_else_can(admin: Client) -> None:
    models.EnterpriseExport.objects.all().delete()
    for _ in range(2):  # sent twice is asked once
        assert admin.post(f"/exports/{number('A')}/make").status_code == 302
    wanted = models.EnterpriseExport.objects.get()
    assert "正在制作" in admin.get("/exports").content.decode()
    make_export(wanted.pk)
    make_export(wanted.pk)
    assert f"/exports/{wanted.pk}.zip" in admin.get("/exports").content.decode()
    file = b"".join(admin.get(f"/exports/{wanted.pk}.zip"))
    with zipfile.ZipFile(BytesIO(file)) as made:
        said = made.read("records/brands.jsonl").decode() + made.read("index.html").decode()
    assert "品牌A牌" in said
    assert not any(word in said for word in WORDS)
    assert {"export-asked", "export-taken"} <= set(acts())
    others = [signed_in("admin-B", "企业B公司"), signed_in("staff", None)]
    save_user("plain", PASSWORD, enterprise="企业A公司", role=Role.MEMBER)
    others.append(Client())
    others[-1].login(username="plain", password=PASSWORD)
    for other in others:
        assert other.get(f"/exports/{wanted.pk}.zip").status_code == 404
    assert others[-1].get("/exports").status_code == 404
    assert others[-1].post(f"/exports/{number('A')}/make").status_code == 404


def test_exports_are_throttled_and_dropped_after_their_time(admin: Client) -> None:
    for _ in range(exports.MOST_A_DAY):
        assert admin.post(f"/exports/{number('A')}/make").status_code == 302
        make_export(models.EnterpriseExport.objects.latest("pk").pk)
    assert admin.post(f"/exports/{number('A')}/make").status_code == 429
    last = models.EnterpriseExport.objects.latest("pk")
    models.EnterpriseExport.objects.update(made_at=timezone.now() - exports.KEPT)
    path = folder() / f"{last.pk}.zip"
    past = timezone.now().timestamp() - 7200
    os.utime(path, (past, past))
    sweep_exports()
    assert not path.exists()
    assert admin.get(f"/exports/{last.pk}.zip").status_code == 404


def test_a_deletion_is_asked_for_by_name_waits_and_can_be_revoked(admin: Client) -> None:
    staff = signed_in("staff", None)
    page = staff.get(f"/deletions?enterprise={number('A')}").content.decode()
    assert "将删除" in page
    ask = f"/deletions/{number('A')}/ask"
    assert staff.post(ask, {"name": "企业B公司"}).status_code == 400
    assert not models.DeletionRequest.objects.exists()
    for _ in range(2):
        assert staff.post(ask, {"name": "企业A公司"}).status_code == 302
    request = models.DeletionRequest.objects.get()
    assert (request.due_at - request.asked_at).days == 7
    assert deleting.due_deletions(timezone.now()) == []
    assert carry_on(request.pk, seconds=9) is None
    assert models.Brand.objects.filter(enterprise=number("A")).exists()
    for _ in range(2):
        assert staff.post(f"/deletions/{request.pk}/revoke").status_code == 302
    models.DeletionRequest.objects.update(due_at=timezone.now())
    assert carry_on(request.pk, seconds=9) is None
    assert {"deletion-asked", "deletion-revoked"} <= set(acts())
    save_user("reviewer", PASSWORD, enterprise=None, role=Role.REVIEWER)
    reviewer = Client()
    reviewer.login(username="reviewer", password=PASSWORD)
    assert reviewer.get("/deletions").status_code == admin.get("/deletions").status_code == 404
    assert reviewer.post(ask, {"name": "企业A公司"}).status_code == 404


def test_once_its_time_has_come_it_is_deleted_and_the_page_gives_the_certificate(admin: Client) -> None:
    staff = signed_in("staff", None)
    models.EnterpriseExport.objects.all().delete()
    admin.post(f"/exports/{number('A')}/make")
    export = models.EnterpriseExport.objects.get()
    make_export(export.pk)
    staff.post(f"/deletions/{number('A')}/ask", {"name": "企业A公司"})
    models.DeletionRequest.objects.update(due_at=timezone.now())
    request = models.DeletionRequest.objects.get().pk
    sweep_deletions(timezone.now())
    deleting.begin_deletion(request)
    assert staff.post(f"/deletions/{request}/revoke").status_code == 409
    assert admin.get("/brands").status_code == 302, "its people are shut out at once"
    done = carry_on(request, seconds=60)
    assert done is not None
    assert list(folder().iterdir()) == []
    assert staff.post(f"/deletions/{request}/revoke").status_code == 409
    address = f"/deletions/{done.number}/certificate"
    file = staff.post(address, {"form": "json"}).content.decode()
    assert verified(file) == done
    assert "企业A公司" not in file
    assert staff.post(address, {"form": "html", "name": "企业B公司"}).status_code == 400
    page = staff.post(address, {"form": "html", "name": "企业A公司"}).content.decode()
    assert "企业A公司" in page
    assert done.hash() in page
    assert models.Brand.objects.filter(enterprise=number("B")).exists()
    trail = staff.get("/audit").content.decode()
    assert "删除企业" in trail
    assert not any(word in trail for word in ("企业A公司", "admin-A"))


def test_a_person_who_was_erased_is_named_nowhere_but_in_the_trail(admin: Client) -> None:
    user = models.Membership.objects.get(user__username="admin-A").user
    models.Decision.objects.update(by="admin-A")
    called = erasing.erase_person("admin-A")
    assert admin.get("/brands").status_code == 302
    assert set(models.Decision.objects.values_list("by", flat=True)) == {called}
    user.refresh_from_db()
    assert (user.username, user.email, user.is_active) == (called, "", False)
    with pytest.raises(erasing.NobodyThere):
        erasing.erase_person("admin-A")


def test_a_contact_who_was_erased_leaves_no_address_and_what_was_told_stays(admin: Client) -> None:
    contact = models.Contact.objects.get(name="联系人A")
    delivery = models.Delivery.objects.get(contact=contact)
    called = erasing.erase_contact(contact.pk)
    contact.refresh_from_db()
    assert (contact.name, contact.address, contact.active) == (called, called, False)
    assert models.Delivery.objects.filter(pk=delivery.pk).exists()
    assert set(models.Attempt.objects.filter(delivery=delivery).values_list("answer", flat=True)) == {""}
    with pytest.raises(erasing.NobodyThere):
        erasing.erase_contact(contact.pk)


def test_the_command_line_shows_deletes_and_verifies(live_db: None, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from haishao.__main__ import app

    seed("A")
    run = CliRunner()
    out, proof = tmp_path / "a.zip", tmp_path / "a.json"
    shown = run.invoke(app, ["enterprise", "export", "企业A公司", "--out", str(out)])
    assert shown.exit_code == 0, shown.output
    assert zipfile.is_zipfile(out)
    dry = run.invoke(app, ["enterprise", "delete", "企业A公司"])
    assert dry.exit_code == 0
    assert "未删除" in dry.output
    assert run.invoke(app, ["enterprise", "delete", "企业A公司", "--confirm", "企业B公司"]).exit_code == 2
    assert models.Brand.objects.exists()
    gone = run.invoke(
        app, ["enterprise", "delete", "企业A公司", "--confirm", "企业A公司", "--certificate", str(proof)]
    )
    assert gone.exit_code == 0, gone.output
    assert not models.Enterprise.objects.exists()
    assert (
        run.invoke(app, ["enterprise", "verify-deletion", str(proof), "--name", "企业A公司"]).exit_code == 0
    )
    assert run.invoke(app, ["enterprise", "verify-deletion", str(proof), "--name", "别家"]).exit_code == 1
    changed = json.loads(proof.read_text())
    changed["statement"]["ended_at"] = "2020-01-01T00:00:00Z"
    proof.write_text(json.dumps(changed))
    refused = run.invoke(app, ["enterprise", "verify-deletion", str(proof)])
    assert refused.exit_code == 1
    assert "ended_at" in refused.output


def test_a_deletion_a_worker_comes_to_the_end_of_still_gives_its_certificate(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed("A")
    owner = owner_named("企业A公司")
    monkeypatch.setattr(
        deleting_jobs, "carry_on", lambda request, seconds: carry_on(request, seconds=60) and None
    )
    done = _deleted(owner)
    assert verified(certificate_of(done)) == done
    assert done.enterprise_number == owner.number


def test_registers_that_differ_end_a_deletion_with_a_sentence(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def differ(*_: object, **__: object) -> None:
        raise RegisterDiffers("line 3 differs")

    seed("A")
    monkeypatch.setattr(deleting_jobs, "carry_on", differ)
    with pytest.raises(Exit):
        _deleted(owner_named("企业A公司"))
    assert "line 3 differs" in capsys.readouterr().err
