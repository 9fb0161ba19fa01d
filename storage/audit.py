"""The audit trail: written with the act itself, in one transaction, and read by staff. 操作记录."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from domain.decision import Answer
from storage.models import AuditEntry, Brand, Contact, Deletion, Enterprise

LEAST_DAYS = 184
"""Days an entry stands at least: six months, the least for logs by 网络安全法 (2017 text: art. 21 (3)). The table's trigger
holds to it as well.
"""


class Act(StrEnum):
    """What can be done besides giving an `Answer`."""

    CONFIRMED = "confirmed"
    DEFERRED = "deferred"
    REVIEW_UNDONE = "review-undone"
    DECISION_UNDONE = "decision-undone"
    PROPOSED = "proposed"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    PROPOSAL_UNDONE = "proposal-undone"
    SETTLEMENT_UNDONE = "settlement-undone"
    SAMPLE_JUDGED = "sample-judged"
    SAMPLE_UNDONE = "sample-undone"
    CONTACT_SAVED = "contact-saved"
    CONTACT_STOPPED = "contact-stopped"
    CONTACT_STARTED = "contact-started"
    SUBSCRIPTION_CHANGED = "subscription-changed"
    CONTACTS_SEEN = "contacts-seen"
    CONTACT_SEEN = "contact-seen"
    DELIVERIES_SEEN = "deliveries-seen"
    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    PASSWORD_CHANGED = "password-changed"  # nosec B105 # the name of an act
    PASSWORD_LINK_MADE = "password-link-made"  # nosec B105 # the name of an act
    SESSIONS_ENDED = "sessions-ended"
    TOKEN_MADE = "token-made"  # nosec B105 # the name of an act
    TOKEN_WITHDRAWN = "token-withdrawn"  # nosec B105 # the name of an act
    BRAND_ADDED = "brand-added"
    BRAND_CHANGED = "brand-changed"
    BRAND_UNWATCHED = "brand-unwatched"
    BRAND_WATCHED = "brand-watched"
    LOGOS_CHANGED = "logos-changed"
    BRANDS_IMPORTED = "brands-imported"
    HELP_ASKED = "help-asked"
    HELP_ANSWERED = "help-answered"
    CALENDAR_MADE = "calendar-made"
    CALENDAR_WITHDRAWN = "calendar-withdrawn"
    SECOND_FACTOR_SET = "second-factor-set"
    SECOND_FACTOR_REFUSED = "second-factor-refused"
    SECOND_FACTOR_ENDED = "second-factor-ended"
    RECOVERY_CODE_USED = "recovery-code-used"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    INVITATION_ACCEPTED = "invitation-accepted"
    ROLE_CHANGED = "role-changed"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    SIGN_ON_LINKED = "sign-on-linked"
    TABLE_CHANGED = "table-changed"
    EVIDENCE_PACKED = "evidence-packed"
    EXPORT_ASKED = "export-asked"
    EXPORT_TAKEN = "export-taken"
    DELETION_ASKED = "deletion-asked"
    DELETION_REVOKED = "deletion-revoked"
    ENTERPRISE_DELETED = "enterprise-deleted"
    PERSON_ERASED = "person-erased"
    CONTACT_ERASED = "contact-erased"
    CASE_OPENED = "case-opened"
    CASE_MOVED = "case-moved"
    LISTED = "listed"
    LISTING_CHANGED = "listing-changed"
    LISTING_REVIEWED = "listing-reviewed"
    UNLISTED = "unlisted"
    LIST_RENEWED = "list-renewed"
    LIST_IMPORTED = "list-imported"
    INDUSTRY_ADDED = "industry-added"
    ADVISER_SAVED = "adviser-saved"
    PROFILE_CHANGED = "profile-changed"
    NAMING_ALLOWED = "naming-allowed"
    NAMING_WITHDRAWN = "naming-withdrawn"
    CASE_CHANGED = "case-changed"
    CASE_MAJOR = "case-major"
    CASE_REFERRED = "case-referred"
    CASE_FILE_TAKEN = "case-file-taken"
    GUIDANCE_ISSUED = "guidance-issued"
    CASE_OPENED_UP = "case-opened-up"
    UNFAIR_REFERRED = "unfair-referred"
    ADVISER_TIME_LOGGED = "adviser-time-logged"
    CONSULTATION_LOGGED = "consultation-logged"
    CALL_LIST_CHANGED = "call-list-changed"
    LEAD_FILED = "lead-filed"
    LEAD_PHOTOGRAPHED = "lead-photographed"
    LEAD_PACKED = "lead-packed"
    FAIR_SAVED = "fair-saved"
    FAIR_ENTERED = "fair-entered"
    FAIR_LEFT = "fair-left"
    FAIR_SHEETS_MADE = "fair-sheets-made"
    LEAD_BECAME_CASE = "lead-became-case"
    COUNTRY_WRITTEN = "country-written"
    TAKEDOWN_PREPARED = "takedown-prepared"
    TAKEDOWN_PACKED = "takedown-packed"
    TAKEDOWN_SUBMITTED = "takedown-submitted"
    TAKEDOWN_ANSWERED = "takedown-answered"
    PAGES_TRACKED = "pages-tracked"
    PAGE_SWITCHED = "page-switched"
    PAGE_CHANGE_SETTLED = "page-change-settled"
    LIBRARY_DRAFTED = "library-drafted"
    LIBRARY_CHANGED = "library-changed"
    LIBRARY_PUBLISHED = "library-published"
    LIBRARY_WITHDRAWN = "library-withdrawn"
    ADVISORY_WRITTEN = "advisory-written"
    ADVISORY_REVIEWED = "advisory-reviewed"
    ADVISORY_RETURNED = "advisory-returned"
    ADVISORY_SENT = "advisory-sent"
    ADVISORY_WITHDRAWN = "advisory-withdrawn"
    ADVISORY_ACKNOWLEDGED = "advisory-acknowledged"
    SURVEY_WRITTEN = "survey-written"
    SURVEY_SENT = "survey-sent"
    SURVEY_CLOSED = "survey-closed"
    SURVEY_ANSWERED = "survey-answered"
    SURVEY_TAKEN = "survey-taken"
    BULLETIN_PUBLISHED = "bulletin-published"
    BULLETIN_HELD = "bulletin-held"
    REPORT_DRAFTED = "report-drafted"
    REPORT_SIGNED = "report-signed"
    REPORT_SENT = "report-sent"
    TRAINING_SAVED = "training-saved"
    TRAINING_ATTENDED = "training-attended"
    TRAINING_MISSED = "training-missed"
    PLAN_SAVED = "plan-saved"
    ADVISER_ASSIGNED = "adviser-assigned"
    ADVISER_RELIEVED = "adviser-relieved"
    TRADE_IMPORTED = "trade-imported"
    INDUSTRY_CODES_CHANGED = "industry-codes-changed"
    REPUTATION_ADDED = "reputation-added"
    REPUTATION_WITHDRAWN = "reputation-withdrawn"
    REPUTATION_TAKEN = "reputation-taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a signed-in user, the contact a link was sent to, or with nothing said the command line."""

    user_id: int | None = None
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the trail as a page shows it; `enterprise` is "" for what is of none, or of all."""

    entry_id: int
    at: dt.datetime
    who: str
    did: str
    enterprise: str
    about: str
    address: str


_NOBODY = Actor()
_actor: ContextVar[Actor] = ContextVar("actor", default=_NOBODY)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """What is done in the block is done by this one."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def acting() -> Actor:
    """Who acts now."""
    return _actor.get()


_NOTE = """
INSERT INTO storage_auditentry (user_number, who, did, enterprise_number, enterprise, about, address)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


def note(did: Act | Answer, *, of: Enterprise | None = None, about: str = "", who: str = "") -> None:
    """Writes a line, by whoever acts now, or `who` where nobody is known. Asks for nothing back: a member may write here
    and not read.
    """
    actor = acting()
    by = actor.name or who
    whose = (of.pk, of.name) if of else (None, "")
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [actor.user_id, by, did.value, *whose, about[:300], actor.address])


def note_contact(did: Act, contact: Contact) -> None:
    """A line about one contact."""
    note(did, of=contact.enterprise, about=f"{contact.name} · {contact.channel}")


def about_alert(brand: Brand, holder: str) -> str:
    """What a line about an alert names."""
    return f"{brand.name} · {holder}"


def note_seen(did: Act, enterprises: list[str], *, about: str = "") -> None:
    """A line for each enterprise whose personal data was shown; one without any where that was everybody's, or staff's."""
    if not enterprises:
        note(did, about=about)
    for one in Enterprise.objects.filter(name__in=enterprises).order_by("pk"):
        note(did, of=one, about=about)


def entries(
    *, who: str = "", enterprise: str = "", before: int | None = None, limit: int = 100
) -> tuple[Entry, ...]:
    """Lines, newest first, for the eyes of staff: by whose name holds `who`, of one enterprise, written before a line. A name
    that a deleted enterprise's lines no longer show finds none of them.
    """
    rows = AuditEntry.objects.order_by("-pk")
    deleted = Q(enterprise_number__in=Deletion.objects.values("enterprise_number"))
    if who:
        ours = Q(user_number__in=get_user_model().objects.filter(is_staff=True).values("pk"))
        rows = rows.filter(~deleted | ours, who__icontains=who)
    if enterprise:
        rows = rows.filter(~deleted, enterprise=enterprise)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    shown = list(rows[:limit])
    numbers = {row.enterprise_number for row in shown if row.enterprise_number is not None}
    gone = set(
        Deletion.objects.filter(enterprise_number__in=numbers).values_list("enterprise_number", flat=True)
    )
    staff = (
        set(get_user_model().objects.filter(is_staff=True).values_list("pk", flat=True)) if gone else set()
    )
    return tuple(
        _without_names(row, staff) if row.enterprise_number in gone else _entry(row) for row in shown
    )


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        entry_id=row.pk,
        at=row.at,
        who=row.who,
        did=row.did,
        enterprise=row.enterprise,
        about=row.about,
        address=row.address,
    )


def _without_names(row: AuditEntry, staff: set[int]) -> Entry:
    """A line of an enterprise that was deleted. The row itself cannot be changed; the page says numbers instead of names."""
    ours = row.user_number in staff
    return replace(
        _entry(row),
        who=row.who if ours else f"#{row.user_number or '—'}",
        enterprise=f"#{row.enterprise_number}",
        about="",
        address=row.address if ours else "",
    )


def drop_entries(*, older_than_days: int, limit: int = 5_000) -> int:
    """Deletes lines past their time, and returns how many. Fewer days than `LEAST_DAYS` are asked for as those."""
    until = timezone.now() - dt.timedelta(days=max(older_than_days, LEAST_DAYS))
    old = AuditEntry.objects.filter(at__lt=until).order_by("at").values("pk")[:limit]
    return AuditEntry.objects.filter(pk__in=old).delete()[0]
