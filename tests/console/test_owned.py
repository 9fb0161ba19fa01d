"""An enterprise takes with it everything that is its own, is deleted whole and provably, and another is touched by neither."""

import io
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import override_settings
from django.utils import timezone

from domain.deletion import read_statement
from jobs.deleting import carry_on
from jobs.deletion_register import NotVerified, certificate_of, register_file, settle_register, verified
from jobs.exporting import write_export
from storage import deleting, models
from storage.audit import Act, entries, note
from storage.deletions import come_back, hmac_of, register_after
from storage.not_owned import NOT_OWNED
from storage.owned import LAST, OWNED, SEEN, Owner, owner_named
from storage.owned_export import EXPORTED, LEFT_OUT
from storage.owned_record import record_of
from storage.viewers import Viewer
from tests.console.enterprises import Seeded, seed
from tests.console.test_isolation import OWN, WORDS, rows_of, tables

EVERYBODY = Viewer(user_id=None, staff=True, platform_admin=True)
NOW = timezone.now()


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HAISHAO_HOME=tmp_path):
        yield tmp_path


def seed_all(letter: str) -> Seeded:
    """An enterprise with a row of every kind, those only staff see among them."""
    seeded = seed(letter)
    enterprise = models.Enterprise.objects.get(name=seeded.enterprise)
    user = models.Membership.objects.get(enterprise=enterprise).user
    models.Session.objects.create(
        session_key=f"key-{letter}", session_data="", expire_date=NOW, user_number=user.pk
    )
    models.CalendarFeed.objects.create(
        user=user, token_hash=f"feed hash {letter}", language="zh", made_at=NOW, changed_at=NOW
    )
    models.SavedSearch.objects.create(user=user, name=f"search-{letter}", asked="q=1")
    Authenticator.objects.create(user=user, type="totp", data={})
    SocialAccount.objects.create(user=user, provider="oidc", uid=letter)
    EmailAddress.objects.create(user=user, email=f"{letter}@example.org")
    kind = ContentType.objects.get_for_model(models.Enterprise)
    LogEntry.objects.create(user=user, content_type=kind, object_id=str(enterprise.pk), action_flag=1)
    models.Notice.objects.filter(subject_zh="通知").delete()  # names nobody
    asked = f"企业请求协助：{enterprise.name} · 品牌{letter}牌"
    models.Notice.objects.create(subject_zh=asked, subject_en="", says_zh="", says_en="")
    thinks, _ = models.Adviser.objects.get_or_create(kind="think-tank", name="智库甲")
    models.AdviserAssignment.objects.create(
        adviser=thinks, enterprise=enterprise, since=NOW.date(), since_by="staff"
    )
    fair = models.Fair.objects.get(entries__enterprise=enterprise)
    models.FairFollowUp.objects.create(
        fair=fair, enterprise=enterprise, says=f"x {letter}", due_on=NOW.date()
    )
    models.FairAlertTold.objects.create(fair=fair, alert_id=seeded.alert)
    models.Bounce.objects.create(key=f"bounce-{letter}", delivery_id=seeded.delivery, action="failed")
    models.Sample.objects.create(stratum="dismissed", month=NOW, decision_id=seeded.decision, turn=1)
    major = models.CaseMajor.objects.create(case_id=seeded.case, reasons=["said"], since=NOW, by="staff")
    call = models.CaseCall.objects.create(major=major, contact_id=seeded.contact, told_at=NOW)
    models.CaseMessage.objects.create(case_id=seeded.case, call=call)
    models.CaseReview.objects.create(case_id=seeded.case, lesson="x", by="staff", at=NOW)
    models.Proposal.objects.create(alert_id=seeded.alert, answer="ours", revision=1, by="staff")
    return seeded


@pytest.fixture
def both(db: None) -> tuple[Seeded, Seeded]:
    """Enterprises A and B with rows of every kind."""
    return seed_all("A"), seed_all("B")


def exported(owner: Owner, folder: Path) -> zipfile.ZipFile:
    out = folder / "out.zip"
    write_export(owner, out, now=NOW)
    return zipfile.ZipFile(out)


def texts_of(made: zipfile.ZipFile) -> str:
    """Everything in the zip that can be read, workbooks unpacked."""
    read = []
    for name in made.namelist():
        content = made.read(name)
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(part) for part in book.namelist())
        read.append(content.decode("utf-8", "replace"))
    return "\n".join(read)


def everything() -> dict[str, list[dict[str, object]]]:
    return {label: list(model._default_manager.order_by("pk").values()) for label, model in tables().items()}


def ask(enterprise: str, days: int = 0) -> int:
    owner = owner_named(enterprise)
    grace = deleting.dt.timedelta(days=days)
    return deleting.ask_deletion(EVERYBODY, owner.number, typed=enterprise, by="staff", grace=grace)


def test_of_every_table_it_is_decided_whether_it_is_an_enterprise_s() -> None:
    owned = {one.model._meta.label for one in (*OWNED, *LAST)}
    assert owned | set(NOT_OWNED) == set(tables()), (
        "say in storage/owned.py or storage/not_owned.py whose the new table is"
    )
    assert owned & set(NOT_OWNED) == set()
    named = {one.model._meta.label for one in (*EXPORTED, *LEFT_OUT)}
    assert named >= OWN, "a table members see is exported, or left out with a reason"
    assert all(all(one.left_out) for one in LEFT_OUT)
    assert all(all(reason) for reason in NOT_OWNED.values())


def test_every_kind_has_rows_of_each_enterprise_here(both: tuple[Seeded, Seeded]) -> None:
    for seeded in both:
        owner = owner_named(seeded.enterprise)
        ask(seeded.enterprise)
        assert [one.kind for one in (*OWNED, *LAST, *SEEN) if not one.rows(owner).exists()] == []


def test_an_export_holds_every_row_of_its_enterprise_and_no_word_of_another(
    both: tuple[Seeded, Seeded], tmp_path: Path
) -> None:
    owner = owner_named(both[0].enterprise)
    with exported(owner, tmp_path) as made:
        assert made.testzip() is None
        said = texts_of(made)
        manifest = json.loads(made.read("manifest.json"))
        for one in EXPORTED:
            lines = [json.loads(line) for line in made.read(f"records/{one.kind}.jsonl").splitlines()]
            assert len(lines) == one.rows(owner).count() > 0, one.kind
            (counted,) = [
                file["count"] for file in manifest["files"] if file["file"] == f"records/{one.kind}.jsonl"
            ]
            assert counted == len(lines)
        assert {file["file"] for file in manifest["files"]} == set(made.namelist()) - {"manifest.json"}
        assert made.read(f"logos/{both[0].logo}.svg") == b"<svg>A</svg>"
        assert made.read(f"evidence_pictures/{both[0].picture}.png") == b"png A"
    for word in WORDS:
        assert word not in said
        assert word.replace("B", "A") in said
    assert "search-A" in said
    for secret in (
        "argon2",
        "md5$",
        models.ApiToken.objects.get(enterprise=owner.number).sha256.hex(),
        "feed hash A",
    ):
        assert secret not in said


def test_an_amount_of_money_is_exported_to_the_cent() -> None:
    assert json.loads(record_of("cases", {"claimed": Decimal("12500.50")})) == {"claimed": "12500.50"}


def test_an_export_is_the_same_bytes_for_the_same_rows(both: tuple[Seeded, Seeded], tmp_path: Path) -> None:
    owner = owner_named(both[0].enterprise)
    first = write_export(owner, tmp_path / "1.zip", now=NOW)
    assert write_export(owner, tmp_path / "2.zip", now=NOW) == first
    models.Brand.objects.filter(enterprise=owner.number).update(goods="others")
    assert write_export(owner, tmp_path / "3.zip", now=NOW) != first
    assert sorted(path.name for path in tmp_path.glob("*")) == ["1.zip", "2.zip", "3.zip"]


def test_an_enterprise_is_deleted_whole_though_cut_short_and_another_stays_byte_for_byte(
    db: None, home: Path
) -> None:
    seed_all("B")
    before = everything()
    keys_before = {label: rows_of(model) for label, model in tables().items()}
    a = seed_all("A")
    of_a = {label: rows_of(model) - keys_before[label] for label, model in tables().items()}
    request = ask(a.enterprise)
    owner = deleting.begin_deletion(request)
    assert owner is not None
    for _ in range(9):  # and here its worker was killed
        assert deleting.delete_batch(owner, limit=1) == 1
    assert deleting.finish_deletion(request, software="test") is None, "there is more"
    done = carry_on(request, seconds=60)
    assert done is not None
    assert carry_on(request, seconds=60) is None
    for label, model in tables().items():
        left = of_a[label] & rows_of(model)
        assert not left or label in NOT_OWNED, label
    after = everything()
    gone = {one.model._meta.label for one in (*OWNED, *LAST)}
    assert {label for label in gone if after[label] != before[label]} == set()
    assert all(one.after == 0 for one in done.counts)
    assert {one.kind for one in done.counts if one.before == 0} == set()
    names = {word.replace("B", "A") for word in WORDS}
    assert not any(name in certificate_of(done) for name in names)
    assert register_file().read_text() == certificate_of(done) + "\n"
    assert verified(certificate_of(done)) == done
    assert done.enterprise_hmac == hmac_of(a.enterprise)


def test_a_certificate_that_was_changed_is_refused_by_what_was_changed(db: None) -> None:
    seed_all("A")
    done = carry_on(ask("企业A公司"), seconds=60)
    good = json.loads(certificate_of(done))
    said = good["statement"]
    brands = next(at for at, one in enumerate(said["counts"]) if one["kind"] == "brands")
    fewer = [one | {"before": 0} if at == brands else one for at, one in enumerate(said["counts"])]
    wrong = {
        "ended_at": said | {"ended_at": "2020-01-01T00:00:00Z"},
        "counts.brands.before": said | {"counts": fewer},
        "counts.brands: ": said | {"counts": said["counts"][:brands] + said["counts"][brands + 1 :]},
        "enterprise_hmac": said | {"enterprise_hmac": hmac_of("企业B公司")},
        "no number 9": said | {"number": 9},
    }
    for named, statement in wrong.items():
        rehashed = read_statement(json.dumps(statement)).hash()
        with pytest.raises(NotVerified, match=named.replace(".", r"\.")):
            verified(json.dumps({"hash": rehashed, "statement": statement}))
    with pytest.raises(NotVerified, match="hash"):
        verified(json.dumps(good | {"hash": "0" * 64}))


def test_a_deletion_a_restored_backup_forgot_is_listed_and_done_again(db: None) -> None:
    from django.db import transaction

    seed_all("A")
    seed_all("B")
    with transaction.atomic():
        done = carry_on(ask("企业A公司"), seconds=60)
        transaction.set_rollback(True)  # as a backup of the time before would
    assert register_after(0) == ()
    with pytest.raises(NotVerified):
        verified(certificate_of(done))
    assert settle_register() == 1
    assert [owner.name for owner in come_back()] == ["企业A公司"]
    with pytest.raises(NotVerified, match="deletions"):
        verified(certificate_of(done))
    again = carry_on(ask("企业A公司"), seconds=60)
    assert (again.number, again.previous) == (2, done.hash())
    assert come_back() == ()
    assert verified(certificate_of(done)) == done
    assert len(register_file().read_text().splitlines()) == 2


def test_the_trail_of_a_deleted_enterprise_is_not_found_by_the_names_it_no_longer_shows(db: None) -> None:
    seed_all("A")
    b = seed_all("B")
    of_a = models.Enterprise.objects.get(name="企业A公司")
    for enterprise in (of_a, models.Enterprise.objects.get(name=b.enterprise)):
        note(Act.CONTACTS_SEEN, of=enterprise, who="wang-li")
    assert len(entries(who="wang-li")) == 2
    number = of_a.pk
    carry_on(ask("企业A公司"), seconds=60)
    assert [line.enterprise for line in entries(who="wang-li")] == [b.enterprise]
    assert entries(enterprise="企业A公司") == ()
    assert f"#{number}" in {line.enterprise for line in entries()}, "the lines themselves stay"


def test_the_line_a_crash_cut_off_is_written_anew(db: None) -> None:
    seed_all("A")
    carry_on(ask("企业A公司"), seconds=60)
    whole = register_file().read_text()
    register_file().write_text(whole[:50])
    assert settle_register() == 0
    assert register_file().read_text() == whole
