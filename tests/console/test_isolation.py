"""An enterprise never sees another's: every table and every address, asked as a member by the way the console asks."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from console.isolation import Isolation
from console.urls import urlpatterns
from domain.decision import Answer
from domain.role import Role
from jobs import links
from notifier.kinds import words_of
from storage import alerts, models
from storage.admin_tables import tables as admin_tables
from storage.alerts import loaded_alerts
from storage.invitations import invite
from storage.isolation import bound_by_link, bound_to, unbound
from storage.owned import owner_named
from storage.owned_export import EXPORTED, lines_of
from storage.people import save_user
from storage.row_security import MEMBER, NoMemberRole, make_member_role
from storage.viewers import NotVisible, viewer_of
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD

OWN = {
    "auth.User", "storage.Alert", "storage.AlertMatch", "storage.ApiToken", "storage.Attempt", "storage.Brand",
    "storage.BrandRight", "storage.BrandUpload",
    "storage.AdviserRating", "storage.CaseGuidance", "storage.UnfairTreatment",
    "storage.Case", "storage.CaseDeadline", "storage.CaseDocument", "storage.CaseEvent",
    "storage.Advisory", "storage.AdvisoryRecipient", "storage.Contact", "storage.Decision",
    "storage.Delivery", "storage.Digest", "storage.DigestEntry",
    "storage.Enterprise", "storage.EnterpriseExport", "storage.EvidencePicture", "storage.FairEntry",
    "storage.FairLead", "storage.FairPhoto",
    "storage.FairSheet",
    "storage.HelpCall", "storage.Invitation", "storage.IdempotentAnswer",
    "storage.EnterpriseShop", "storage.ListEntry",
    "storage.Logo", "storage.LogoCodes", "storage.Logo_brands", "storage.Look", "storage.Match", "storage.Membership",
    "storage.Observation", "storage.OwnSighting", "storage.Reminder", "storage.Response", "storage.Takedown",
    "storage.TakedownListing",
    "storage.TrainingAttendance", "storage.TrainingSession",
    "storage.ReputationItem",
    "storage.Survey", "storage.SurveyAnswer", "storage.SurveyAsk",
}  # fmt: skip
"""Tables a member sees its own rows of. Each must have rows of both enterprises here."""

SHARED = {
    "storage.CountryText", "storage.CrawlRun", "storage.Dropped", "storage.Fair", "storage.FairDuty", "storage.Industry",
    "storage.LibraryEntry",
}  # fmt: skip
"""The same for everybody: the health of the sources, the fairs with who is on duty there, the centre's industries, what is known
of countries, and cases that name nobody.
"""

REFUSED = {
    "account.EmailAddress", "account.EmailConfirmation", "admin.LogEntry",
    "auth.Group", "auth.Group_permissions", "auth.Permission", "auth.User_groups",
    "auth.User_user_permissions", "contenttypes.ContentType", "mfa.Authenticator",
    "socialaccount.SocialAccount", "socialaccount.SocialApp", "socialaccount.SocialToken", "procrastinate.ProcrastinateEvent",
    "procrastinate.ProcrastinateJob", "procrastinate.ProcrastinatePeriodicDefer", "procrastinate.ProcrastinateWorker",
    "storage.AccessToken", "storage.Adviser", "storage.CallPlace", "storage.CaseAdviser", "storage.CaseCall",
    "storage.CaseMajor", "storage.CaseMessage", "storage.CaseNumber", "storage.CaseReview", "storage.CaseTask", "storage.Dispute",
    "storage.CasePast", "storage.EnterprisePast", "storage.ReportIssue", "storage.ReportSending",
    "storage.AuditEntry", "storage.Batch", "storage.Bounce", "storage.BounceMailbox",
    "storage.CalendarFeed", "storage.CanaryRun",
    "storage.Deletion", "storage.DeletionRequest", "storage.EvidenceLink", "storage.EvidenceStamp", "storage.Heartbeat",
    "storage.FairAlertTold", "storage.FairFiling", "storage.FairFollowUp", "storage.FairSheetRound", "storage.FairWatch",
    "storage.BulletinEntry", "storage.Proceeding", "storage.ProceedingSighting",
    "storage.HostTurn", "storage.LookCodes", "storage.Notice", "storage.Proposal", "storage.ReceiverTurns",
    "storage.ObservationKey", "storage.RegisterEntry", "storage.Rescreen", "storage.RescreenPart", "storage.Review",
    "storage.Sample", "storage.SampleFrame",
    "storage.ListUpload", "storage.AdviserTime", "storage.Consultation", "storage.UnfairReferral",
    "storage.IndustryCode", "storage.TradeFigure", "storage.TradeImport",
    "storage.SavedSearch", "storage.Session", "storage.SignInTries", "storage.SourceTrouble",
    "storage.AdviserAssignment", "storage.PlanItem", "storage.PlanItemEvent",
    "storage.LibraryDraft", "storage.PageChange", "storage.PageText", "storage.TrackedPage",
}  # fmt: skip
"""Tables a member's request may not read at all."""

WORDS = (
    "企业B公司",
    "品牌B牌",
    "联系人B",
    "contact-B",
    "SIGN-B",
    "Holder B",
    "决定人B",
    "ref-B",
    "list-B",
    "question-B",
    "case-B",
    "document-B",
    "lead-B",
    "shop-B",
    "right-B",
    "listed-B",
    "advisory-B",
    "guidance-B",
    "unfair-B",
    "rating-B",
    "asked-B",
    "takedown-B",
    "seller-B",
    "training-B",
    "proof-B",
    "survey-B",
)
"""What only pages of B may say."""


def tables() -> dict[str, type[Model]]:
    return {model._meta.label: model for model in apps.get_models(include_auto_created=True)}


def rows_of(model: type[Model]) -> set[object]:
    return set(model._default_manager.values_list("pk", flat=True))


@pytest.fixture
def both(db: None) -> tuple[Seeded, Seeded]:
    """Enterprises A and B with rows in every table."""
    return seed("A"), seed("B")


@pytest.fixture
def member(both: tuple[Seeded, Seeded]) -> Client:
    client = Client()
    assert client.login(username=both[0].user, password=PASSWORD)
    return client


def ids_of(user: str) -> frozenset[int]:
    user_id = models.Membership.objects.get(user__username=user).user_id
    return viewer_of(user_id, staff=False).enterprise_ids


def id_of(user: str) -> int:
    return models.Membership.objects.get(user__username=user).user_id


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('haishao.enterprises', true)")
        return " ".join(map(str, cursor.fetchone()))


def test_every_table_is_classified() -> None:
    assert set(tables()) == OWN | SHARED | REFUSED, "say above what a member may see of the new table"


def test_every_table_of_ours_is_under_row_level_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity")
        locked = {name for (name,) in cursor.fetchall()}
    ours = {model._meta.db_table for label, model in tables().items() if label.startswith("storage.")}
    assert ours <= locked


def test_no_table_asked_whole_gives_a_member_a_row_of_another(db: None) -> None:
    a = seed("A")
    of_a = {label: rows_of(model) for label, model in tables().items()}
    seed("B")
    of_b = {label: rows_of(model) - of_a[label] for label, model in tables().items()}
    assert {label for label in OWN if not (of_a[label] and of_b[label])} == set(), "seed these for both"
    with bound_to(ids_of(a.user)):
        for label, model in tables().items():
            if label in REFUSED:
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    rows_of(model)
                continue
            seen = rows_of(model)
            assert seen == of_a[label] if label in OWN else seen == of_a[label] | of_b[label], label


def test_with_nothing_said_the_role_of_a_member_sees_nothing(both: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {MEMBER}")
        for label in OWN:
            assert rows_of(tables()[label]) == set(), label
        cursor.execute("RESET ROLE")
    with bound_to(()):
        assert rows_of(models.Alert) == set()


def test_a_member_cannot_write_into_another_s(both: tuple[Seeded, Seeded]) -> None:
    _, b = both
    theirs = models.Enterprise.objects.get(name=b.enterprise)
    with bound_to(ids_of(both[0].user)):
        assert models.Contact.objects.filter(pk=b.contact).update(name="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            models.Contact.objects.create(
                enterprise=theirs, name="x", channel="email", address="x@example.org"
            )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            models.Decision.objects.all().delete()


def test_brands_are_written_by_the_enterprise_s_own_administrators_alone(both: tuple[Seeded, Seeded]) -> None:
    a, b = both
    ours = models.Enterprise.objects.get(name=a.enterprise)
    with bound_to(ids_of(a.user)):  # a plain member
        assert models.Brand.objects.update(name="x") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            models.Brand.objects.create(enterprise=ours, brand_id="new", name="x")
    theirs = models.Enterprise.objects.get(name=b.enterprise)
    with bound_to(ids_of(a.user), administers=ids_of(a.user)):
        assert models.Brand.objects.update(name="x") == 1
        for move in ({"enterprise": theirs}, {"brand_id": "y"}, {"added_at": None}):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                models.Brand.objects.update(**move)
        for model, rest in ((models.Brand, {"brand_id": "new"}), (models.BrandUpload, {"size": 0})):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                model.objects.create(enterprise=theirs, **rest)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            models.Brand.objects.all().delete()
    with bound_to(ids_of(b.user), administers=ids_of(a.user)):  # administered, and not seen
        assert models.Brand.objects.update(name="y") == 0
    assert set(models.Brand.objects.values_list("name", flat=True)) == {"x", "品牌B牌"}


def test_a_profile_is_written_by_the_enterprise_s_own_administrators_alone(
    both: tuple[Seeded, Seeded],
) -> None:
    a, _ = both
    with bound_to(ids_of(a.user)):  # a plain member
        assert models.Enterprise.objects.update(district="x") == 0
    with bound_to(ids_of(a.user), administers=ids_of(a.user)):
        assert models.Enterprise.objects.update(district="x", named_from=timezone.localdate()) == 1
        for column in ({"name": "x"}, {"review_budget": 1}):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                models.Enterprise.objects.update(**column)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            models.Enterprise.objects.create(name="x")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            models.ListEntry.objects.update(level="low")
    assert list(models.Enterprise.objects.order_by("name").values_list("district", flat=True)) == ["x", ""]


def test_a_filter_that_is_forgotten_shows_nothing(
    member: Client, both: tuple[Seeded, Seeded], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "visible_alerts", lambda _viewer: models.Alert.objects.all())
    assert member.get(f"/alerts/{both[1].alert}").status_code == 404
    page = member.get("/").content.decode()
    assert "品牌A牌" in page
    assert not any(word in page for word in WORDS)


OF_PEOPLE = ("person-password", "end-sessions", "person-role", "person-activity", "person-reset")
OF_LISTS = ("list", "list-add", "list-import", "list-renew")
OF_ADVISORIES = ("advisory", "advisory-edit", "advisory-act", "advisory-acknowledge")
OF_SURVEYS = ("survey", "survey-edit", "survey-act")
OF_TAKEDOWNS = ("takedown", "takedown-pack", "takedown-submitted", "takedown-settled")
OF_REPORTS = ("report", "report-counts", "report-narrative", "report-sign", "report-send", "report-drop")
OF_TRAINING = ("training-session", "training-edit", "training-state", "training-attend", "training-import")
OF_INVITATIONS = ("invite-again", "invitation-withdraw")


OF_FAIRS = (
    "fair-edit", "fair-enter", "fair-sheets", "fair-duty-add", "fair-follow-up-add", "fair-summary",
)  # fmt: skip
OF_ENTRIES = ("fair-leave", "fair-ready", "fair-sheet", "fair-sheet-file")


def fair_of(b: Seeded) -> int:
    """The fair both exhibit at."""
    return models.FairLead.objects.get(pk=b.lead).fair_id


def survey_of(b: Seeded) -> int:
    return models.SurveyAsk.objects.get(pk=b.ask).survey_id


def entry_of(b: Seeded) -> int:
    return models.FairEntry.objects.get(enterprise__name=b.enterprise).pk


def addresses(b: Seeded) -> dict[str, dict[str, object]]:
    """Every address that names a row, with B's."""
    return {
        **{one: {"advisory_id": b.advisory} for one in OF_ADVISORIES},
        **{one: {"session_id": b.session} for one in OF_TRAINING},
        "training-unattend": {
            "session_id": b.session,
            "attendance_id": models.TrainingAttendance.objects.get(session_id=b.session).pk,
        },
        "plan-item": {"item_id": 1},
        **{one: {"survey_id": survey_of(b)} for one in OF_SURVEYS},
        "survey-file": {"survey_id": survey_of(b), "reach": "inside"},
        "survey-ask": {"ask_id": b.ask},
        "page-change": {"change_id": 1},
        "tracked-switch": {"page_id": 1},
        "library-draft": {"draft_id": 1},
        "library-withdraw": {"entry_id": 1},
        "country-edit": {"code": "US"},
        "alert": {"alert_id": b.alert},
        "plan": {"alert_id": b.alert, "office": "US", "form": "docx"},
        "decide": {"alert_id": b.alert},
        "contact": {"contact_id": b.contact},
        "contact-activity": {"contact_id": b.contact},
        "undo": {"decision_id": b.decision},
        "evidence-pack": {"alert_id": b.alert},
        "alert-picture": {"alert_id": b.alert, "sha256": b.picture},
        "desk-judged": {"alert_id": b.alert},
        "desk-settled": {"proposal_id": 1},
        **_of_fairs(b),
        "kept-answer": {"alert_id": b.alert, "response_id": 1},
        "kept-answer-file": {"alert_id": b.alert, "response_id": 1},
        "quality-judged": {"sample_id": 1},
        "quality-picture": {"sample_id": 1},
        "bounce-mail": {"bounce_id": 1},
        "brand": {"brand_row": b.brand},
        "brand-edit": {"brand_row": b.brand},
        "brand-stop": {"brand_row": b.brand},
        "brand-again": {"brand_row": b.brand},
        "brand-logos": {"brand_row": b.brand},
        "brand-logo": {"brand_row": b.brand, "sha256": b.logo},
        "reputation": {"brand_row": b.brand},
        "reputation-withdraw": {"brand_row": b.brand},
        "reputation-file": {"brand_row": b.brand, "item_id": b.proof},
        "reputation-pack": {"brand_row": b.brand, "form_name": "zip"},
        "industry": {"key": "食品"},
        "industry-codes": {"key": "食品"},
        "brands-preview": {"upload_id": b.upload},
        "case": {"case_id": b.case},
        "case-act": {"case_id": b.case, "act": "note"},
        "case-document": {
            "case_id": b.case,
            "document_id": models.CaseDocument.objects.get(case_id=b.case).pk,
        },
        "case-from-alert": {"alert_id": b.alert},
        "takedown-from-alert": {"alert_id": b.alert},
        "takedown-in-case": {"case_id": b.case},
        **{one: {"takedown_id": b.takedown} for one in OF_TAKEDOWNS},
        "platform-edit": {"key": "amazon"},
        "case-sheet": {"case_id": b.case},
        "case-guidance": {"case_id": b.case},
        "guidance-issued": {"case_id": b.case, "ordinal": 1},
        "consultation-case": {
            "consultation_id": models.Consultation.objects.get(enterprise__name=b.enterprise).pk
        },
        "help-ask": {"brand_row": b.brand},
        "help-reply": {"call_id": b.call},
        "list-entry": {"entry_id": b.entry},
        "list-reviewed": {"entry_id": b.entry},
        "list-remove": {"entry_id": b.entry},
        "enterprise": {"enterprise_id": models.Enterprise.objects.get(name=b.enterprise).pk},
        "enterprise-naming": {"enterprise_id": models.Enterprise.objects.get(name=b.enterprise).pk},
        **{one: {"kind": "exhibitors"} for one in OF_LISTS},
        "adviser-add": {"kind": "experts"},
        "list-file": {"kind": "exhibitors", "form_name": "csv"},
        "list-preview": {"upload_id": 1},
        **{
            one: {"adviser_id": 1}
            for one in ("adviser", "adviser-reviewed", "adviser-pair", "adviser-assign")
        },
        **{one: {"issue_id": 1} for one in OF_REPORTS},
        "report-file": {"issue_id": 1, "form_name": "docx"},
        "report-figure": {"issue_id": 1, "name": "new.case"},
        "enterprise-brief": {"enterprise_id": models.Enterprise.objects.get(name=b.enterprise).pk},
        "enterprise-brief-file": {
            "enterprise_id": models.Enterprise.objects.get(name=b.enterprise).pk,
            "form_name": "docx",
        },
        "observation": {
            "observation_id": models.Match.objects.filter(folded_into__alert=b.alert).values_list(
                "observation_id", flat=True
            )[0]
        },
        "applicant": {"alert_id": b.alert},
        "register-file": {"form_name": "csv"},
        "register-forget": {"search_id": 1},
        "export-make": {"enterprise_id": models.Enterprise.objects.get(name=b.enterprise).pk},
        "export-file": {"export_id": models.EnterpriseExport.objects.get(enterprise__name=b.enterprise).pk},
        "deletion-ask": {"enterprise_id": models.Enterprise.objects.get(name=b.enterprise).pk},
        "deletion-revoke": {"request_id": 1},
        "deletion-certificate": {"number": 1},
        "proceeding": {"proceeding_id": 1},
        "proceeding-case": {"proceeding_id": 1},
        "proceeding-bulletin": {"proceeding_id": 1},
        "token-withdraw": {"token_id": models.ApiToken.objects.get(enterprise__name=b.enterprise).pk},
        **{one: {"user_id": id_of(b.user)} for one in OF_PEOPLE},
        **{one: {"fair_id": fair_of(b)} for one in OF_FAIRS},
        **{one: {"fair_id": fair_of(b), "entry_id": entry_of(b)} for one in OF_ENTRIES},
        "fair-lead": {"fair_id": fair_of(b), "lead_id": b.lead},
        "fair-duty-drop": {"fair_id": fair_of(b), "duty_id": 1},
        "fair-follow-up-done": {"fair_id": fair_of(b), "follow_up_id": 1},
        **{
            one: {"invitation_id": models.Invitation.objects.get(enterprise__name=b.enterprise).pk}
            for one in OF_INVITATIONS
        },
    }


def _of_fairs(b: Seeded) -> dict[str, dict[str, object]]:
    lead = models.FairLead.objects.get(pk=b.lead)
    fair = {"fair_id": lead.fair_id}
    photo = lead.photos.get()
    desk = ("fair-desk", "fair-desk-data", "fair-desk-worker", "fair-desk-manifest", "fair-desk-lead")
    return {
        **dict.fromkeys(desk, fair),
        "fair-desk-photo": fair | {"form": lead.form, "sha256": photo.sha256},
        "fair-desk-preview": fair | {"photo_id": photo.pk},
        "fair-letter": fair | {"lead_id": lead.pk},
        "fair-lead-evidence": fair | {"lead_id": lead.pk},
    }


STAFF_ALONE = {
    "audit", "desk", "desk-undo", "deliveries", "replay", "register", "register-save",
    "tracked-pages", "tracked-add", "library-from-case", "library-new", "advisory-new",
    "settle-bounces", "desk-group", "desk-second", "quality", "quality-sample", "register-picture", "metrics",
    "deletions", "enterprises", "industry-add", "call-list", "fair-add", "fairs-import", "proceedings", "reports",
    "report-draft", "applicants", "applicants-file", "consultations",
    "training-add", "training-file", "work-plan", "plan-item-add", "plan-import", "plan-file",
    "trade", "trade-file", "trade-import",
    "survey-new", "survey-satisfaction",
}  # fmt: skip
OWN_LISTS = {
    "alerts", "withheld", "contacts", "rules", "sources", "brands", "brand-add", "brands-import", "help", "people",
    "tokens", "overview", "calendar", "exports", "lists", "cases", "case-new", "fairs", "advisories", "countries",
    "library", "briefs", "unfair-new", "dispute-bodies",
    "platforms", "takedowns",
    "training",
    "surveys", "survey-signal",
}  # fmt: skip
NOBODY_S = {
    "password", "sign-in", "sign-out", "language", "health", "sign-in-code", "sign-in-enrol", "sign-on", "sign-on-back",
    "second-factor", "second-factor-set-up", "second-factor-codes", "second-factor-off", "lost-form", "invitation",
    "password-link", "calendar-feed-make", "calendar-feed-withdraw", "ready",
    "case-in-hand",
    "bulletin", "bulletin-atom", "bulletin-json",
}  # fmt: skip
ASKED_BELOW = {
    "answer",
    "leave",
    "contact-add",
    "brands-file",
    "takedowns-file",
    "token-make",
    "calendar-feed",
    "invite",
    "fair",
    "advisory-link",
    "survey-link",
}
OF_NOBODY = {"brands-template", "country", "country-file", "library-entry", "platform", "platform-file"}
TYPED = {"role": "member", "answer": "is-ours", "said": "confirmed", "active": "no", "least_tier": "low"}


def test_every_address_is_classified(both: tuple[Seeded, Seeded]) -> None:
    known = {*addresses(both[1]), *STAFF_ALONE, *OWN_LISTS, *NOBODY_S, *ASKED_BELOW, *OF_NOBODY}
    assert {one.name for one in urlpatterns} == known, "say above whose the new address is"


def test_no_address_with_another_s_ids_is_there(member: Client, both: tuple[Seeded, Seeded]) -> None:
    before = snapshot()
    for name, ids in {**addresses(both[1]), **{one: {} for one in STAFF_ALONE}}.items():
        typed = TYPED | {"delivery": str(both[1].delivery)}
        answers = [member.get(reverse(name, kwargs=ids)), member.post(reverse(name, kwargs=ids), typed)]
        assert {one.status_code for one in answers} in ({404}, {404, 405}), name
        assert not any(word in one.content.decode() for one in answers for word in WORDS), name
    assert snapshot() == before


def test_no_list_names_what_is_another_s(member: Client) -> None:
    for name in OWN_LISTS:
        page = member.get(reverse(name))
        assert page.status_code == 200, name
        assert not any(word in page.content.decode() for word in WORDS), name


def test_a_fair_both_exhibit_at_names_to_each_its_own_alone(
    member: Client, both: tuple[Seeded, Seeded]
) -> None:
    page = member.get(reverse("fair", kwargs={"fair_id": fair_of(both[1])}))
    assert page.status_code == 200
    assert "lead-A" in page.content.decode()
    assert not any(word in page.content.decode() for word in WORDS)
    elsewhere = models.Fair.objects.create(
        name="Gulfood", office="AE", opens_on=timezone.localdate(), closes_on=timezone.localdate()
    )
    assert member.get(reverse("fair", kwargs={"fair_id": elsewhere.pk})).status_code == 404


def test_nothing_can_be_added_to_another_s_contacts(member: Client, both: tuple[Seeded, Seeded]) -> None:
    before = snapshot()
    typed = {"name": "x", "channel": "email", "address": "x@example.org", "language": "zh"}
    answer = member.post(reverse("contact-add"), typed | {"enterprise": both[1].enterprise})
    assert answer.status_code == 400
    assert snapshot() == before


def test_nothing_of_another_s_brands_is_exported_or_added_to(
    member: Client, both: tuple[Seeded, Seeded]
) -> None:
    before = snapshot()
    theirs = models.Enterprise.objects.get(name=both[1].enterprise).pk
    file = reverse("brands-file", kwargs={"form_name": "csv"})
    assert member.get(file, {"enterprise": theirs}).status_code == 404
    assert "品牌A牌" in member.get(file).content.decode()
    for address in ("brand-add", "brands-import"):
        assert member.post(reverse(address), {"enterprise": theirs, "name": "x"}).status_code == 404
    assert snapshot() == before


def test_no_token_can_be_made_for_another(member: Client, both: tuple[Seeded, Seeded]) -> None:
    before = snapshot()
    typed = {"name": "x", "scopes": ["brands:read"], "days": "30", "enterprise": both[1].enterprise}
    assert member.post(reverse("token-make"), typed).status_code == 400
    assert snapshot() == before


def test_nobody_can_be_invited_to_another_s(member: Client, both: tuple[Seeded, Seeded]) -> None:
    before = snapshot()
    typed = {"email": "x@example.org", "role": "member", "enterprise": both[1].enterprise}
    assert member.post(reverse("invite"), typed).status_code == 400
    seen_by = viewer_of(id_of(both[0].user), staff=False)
    with pytest.raises(NotVisible):
        invite(seen_by, "x@example.org", Role.MEMBER, enterprise=both[1].enterprise, by="x")
    assert snapshot() == before


def test_a_member_is_shown_no_password_of_anybody(both: tuple[Seeded, Seeded]) -> None:
    users = tables()["auth.User"]._default_manager
    with bound_to(ids_of(both[0].user)):
        assert list(users.values_list("username", flat=True)) == [both[0].user]
        for column in ("password", "is_staff", "is_superuser"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                list(users.values_list(column))
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            users.update(is_active=False)


def test_no_table_of_the_admin_is_there_for_anybody_but_platform_administrators(
    member: Client, both: tuple[Seeded, Seeded]
) -> None:
    save_user("reviewer", PASSWORD, enterprise=None, role=Role.REVIEWER)
    reviewer = Client()
    reviewer.login(username="reviewer", password=PASSWORD)
    shown = [admin_tables.urls[0], *(table.urls for table in admin_tables._registry.values())]
    names = {one.name for urls in shown for one in urls if getattr(one, "name", None)}
    assert {"index", "storage_contact_changelist", "auth_user_change"} <= names
    rows = {"object_id": str(both[1].contact), "app_label": "storage", "content_type_id": "1", "url": "x"}
    for name in sorted(names):
        for client in (member, reviewer):
            given = [{key: rows[key]} for key in rows]
            address = _address_of(name, given)
            assert client.get(address).status_code == 404, name
            assert client.post(address).status_code == 404, name


def _address_of(name: str, given: list[dict[str, str]]) -> str:
    for ids in ({}, *given, {"content_type_id": "1", "object_id": "1"}):
        with suppress(NoReverseMatch):
            return reverse(f"admin:{name}", kwargs=ids)
    raise AssertionError(name)


def test_a_link_to_one_enterprise_s_contact_opens_nothing_of_another(both: tuple[Seeded, Seeded]) -> None:
    a, b = both
    before = snapshot()
    token = links.token_of(b.alert, a.contact)
    for method in (Client().get, Client().post):
        answer = method(reverse("answer", kwargs={"token": token, "said": Answer.OURS.value}))
        assert answer.status_code == 410
        assert not any(word in answer.content.decode() for word in WORDS)
    assert snapshot() == before
    with bound_by_link(b.alert, a.contact):
        assert rows_of(models.Contact) == {a.contact}


def test_a_calendar_s_address_shows_its_owner_s_alerts_alone_without_a_sign_in(
    member: Client, both: tuple[Seeded, Seeded]
) -> None:
    models.Alert.objects.update(last_day=timezone.localdate())
    page = member.post(reverse("calendar-feed-make")).content.decode()
    address = re.search(r'value="[^"]+(/calendar/[^"]+\.ics)"', page)[1]
    answer = Client().get(address)
    assert answer.status_code == 200
    file = answer.content.decode().replace("\r\n ", "")
    assert "品牌A牌" in file
    assert not any(word in file for word in WORDS)


def test_an_overview_of_another_s_enterprise_is_not_there(
    member: Client, both: tuple[Seeded, Seeded]
) -> None:
    theirs = models.Enterprise.objects.get(name=both[1].enterprise).pk
    assert member.get(f"/overview?enterprise={theirs}").status_code == 404
    for path in (f"/calendar?enterprise={theirs}", "/overview?brand=B"):
        assert not any(word in member.get(path).content.decode() for word in WORDS)


def snapshot() -> dict[str, list[dict[str, object]]]:
    """Everything that is an enterprise's."""
    return {label: list(tables()[label]._default_manager.order_by("pk").values()) for label in sorted(OWN)}


def test_the_block_ends_where_it_ends(both: tuple[Seeded, Seeded]) -> None:
    before = role()
    ids, theirs = ids_of(both[0].user), ids_of(both[1].user)
    with bound_to(ids):
        within = role()
        with unbound():
            assert role() == before
            assert both[1].alert in rows_of(models.Alert)
        assert role() == within
        with pytest.raises(KeyError), unbound():
            raise KeyError
        assert role() == within
        with bound_to(theirs):
            assert both[0].alert not in rows_of(models.Alert)
        assert role() == within
    assert role() == before
    with pytest.raises(ProgrammingError), bound_to(ids):
        rows_of(tables()["auth.Group"])
    assert role() == before


def test_a_request_that_ends_in_a_fault_leaves_nothing_behind(both: tuple[Seeded, Seeded]) -> None:
    def writes(status: int) -> Callable[[HttpRequest], HttpResponse]:
        def view(_request: HttpRequest) -> HttpResponse:
            models.Contact.objects.filter(pk=both[0].contact).update(name=f"written {status}")
            return HttpResponse(status=status)

        return view

    before = role()
    for status in (200, 404, 500):
        Isolation(writes(status))(request_of(both[0].user))
        assert role() == before
    assert models.Contact.objects.get(pk=both[0].contact).name == "written 404"


def test_what_is_made_while_it_is_sent_is_bound_too(both: tuple[Seeded, Seeded]) -> None:
    def names() -> Iterator[str]:
        yield from models.Enterprise.objects.values_list("name", flat=True)

    answer = Isolation(lambda _request: StreamingHttpResponse(names()))(request_of(both[0].user))
    assert answer.getvalue().decode() == both[0].enterprise


def request_of(user: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = models.Membership.objects.get(user__username=user).user
    return request


def test_a_member_is_not_told_how_many_brands_of_others_a_holder_met(
    member: Client, both: tuple[Seeded, Seeded]
) -> None:
    says = "抢注迹象：照搬汉字；同一申请人已命中 4 个受监测品牌（2 家企业）"
    en = "signs of pre-emption: the same holder has met 4 watched brands of 2 enterprises"
    evidence = {
        "feature": "pre-emption",
        "score": 0.9,
        "ours": "a",
        "theirs": "b",
        "says": says,
        "says_en": en,
    }
    models.Match.objects.update(evidence=[evidence])
    models.Match.objects.filter(pk=models.Match.objects.order_by("pk").first().pk).update(withheld=True)
    alert = loaded_alerts([both[0].alert])[both[0].alert]
    told = [words_of(alert.leading, one, timezone.localdate()).why for one in ("zh", "en")]
    kind = next(one for one in EXPORTED if one.kind == "matches")
    shown = [*told, *lines_of(owner_named(both[0].enterprise), kind)]
    shown += [member.get(path).content.decode() for path in ("/", f"/alerts/{both[0].alert}", "/withheld")]
    for one in shown:
        assert not re.search(r"2 (家企业|enterprises)|4 (个受监测|watched)", one)
    assert "同一申请人还申请了其他企业受监测的品牌" in shown[-2]
    save_user("staff", PASSWORD, enterprise=None)
    client = Client()
    client.login(username="staff", password=PASSWORD)
    assert "2 家企业" in client.get(f"/alerts/{both[0].alert}").content.decode()


def test_staff_see_both(both: tuple[Seeded, Seeded]) -> None:
    save_user("staff", PASSWORD, enterprise=None)
    client = Client()
    client.login(username="staff", password=PASSWORD)
    page = client.get("/").content.decode()
    assert "品牌A牌" in page
    assert "品牌B牌" in page


def test_the_middleware_stands_between_the_user_and_the_view() -> None:
    order = settings.MIDDLEWARE
    at = order.index("console.isolation.Isolation")
    assert order[at - 1] == "django.contrib.auth.middleware.AuthenticationMiddleware"


def test_a_database_user_that_may_not_make_the_role_is_told_the_cure(db: None) -> None:
    with transaction.atomic(), connection.cursor() as cursor, connection.schema_editor() as editor:
        cursor.execute('CREATE ROLE "haishao test" LOGIN')
        cursor.execute('SET LOCAL SESSION AUTHORIZATION "haishao test"')
        with pytest.raises(NoMemberRole, match='GRANT haishao_member TO "haishao test"'):
            make_member_role(None, editor)
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute('GRANT haishao_member TO "haishao test"')
        cursor.execute('SET LOCAL SESSION AUTHORIZATION "haishao test"')
        make_member_role(None, editor)
        transaction.set_rollback(True)
