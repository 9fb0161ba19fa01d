"""One enterprise with a row in every table that can be an enterprise's, each told from another's by a word."""

import base64
import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.case import CaseKind, CaseOrigin, NewCase
from domain.decision import Answer
from domain.fair_sheet import RiskSheet
from domain.kept_json import to_data
from domain.lists import ListKind
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party, Provenance
from domain.period import Period
from domain.report import Order, ReportKind
from domain.role import Role
from domain.scope import Scope
from matchers.conflicts import conflict_key
from storage import models
from storage.alerts import fold_matches, matches_to_fold
from storage.api_tokens import make_token
from storage.brands import save_brands, save_contact
from storage.cases import open_case
from storage.decisions import decide
from storage.evidence import save_responses
from storage.fairs import entry_from, fair_from
from storage.idempotent_answers import GivenAnswer, keep_answer
from storage.invitations import invite
from storage.logos import save_codes, save_logos
from storage.matches import save_matches
from storage.notices import open_notice
from storage.observations import observations_of, take_in_sightings
from storage.people import save_user
from storage.pictures import save_picture
from storage.report_issues import Frozen, draft, send, sign
from storage.reviews import Verdict, review
from storage.runs import start_run
from storage.viewers import Viewer
from tests.made_up import PASSWORD, received

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)
"""One pixel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What a test asks for by id."""

    enterprise: str
    user: str
    alert: int
    contact: int
    decision: int
    delivery: int
    picture: str
    brand: int
    upload: int
    call: int
    logo: str
    case: int
    takedown: int
    lead: int
    entry: int
    advisory: int
    session: int
    proof: int
    ask: int


def seed(letter: str) -> Seeded:
    """An enterprise named after a letter: brand, contact, an open alert and a decided one, and all that hangs on them."""
    enterprise, user = f"企业{letter}公司", f"member-{letter}"
    save_brands([Brand(brand_id=letter, name=f"品牌{letter}牌", enterprise=enterprise)])
    save_user(user, PASSWORD, enterprise=enterprise)
    address = f"contact-{letter}@example.org"
    contact = save_contact(
        enterprise, Contact(name=f"联系人{letter}", channel=Channel.EMAIL, address=address)
    )
    (logo,) = save_logos(letter, [f"<svg>{letter}</svg>".encode()])
    save_codes("v1", [(logo, b"codes")])
    alerts = [_alert(letter, number) for number in range(2)]
    picture = save_picture(f"png {letter}".encode())
    models.Match.objects.filter(folded_into__alert_id=alerts[0]).update(picture=picture)
    staff = Viewer(user_id=models.Membership.objects.get(user__username=user).user_id, staff=True)
    review(staff, alerts[0], Verdict.CONFIRMED, by="staff")
    decision = decide(staff, alerts[1], Answer.OURS, by=f"决定人{letter}").decision_id
    _token(enterprise)
    models.Reminder.objects.create(alert_id=alerts[0], days=3)
    brand = models.Brand.objects.get(brand_id=letter)
    upload = models.BrandUpload.objects.create(
        enterprise=brand.enterprise, file=f"list-{letter}.csv", content=b"name\nx", size=6, by=user
    )
    call = models.HelpCall.objects.create(brand=brand, form=uuid.uuid4(), asked=f"question-{letter}", by=user)
    models.EnterpriseExport.objects.create(
        enterprise=brand.enterprise, by=user, file="", made_at=timezone.now()
    )
    everybody = Viewer(user_id=staff.user_id, staff=True, platform_admin=True)
    invite(everybody, f"invited-{letter}@example.org", Role.MEMBER, enterprise=enterprise, by="staff")
    _brief(letter, brand.enterprise)
    case = _case(letter, brand)
    return Seeded(
        enterprise=enterprise,
        user=user,
        alert=alerts[0],
        contact=contact,
        decision=decision,
        delivery=_delivery(alerts[0], contact),
        picture=picture,
        brand=brand.pk,
        upload=upload.pk,
        call=call.pk,
        logo=logo,
        case=case,
        takedown=_takedown(letter, case),
        lead=_lead(letter, brand.enterprise),
        entry=_listed(letter, brand),
        advisory=_advisory(letter, brand.enterprise),
        session=_trained(letter, brand.enterprise),
        proof=_proof(letter, brand),
        ask=_survey(letter, brand.enterprise),
    )


def _brief(letter: str, enterprise: models.Enterprise) -> None:
    """A brief that was signed and sent."""
    order = Order(
        kind=ReportKind.BRIEF, period=Period.of("2026Q1"), as_of=Period.of("2026Q1").ends, enterprise_id=enterprise.pk
    )  # fmt: skip
    staff = Viewer(user_id=None, staff=True)
    made = draft(staff, order, by="staff")
    files = Frozen(
        narrative={},
        figures=f'{{"figures": {{}}, "of": "report-{letter}"}}',
        sha256=letter,
        docx=b"docx",
        xlsx=b"xlsx",
    )
    sign(staff, made.issue_id, files, by="staff")
    send(staff, made.issue_id, to=f"sent-{letter}", way="", by="staff", form=uuid.uuid4())


def _trained(letter: str, enterprise: models.Enterprise) -> int:
    """A session the enterprise alone came to."""
    session = models.TrainingSession.objects.create(
        form=uuid.uuid4(), title=f"training-{letter}", day=timezone.localdate(), audience="general", state="held", made_by="staff"
    )  # fmt: skip
    models.TrainingAttendance.objects.create(session=session, enterprise=enterprise, added_by="staff")
    return session.pk


def _case(letter: str, brand: models.Brand) -> int:
    """A case with a shared line of history, a deadline and a shared document."""
    new = NewCase(
        origin=CaseOrigin.ACCEPTANCE, kind=CaseKind.SQUATTING, title=f"case-{letter}", brand_row=brand.pk
    )
    staff = Viewer(user_id=None, staff=True)
    case, _ = open_case(staff, brand.enterprise_id, new, by="staff")
    models.CaseDeadline.objects.create(case_id=case.case_id, says="x", day=timezone.localdate())
    models.CaseTask.objects.create(case_id=case.case_id, says="x", set_by="staff")
    expert, _ = models.Adviser.objects.get_or_create(kind="expert", name="专家甲")
    models.CaseAdviser.objects.create(case_id=case.case_id, adviser=expert, named_by="staff")
    said = f"document-{letter}".encode()
    models.CaseDocument.objects.create(
        case_id=case.case_id,
        name="x.txt",
        sha256=letter,
        size=len(said),
        content=said,
        shared=True,
        added_by="staff",
    )
    _helped(letter, case.case_id, brand.enterprise, expert)
    return case.case_id


def _helped(letter: str, case_id: int, enterprise: models.Enterprise, expert: models.Adviser) -> None:
    """A letter that was issued, a report of unfair treatment that was referred, time given and rated, and a consultation."""
    today = timezone.localdate()
    models.CaseGuidance.objects.create(
        case_id=case_id, ordinal=1, steps=f"guidance-{letter}", changed_by="staff", issued_at=timezone.now(),
        issued_by="staff", sha256=letter, docx=f"guidance-{letter}".encode(),
    )  # fmt: skip
    models.UnfairTreatment.objects.create(case_id=case_id, body_kind="customs", wishes=f"unfair-{letter}")
    models.UnfairReferral.objects.create(
        case_id=case_id, form=uuid.uuid4(), to=f"sent-{letter}", sent_on=today, by="x"
    )
    models.AdviserTime.objects.create(
        case_id=case_id,
        adviser=expert,
        form=uuid.uuid4(),
        day=today,
        minutes=30,
        what="x",
        paid=False,
        by="staff",
    )
    models.AdviserRating.objects.create(
        case_id=case_id, adviser=expert, stars=5, words=f"rating-{letter}", by="x"
    )
    models.Consultation.objects.create(
        form=uuid.uuid4(),
        channel="phone",
        day=today,
        enterprise=enterprise,
        subject=f"asked-{letter}",
        minutes=5,
        by="staff",
    )


def _takedown(letter: str, case_id: int) -> int:
    """A complaint to a platform about one listing, that was sent."""
    made = models.Takedown.objects.create(
        case_id=case_id, form=uuid.uuid4(), platform="shopee", right="trademark", office="BR", number=f"takedown-{letter}",
        signer="x", signer_role="right-owner", prepared_by="staff", submitted_on=timezone.localdate(),
    )  # fmt: skip
    models.TakedownListing.objects.create(
        takedown=made, url=f"https://shopee.com.br/x-i.1.2?{letter}", seller=f"seller-{letter}"
    )
    return made.pk


def _lead(letter: str, enterprise: models.Enterprise) -> int:
    """A fair at which the enterprise exhibits, with something seen there and photographed."""
    day = timezone.localdate()
    fair, _ = models.Fair.objects.get_or_create(name="SIAL", office="FR", opens_on=day, closes_on=day)
    entry = models.FairEntry.objects.create(fair=fair, enterprise=enterprise)
    _sheet(letter, entry)
    lead = models.FairLead.objects.create(
        fair=fair,
        form=uuid.uuid4(),
        seen=f"lead-{letter}",
        by="staff",
        seen_at=timezone.now(),
        enterprise=enterprise,
    )
    models.FairPhoto.objects.create(lead=lead, sha256=letter, media_type="image/png", content=_PNG)
    return lead.pk


def _listed(letter: str, brand: models.Brand) -> int:
    """The enterprise on a list with a shop, and its brand on another with a registration."""
    models.EnterpriseShop.objects.create(enterprise=brand.enterprise, platform=f"shop-{letter}")
    models.BrandRight.objects.create(brand=brand, office="CN", number=f"right-{letter}")
    for kind, of in ((ListKind.BRANDS, brand), (ListKind.EXHIBITORS, None)):
        entry = models.ListEntry.objects.create(
            kind=kind,
            enterprise=brand.enterprise,
            brand=of,
            level="high",
            reason=f"listed-{letter}",
            since_by="x",
        )
    return entry.pk


def _proof(letter: str, brand: models.Brand) -> int:
    """Evidence that the brand is known, with a file."""
    said = f"proof-{letter}".encode()
    kept = models.ReputationItem.objects.create(
        enterprise=brand.enterprise, brand=brand, form=uuid.uuid4(), kind="sales", office="US", says=f"proof-{letter}",
        file="x.txt", media_type="text/plain", sha256=letter, size=len(said), content=said, added_by="staff",
    )  # fmt: skip
    return kept.pk


def _sheet(letter: str, entry: models.FairEntry) -> None:
    """A risk sheet of the enterprise."""
    made = models.FairSheetRound.objects.create(fair=entry.fair, asked_by="staff", wanted=1)
    sheet = RiskSheet(
        fair=fair_from(entry.fair), entry=entry_from(entry), made_at=timezone.now(), offices=("FR",)
    )
    models.FairSheet.objects.create(
        round=made, entry=entry, made_at=sheet.made_at, tier=sheet.tier, sheet=to_data(sheet)
    )


def _advisory(letter: str, enterprise: models.Enterprise) -> int:
    """A warning of the centre that was sent to the enterprise, and a case of it on its way into the library."""
    models.LibraryDraft.objects.create(
        form=uuid.uuid4(),
        enterprise=enterprise,
        title=f"draft-{letter}",
        right="trademark",
        kind="squatting",
        made_by="staff",
        changed_by="staff",
    )
    advisory = models.Advisory.objects.create(
        form=uuid.uuid4(),
        title=f"advisory-{letter}",
        body="x",
        state="sent",
        sent_at=timezone.now(),
        author_name="staff",
    )
    models.AdvisoryRecipient.objects.create(advisory=advisory, enterprise=enterprise)
    return advisory.pk


def _survey(letter: str, enterprise: models.Enterprise) -> int:
    """A questionnaire that was put to the enterprise alone, and answered."""
    survey = models.Survey.objects.create(
        form=uuid.uuid4(),
        title=f"survey-{letter}",
        period="2026Q4",
        closes_on=timezone.localdate() + dt.timedelta(days=9),
        questions=[{"key": "say", "kind": "text", "zh": f"survey-{letter}"}],
        state="sent",
        sent_at=timezone.now(),
        made_by="staff",
    )
    ask = models.SurveyAsk.objects.create(survey=survey, enterprise=enterprise, asked_at=timezone.now())
    said = {"given": [{"question": "say", "words": f"survey-{letter}"}]}
    models.SurveyAnswer.objects.create(ask=ask, by=f"联系人{letter}", way="portal", replies=said)
    return ask.pk


def _alert(letter: str, number: int) -> int:
    run = start_run(f"source-{letter}")
    seen = Observation(
        kind=Kind.FILING,
        source=f"source-{letter}",
        ref=f"ref-{letter}-{number}",
        sign=f"SIGN-{letter}",
        office="US",
        holders=(Party(name=f"Holder {letter} {number}"),),
        goods=(Goods(nice_class=29, text="Fish"),),
        published_on=timezone.localdate(),
        provenance=Provenance.MADE_UP,
    )
    answers = save_responses(run, [received(1, f"https://office.example/{letter}")])
    take_in_sightings(run, [(answers[1], seen)])
    ((row, kept),) = observations_of(run, after_id=0, limit=9)
    evidence = Evidence(
        feature="pinyin", score=0.9, ours="a", theirs="b", says="是拼音", says_en="the pinyin"
    )
    match = Match(
        brand_id=letter,
        brand="x",
        mark="x",
        observation=kept,
        score=0.9,
        tier=Tier.HIGH,
        evidence=(evidence,),
        rules="words-1",
    )
    save_matches([(row, match)])
    models.Look.objects.create(observation_id=row, run_id=run, state="here")
    models.OwnSighting.objects.create(observation_id=row, brand=models.Brand.objects.get(brand_id=letter))
    (alert,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    return alert


def _token(enterprise: str) -> None:
    """A token of the enterprise, and an answer kept for it."""
    make_token(
        Viewer(user_id=None, staff=True),
        enterprise,
        name="seeded",
        scopes=[Scope.ALERTS_READ],
        days=9,
        by="staff",
    )
    token = models.ApiToken.objects.get(enterprise__name=enterprise)
    answer = GivenAnswer(status=201, content=enterprise.encode(), content_type="application/json")
    keep_answer(token.pk, "key", b"", answer)


def _delivery(alert: int, contact: int) -> int:
    """A delivery that failed, and a digest of the same alert."""
    now = timezone.now()
    made = models.Delivery.objects.create(
        alert_id=alert, contact_id=contact, state="failed", next_try_at=now + dt.timedelta(days=1)
    )
    models.Attempt.objects.create(delivery=made, accepted=False, answer="550")
    digest = models.Digest.objects.create(contact_id=contact, due_at=now)
    models.DigestEntry.objects.create(digest=digest, alert_id=alert)
    open_notice(subject=("通知", "notice"), says=("话", "words"))
    return made.pk
