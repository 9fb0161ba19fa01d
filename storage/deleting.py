"""An enterprise's deletion: asked for with days of grace, revoked, and carried out in batches that may be cut short. 删除企业."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from domain.deletion import Counted, Statement
from storage.audit import Act, acting, note
from storage.deletions import counts_of, hmac_of, left_of, register_after, register_line
from storage.models import (
    ApiToken,
    Brand,
    Contact,
    DeletionRequest,
    Delivery,
    Enterprise,
    Invitation,
    Session,
)
from storage.not_owned import KEPT
from storage.owned import LAST, OWNED, Owner, owner_of, people_of
from storage.viewers import NotVisible, Viewer, only_platform_admins

GRACE = dt.timedelta(days=7)
"""From the asking to the deletion, in which it can be revoked. GB/T 35273-2020, 8.7 wants requests answered within 30 days."""

BATCH = 1_000
"""Rows of one transaction."""


class NameDiffers(ValueError):
    """What was typed is not the enterprise's name."""


class AlreadyBegun(ValueError):
    """The deletion goes on and cannot be revoked any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A deletion that is to come, or with `begun` goes on."""

    request_id: int
    enterprise_id: int
    enterprise: str
    by: str
    asked_at: dt.datetime
    due_at: dt.datetime
    begun: bool


def ask_deletion(
    viewer: Viewer, enterprise_id: int, *, typed: str, by: str, grace: dt.timedelta = GRACE
) -> int:
    """Writes that an enterprise is to be deleted once the days of grace are over, and returns the request's id; one that waits
    is that one. Raises `NotVisible` for anybody but platform administrators, `NameDiffers`.
    """
    only_platform_admins(viewer, "deletion")
    with transaction.atomic():
        enterprise = Enterprise.objects.select_for_update().filter(pk=enterprise_id).first()
        if enterprise is None:
            raise NotVisible(f"enterprise {enterprise_id}")
        if typed.strip() != enterprise.name.strip():
            raise NameDiffers(typed)
        waiting = DeletionRequest.objects.filter(enterprise=enterprise, revoked_at__isnull=True).first()
        if waiting is None:
            now = timezone.now()
            due = now + grace
            waiting = DeletionRequest.objects.create(
                enterprise=enterprise, user_number=acting().user_id, by=by, asked_at=now, due_at=due
            )
            note(Act.DELETION_ASKED, of=enterprise, about=f"{due:%Y-%m-%d}")
        elif grace < GRACE:  # the command line does not wait
            DeletionRequest.objects.filter(pk=waiting.pk).update(due_at=timezone.now())
    return waiting.pk


def revoke_deletion(viewer: Viewer, request_id: int) -> bool:
    """Takes a request back; False when it was before. Raises `NotVisible`, `AlreadyBegun`."""
    only_platform_admins(viewer, "deletion")
    with transaction.atomic():
        rows = DeletionRequest.objects.select_for_update(of=("self",)).select_related("enterprise")
        row = rows.filter(pk=request_id).first()
        if row is None:
            raise NotVisible(f"request {request_id}")
        if row.begun_at is not None:
            raise AlreadyBegun(row.enterprise.name)
        if row.revoked_at is not None:
            return False
        DeletionRequest.objects.filter(pk=request_id).update(revoked_at=timezone.now())
        note(Act.DELETION_REVOKED, of=row.enterprise)
    return True


def waiting_deletions(viewer: Viewer) -> tuple[Waiting, ...]:
    """Those to come, the soonest first. Raises `NotVisible` for anybody but platform administrators."""
    only_platform_admins(viewer, "deletion")
    rows = DeletionRequest.objects.filter(revoked_at__isnull=True).select_related("enterprise")
    return tuple(
        Waiting(
            request_id=row.pk,
            enterprise_id=row.enterprise_id,
            enterprise=row.enterprise.name,
            by=row.by,
            asked_at=row.asked_at,
            due_at=row.due_at,
            begun=row.begun_at is not None,
        )
        for row in rows.order_by("due_at")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLeft:
    """How many records of a kind there are; what it is called, in Chinese and English."""

    zh: str
    en: str
    count: int


def what_would_go(viewer: Viewer, enterprise_id: int) -> tuple[str, tuple[KindLeft, ...]]:
    """An enterprise's name, and what its deletion would take. Raises `NotVisible` for anybody but platform administrators."""
    only_platform_admins(viewer, "deletion")
    enterprise = Enterprise.objects.filter(pk=enterprise_id).first()
    if enterprise is None:
        raise NotVisible(f"enterprise {enterprise_id}")
    counts = left_of(owner_of(enterprise))
    kinds = (KindLeft(zh=one.zh, en=one.en, count=counts[one.kind]) for one in (*OWNED, *LAST))
    return enterprise.name, tuple(one for one in kinds if one.count)


def deletions_done(viewer: Viewer) -> tuple[Statement, ...]:
    """The register, newest first. Raises `NotVisible` for anybody but platform administrators."""
    only_platform_admins(viewer, "deletion")
    return register_after(0)[::-1]


def due_deletions(now: dt.datetime) -> list[int]:
    """Ids of requests whose time has come, those cut short among them."""
    rows = DeletionRequest.objects.filter(revoked_at__isnull=True, due_at__lte=now)
    return list(rows.order_by("due_at").values_list("pk", flat=True)[:20])


def begin_deletion(request_id: int) -> Owner | None:
    """Counts what there is, shuts the enterprise's people, programs and contacts out and ends its watching; once. None when
    there is nothing to delete, or it is not due.
    """
    with transaction.atomic():
        rows = DeletionRequest.objects.select_for_update(of=("self",)).select_related("enterprise")
        row = rows.filter(pk=request_id, revoked_at__isnull=True, due_at__lte=timezone.now()).first()
        if row is None:
            return None
        owner = owner_of(row.enterprise)
        if row.begun_at is None:
            before = [asdict(one) for one in counts_of(owner)]
            _shut_out(owner)
            DeletionRequest.objects.filter(pk=request_id).update(begun_at=timezone.now(), before=before)
    return owner


def _shut_out(owner: Owner) -> None:
    now = timezone.now()
    people = list(people_of(owner).values_list("pk", flat=True))
    get_user_model().objects.filter(pk__in=people).update(is_active=False)
    Session.objects.filter(user_number__in=people).delete()
    ApiToken.objects.filter(enterprise=owner.number, withdrawn_at__isnull=True).update(withdrawn_at=now)
    Invitation.objects.filter(enterprise=owner.number, accepted_at__isnull=True).update(withdrawn_at=now)
    Contact.objects.filter(enterprise=owner.number).update(active=False)
    Brand.objects.filter(enterprise=owner.number, unwatched_at__isnull=True).update(unwatched_at=now)
    Delivery.objects.filter(contact__enterprise=owner.number, state="pending").update(state="withdrawn")


def is_begun(request_id: int) -> bool:
    """True while a deletion goes on."""
    return DeletionRequest.objects.filter(pk=request_id, begun_at__isnull=False).exists()


def delete_batch(owner: Owner, *, limit: int = BATCH) -> int:
    """Deletes rows of the first kind of which there are any, and returns how many; 0 when nothing is left."""
    for one in OWNED:
        keys = list(one.rows(owner).order_by("pk").values_list("pk", flat=True)[:limit])
        if keys:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SET LOCAL haishao.erasing TO 'on'"
                )  # the history of a case goes with its enterprise
                rows = one.model._default_manager.filter(pk__in=keys)
                rows.only(
                    "pk"
                ).delete()  # by their numbers alone: workers may not read what else stands there
            return len(keys)
    return 0


def finish_deletion(request_id: int, *, software: str) -> Statement | None:
    """Deletes the enterprise's own row and writes the register's line, in one transaction in which every table is asked anew.
    None where rows came meanwhile: delete on.
    """
    with transaction.atomic():
        row = (
            DeletionRequest.objects.select_for_update().filter(pk=request_id, begun_at__isnull=False).first()
        )
        if row is None:
            return None
        enterprise = Enterprise.objects.select_for_update().get(pk=row.enterprise_id)
        owner = owner_of(enterprise)
        if any(one.rows(owner).exists() for one in OWNED):
            return None
        note(Act.ENTERPRISE_DELETED, about=f"#{owner.number}", who=row.by)
        for one in LAST:
            one.rows(owner).delete()
        after = left_of(owner)
        assert not any(after.values()), "nothing can come while the enterprise's row is locked"
        before = [Counted(**one) for one in row.before]

        def statement(number: int, previous: str) -> Statement:
            return Statement(
                number=number,
                previous=previous,
                enterprise_number=owner.number,
                enterprise_hmac=hmac_of(owner.name),
                asked_at=_utc(row.asked_at),
                begun_at=_utc(row.begun_at or row.asked_at),
                ended_at=_utc(timezone.now()),
                by_user=row.user_number,
                counts=tuple(
                    Counted(
                        kind=one.kind, before=one.before, after=after[one.kind], ids_sha256=one.ids_sha256
                    )
                    for one in before
                ),
                kept=KEPT,
                software=software,
            )

        return register_line(statement)


def _utc(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
