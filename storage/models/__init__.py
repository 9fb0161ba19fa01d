"""The tables, one module a subject."""

from storage.models.adviser_help import AdviserRating, AdviserTime
from storage.models.advising import Adviser, AdviserAssignment
from storage.models.alerting import (
    AccessToken,
    Alert,
    AlertMatch,
    Attempt,
    Delivery,
    Digest,
    DigestEntry,
    Notice,
    ReceiverTurns,
)
from storage.models.auditing import AuditEntry
from storage.models.bouncing import Bounce, BounceMailbox
from storage.models.calendar import CalendarFeed
from storage.models.casework import (
    Case,
    CaseAdviser,
    CaseDeadline,
    CaseDocument,
    CaseEvent,
    CaseNumber,
    CaseTask,
    Dispute,
)
from storage.models.chaining import EvidenceLink, EvidenceStamp
from storage.models.consulting import Consultation
from storage.models.deciding import Decision, Reminder
from storage.models.enterprises import Brand, Contact, Enterprise, Membership
from storage.models.guiding import CaseGuidance
from storage.models.knowing import (
    Advisory,
    AdvisoryRecipient,
    CountryText,
    LibraryDraft,
    LibraryEntry,
    PageChange,
    PageText,
    TrackedPage,
)
from storage.models.listing import BrandRight, EnterpriseShop, Industry, ListEntry, ListUpload
from storage.models.looking import EvidencePicture, Logo, LogoCodes, Look, LookCodes
from storage.models.major_cases import CallPlace, CaseCall, CaseMajor, CaseMessage, CaseReview
from storage.models.observing import (
    CrawlRun,
    Dropped,
    HostTurn,
    Match,
    Observation,
    ObservationKey,
    OwnSighting,
    Response,
)
from storage.models.owning import Deletion, DeletionRequest, EnterpriseExport
from storage.models.planning import PlanItem, PlanItemEvent, TrainingAttendance, TrainingSession
from storage.models.portal import BrandUpload, HelpCall
from storage.models.proceedings import BulletinEntry, Proceeding, ProceedingSighting
from storage.models.programs import ApiToken, IdempotentAnswer
from storage.models.reporting import CasePast, EnterprisePast, ReportIssue, ReportSending
from storage.models.reputing import ReputationItem
from storage.models.rescreening import Rescreen, RescreenPart
from storage.models.reviewing import Batch, Proposal, Review
from storage.models.sampling import Sample, SampleFrame
from storage.models.searching import RegisterEntry, SavedSearch
from storage.models.showing import (
    Fair,
    FairAlertTold,
    FairDuty,
    FairEntry,
    FairFiling,
    FairFollowUp,
    FairLead,
    FairPhoto,
    FairSheet,
    FairSheetRound,
    FairWatch,
)
from storage.models.signing_in import Invitation, Session, SignInTries
from storage.models.surveying import Survey, SurveyAnswer, SurveyAsk
from storage.models.takedowns import Takedown, TakedownListing
from storage.models.trading import IndustryCode, TradeFigure, TradeImport
from storage.models.unfair import UnfairReferral, UnfairTreatment
from storage.models.watching import CanaryRun, Heartbeat, SourceTrouble

__all__ = [
    "AccessToken",
    "Adviser",
    "AdviserAssignment",
    "AdviserRating",
    "AdviserTime",
    "Advisory",
    "AdvisoryRecipient",
    "Alert",
    "AlertMatch",
    "ApiToken",
    "Attempt",
    "AuditEntry",
    "Batch",
    "Bounce",
    "BounceMailbox",
    "Brand",
    "BrandRight",
    "BrandUpload",
    "BulletinEntry",
    "CalendarFeed",
    "CallPlace",
    "CanaryRun",
    "Case",
    "CaseAdviser",
    "CaseCall",
    "CaseDeadline",
    "CaseDocument",
    "CaseEvent",
    "CaseGuidance",
    "CaseMajor",
    "CaseMessage",
    "CaseNumber",
    "CasePast",
    "CaseReview",
    "CaseTask",
    "Consultation",
    "Contact",
    "CountryText",
    "CrawlRun",
    "Decision",
    "Deletion",
    "DeletionRequest",
    "Delivery",
    "Digest",
    "DigestEntry",
    "Dispute",
    "Dropped",
    "Enterprise",
    "EnterpriseExport",
    "EnterprisePast",
    "EnterpriseShop",
    "EvidenceLink",
    "EvidencePicture",
    "EvidenceStamp",
    "Fair",
    "FairAlertTold",
    "FairDuty",
    "FairEntry",
    "FairFiling",
    "FairFollowUp",
    "FairLead",
    "FairPhoto",
    "FairSheet",
    "FairSheetRound",
    "FairWatch",
    "Heartbeat",
    "HelpCall",
    "HostTurn",
    "IdempotentAnswer",
    "Industry",
    "IndustryCode",
    "Invitation",
    "LibraryDraft",
    "LibraryEntry",
    "ListEntry",
    "ListUpload",
    "Logo",
    "LogoCodes",
    "Look",
    "LookCodes",
    "Match",
    "Membership",
    "Notice",
    "Observation",
    "ObservationKey",
    "OwnSighting",
    "PageChange",
    "PageText",
    "PlanItem",
    "PlanItemEvent",
    "Proceeding",
    "ProceedingSighting",
    "Proposal",
    "ReceiverTurns",
    "RegisterEntry",
    "Reminder",
    "ReportIssue",
    "ReportSending",
    "ReputationItem",
    "Rescreen",
    "RescreenPart",
    "Response",
    "Review",
    "Sample",
    "SampleFrame",
    "SavedSearch",
    "Session",
    "SignInTries",
    "SourceTrouble",
    "Survey",
    "SurveyAnswer",
    "SurveyAsk",
    "Takedown",
    "TakedownListing",
    "TrackedPage",
    "TradeFigure",
    "TradeImport",
    "TrainingAttendance",
    "TrainingSession",
    "UnfairReferral",
    "UnfairTreatment",
]
