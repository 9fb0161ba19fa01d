"""Everything that is an enterprise's, kind by kind: what its export holds, what its deletion takes, and why the rest is neither.

One list serves both, so that nothing can be taken away that was not offered first, or counted and left. A table that is neither
here nor among `NOT_OWNED` fails `tests/console/test_owned.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from storage import models as m

User = get_user_model()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The enterprise that is exported or deleted, known beyond its row."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """One kind of record. `rows` gives an owner's; `hides` names columns that are not exported, `only` the ones that are, all
    others when empty. `left_out` says, in Chinese and English, why a kind is not exported at all.
    """

    kind: str
    model: type[Model]
    zh: str
    en: str
    rows: Callable[[Owner], QuerySet[Any]]
    hides: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    left_out: tuple[str, str] = ("", "")


def _of(model: type[Model], path: str) -> Callable[[Owner], QuerySet[Any]]:
    """The rows of a model from which this path of relations leads to the enterprise."""
    return lambda owner: model._default_manager.filter(**{path: owner.number})


def people_of(owner: Owner) -> QuerySet[Any]:
    """Those who belong to this enterprise and to no other."""
    member = m.Membership.objects.filter(user=OuterRef("pk"))
    mine = Exists(member.filter(enterprise=owner.number))
    return User.objects.filter(mine, ~Exists(member.exclude(enterprise=owner.number)), is_staff=False)


def _of_people(model: type[Model], column: str = "user") -> Callable[[Owner], QuerySet[Any]]:
    return lambda owner: model._default_manager.filter(**{f"{column}__in": people_of(owner).values("pk")})


def _deliveries(owner: Owner) -> QuerySet[Any]:
    mine = Q(alert__brand__enterprise=owner.number) | Q(contact__enterprise=owner.number)
    return m.Delivery.objects.filter(mine)


def _of_deliveries(model: type[Model]) -> Callable[[Owner], QuerySet[Any]]:
    return lambda owner: model._default_manager.filter(delivery__in=_deliveries(owner).values("pk"))


def _digest_entries(owner: Owner) -> QuerySet[Any]:
    mine = Q(alert__brand__enterprise=owner.number) | Q(digest__contact__enterprise=owner.number)
    return m.DigestEntry.objects.filter(mine)


def _samples(owner: Owner) -> QuerySet[Any]:
    mine = Q(decision__alert__brand__enterprise=owner.number) | Q(match__brand__enterprise=owner.number)
    return m.Sample.objects.filter(mine)


def _pictures(owner: Owner) -> QuerySet[Any]:
    """Those no match of another enterprise shows."""
    shown = m.Match.objects.filter(picture=OuterRef("sha256")).exclude(picture="")
    mine = Exists(shown.filter(brand__enterprise=owner.number))
    return m.EvidencePicture.objects.filter(mine, ~Exists(shown.exclude(brand__enterprise=owner.number)))


def _logos(owner: Owner) -> QuerySet[Any]:
    """Those that stand for no brand of another enterprise."""
    tied = m.Logo.brands.through.objects.filter(logo=OuterRef("pk"))
    mine = Exists(tied.filter(brand__enterprise=owner.number))
    return m.Logo.objects.filter(mine, ~Exists(tied.exclude(brand__enterprise=owner.number)))


def _consultations(owner: Owner) -> QuerySet[Any]:
    """Its own, and those of somebody unnamed that became a case of it."""
    return m.Consultation.objects.filter(Q(enterprise=owner.number) | Q(case__enterprise=owner.number))


def _guidance(owner: Owner) -> QuerySet[Any]:
    return m.CaseGuidance.objects.filter(case__enterprise=owner.number)


def _notices(owner: Owner) -> QuerySet[Any]:
    """Those of the staff that name the enterprise, by the forms in which notices do."""
    asked = Q()
    for beginning in ("企业请求协助", "新的求助", "企业留言"):
        asked |= Q(subject_zh__startswith=f"{beginning}：{owner.name} · ")
    return m.Notice.objects.filter(asked | Q(subject_zh__endswith=f"（{owner.name}）"))


def _table_changes(owner: Owner) -> QuerySet[Any]:
    about = Q(
        content_type__app_label="storage", content_type__model="enterprise", object_id=str(owner.number)
    )
    return LogEntry.objects.filter(about | Q(user__in=people_of(owner).values("pk")))


_STAFF = ("中心工作人员内部使用", "kept by the centre's staff for themselves")
_SIGN_IN = ("登录凭据", "what somebody signs in with")
_COPY = ("由已导出的内容算出", "computed from what is exported")

OWNED: tuple[Owned, ...] = (
    Owned(kind="sessions", model=m.Session, zh="登录会话", en="Sessions", rows=_of_people(m.Session, "user_number"),
          only=("user_number", "expire_date")),
    Owned(kind="calendar_feeds", model=m.CalendarFeed, zh="日历订阅", en="Calendar addresses", rows=_of_people(m.CalendarFeed),
          hides=("token_hash", "body_hash")),
    Owned(kind="saved_searches", model=m.SavedSearch, zh="保存的检索", en="Saved searches", rows=_of_people(m.SavedSearch)),
    Owned(kind="second_steps", model=Authenticator, zh="两步验证", en="Second steps", rows=_of_people(Authenticator),
          left_out=_SIGN_IN),
    Owned(kind="sign_on_accounts", model=SocialAccount, zh="单点登录账号", en="Single sign-on accounts",
          rows=_of_people(SocialAccount), left_out=_SIGN_IN),
    Owned(kind="email_addresses", model=EmailAddress, zh="登录邮箱", en="Addresses to sign in with",
          rows=_of_people(EmailAddress), left_out=("与账号中的邮箱相同", "the same as in people")),
    Owned(kind="table_changes", model=LogEntry, zh="数据表修改记录", en="Changes of tables", rows=_table_changes,
          left_out=_STAFF),
    Owned(kind="people", model=User, zh="用户账号", en="People's accounts", rows=people_of,
          only=("id", "username", "email", "is_active", "last_login")),
    Owned(kind="memberships", model=m.Membership, zh="成员资格", en="Memberships", rows=_of(m.Membership, "enterprise")),
    Owned(kind="invitations", model=m.Invitation, zh="邀请", en="Invitations", rows=_of(m.Invitation, "enterprise"),
          hides=("link_hash",)),
    Owned(kind="kept_answers", model=m.IdempotentAnswer, zh="接口答复副本", en="Copies of answers given to programs",
          rows=_of(m.IdempotentAnswer, "token__enterprise"), left_out=("一天内即删除的副本", "copies, dropped within a day")),
    Owned(kind="api_tokens", model=m.ApiToken, zh="接口令牌", en="API tokens", rows=_of(m.ApiToken, "enterprise"),
          hides=("sha256",)),
    Owned(kind="exports", model=m.EnterpriseExport, zh="导出记录", en="Exports", rows=_of(m.EnterpriseExport, "enterprise"),
          hides=("file",)),
    Owned(kind="uploads", model=m.BrandUpload, zh="交来的清单", en="Uploads", rows=_of(m.BrandUpload, "enterprise"),
          hides=("content",)),
    Owned(kind="fair_photos", model=m.FairPhoto, zh="展会照片", en="Photographs of fairs",
          rows=_of(m.FairPhoto, "lead__enterprise"), hides=("content", "preview")),
    Owned(kind="fair_leads", model=m.FairLead, zh="展会线索", en="Leads of fairs", rows=_of(m.FairLead, "enterprise")),
    Owned(kind="fair_sheets", model=m.FairSheet, zh="展前风险排查单", en="Risk sheets before fairs",
          rows=_of(m.FairSheet, "entry__enterprise")),
    Owned(kind="fair_follow_ups", model=m.FairFollowUp, zh="展后待办", en="What is left to do after fairs",
          rows=_of(m.FairFollowUp, "enterprise"), left_out=_STAFF),
    Owned(kind="fair_alerts_told", model=m.FairAlertTold, zh="值守人员已获知的预警", en="Alerts those on duty were told of",
          rows=_of(m.FairAlertTold, "alert__brand__enterprise"), left_out=_STAFF),
    Owned(kind="trainings", model=m.TrainingAttendance, zh="参加的培训", en="Trainings attended",
          rows=_of(m.TrainingAttendance, "enterprise")),
    Owned(kind="adviser_assignments", model=m.AdviserAssignment, zh="智库与特派员派驻", en="Think tanks, commissioners assigned",
          rows=_of(m.AdviserAssignment, "enterprise"), left_out=_STAFF),
    Owned(kind="fair_entries", model=m.FairEntry, zh="参展", en="Fairs exhibited at", rows=_of(m.FairEntry, "enterprise")),
    Owned(kind="case_messages", model=m.CaseMessage, zh="案件消息", en="Messages about cases",
          rows=_of(m.CaseMessage, "case__enterprise"),
          left_out=("由期限和案件经过生成，后者已导出", "made from deadlines and histories, which are exported")),
    Owned(kind="case_calls", model=m.CaseCall, zh="重大案件通知", en="Calls to major cases",
          rows=_of(m.CaseCall, "major__case__enterprise"), left_out=_STAFF),
    Owned(kind="case_majors", model=m.CaseMajor, zh="重大案件标记", en="Marks of major cases",
          rows=_of(m.CaseMajor, "case__enterprise"), left_out=_STAFF),
    Owned(kind="case_reviews", model=m.CaseReview, zh="诉后分析", en="Reviews of cases",
          rows=_of(m.CaseReview, "case__enterprise"), left_out=_STAFF),
    Owned(kind="library_drafts", model=m.LibraryDraft, zh="案例草稿", en="Drafts of cases",
          rows=_of(m.LibraryDraft, "enterprise"), left_out=_STAFF),
    Owned(kind="advisory_receipts", model=m.AdvisoryRecipient, zh="预警回执", en="Receipts of warnings",
          rows=_of(m.AdvisoryRecipient, "enterprise")),
    Owned(kind="survey_answers", model=m.SurveyAnswer, zh="问卷答复", en="Answers to questionnaires",
          rows=_of(m.SurveyAnswer, "ask__enterprise")),
    Owned(kind="survey_asks", model=m.SurveyAsk, zh="收到的问卷", en="Questionnaires put to it",
          rows=_of(m.SurveyAsk, "enterprise")),
    Owned(kind="consultations", model=m.Consultation, zh="咨询登记", en="Consultations", rows=_consultations, hides=("form",)),
    Owned(kind="adviser_time", model=m.AdviserTime, zh="专家服务时长", en="Time of advisers",
          rows=_of(m.AdviserTime, "case__enterprise"), left_out=_STAFF),
    Owned(kind="adviser_ratings", model=m.AdviserRating, zh="专家服务评价", en="Ratings of advisers",
          rows=_of(m.AdviserRating, "case__enterprise")),
    Owned(kind="unfair_referrals", model=m.UnfairReferral, zh="不公平待遇转送", en="Referrals of unfair treatment",
          rows=_of(m.UnfairReferral, "case__enterprise"), left_out=_STAFF),
    Owned(kind="unfair_treatment", model=m.UnfairTreatment, zh="不公平待遇反馈", en="Reports of unfair treatment",
          rows=_of(m.UnfairTreatment, "case__enterprise")),
    Owned(kind="case_guidance", model=m.CaseGuidance, zh="指导意见书", en="Letters of guidance", rows=_guidance, hides=("docx",)),
    Owned(kind="case_documents", model=m.CaseDocument, zh="案件材料", en="Documents of cases",
          rows=_of(m.CaseDocument, "case__enterprise"), hides=("content",)),
    Owned(kind="takedown_listings", model=m.TakedownListing, zh="平台投诉的商品链接", en="Listings of complaints to platforms",
          rows=_of(m.TakedownListing, "takedown__case__enterprise")),
    Owned(kind="takedowns", model=m.Takedown, zh="平台投诉", en="Complaints to platforms",
          rows=_of(m.Takedown, "case__enterprise")),
    Owned(kind="case_deadlines", model=m.CaseDeadline, zh="案件期限", en="Deadlines of cases",
          rows=_of(m.CaseDeadline, "case__enterprise")),
    Owned(kind="case_tasks", model=m.CaseTask, zh="案件任务", en="Tasks of cases", rows=_of(m.CaseTask, "case__enterprise"),
          left_out=_STAFF),
    Owned(kind="case_advisers", model=m.CaseAdviser, zh="案件专家与机构", en="Advisers of cases",
          rows=_of(m.CaseAdviser, "case__enterprise"), left_out=_STAFF),
    Owned(kind="case_events", model=m.CaseEvent, zh="案件经过", en="Histories of cases",
          rows=_of(m.CaseEvent, "case__enterprise"), hides=("user_id",)),
    Owned(kind="case_past", model=m.CasePast, zh="案件旧状", en="What cases were", rows=_of(m.CasePast, "case__enterprise"),
          left_out=_STAFF),
    Owned(kind="cases", model=m.Case, zh="案件", en="Cases", rows=_of(m.Case, "enterprise")),
    Owned(kind="list_entries", model=m.ListEntry, zh="列入名录", en="Entries of lists", rows=_of(m.ListEntry, "enterprise")),
    Owned(kind="shops", model=m.EnterpriseShop, zh="电商店铺", en="Shops", rows=_of(m.EnterpriseShop, "enterprise")),
    Owned(kind="reputation", model=m.ReputationItem, zh="知名度证据", en="Evidence of reputation",
          rows=_of(m.ReputationItem, "enterprise"), hides=("content",)),
    Owned(kind="brand_rights", model=m.BrandRight, zh="品牌注册", en="Registrations of brands",
          rows=_of(m.BrandRight, "brand__enterprise")),
    Owned(kind="report_sendings", model=m.ReportSending, zh="简报报送记录", en="Sendings of briefs",
          rows=_of(m.ReportSending, "report__enterprise"), left_out=_STAFF),
    Owned(kind="reports", model=m.ReportIssue, zh="企业简报", en="Briefs", rows=_of(m.ReportIssue, "enterprise"),
          hides=("docx", "xlsx", "form")),
    Owned(kind="help_calls", model=m.HelpCall, zh="求助", en="Help calls", rows=_of(m.HelpCall, "brand__enterprise")),
    Owned(kind="notices", model=m.Notice, zh="通知", en="Notices to the staff", rows=_notices, left_out=_STAFF),
    Owned(kind="samples", model=m.Sample, zh="质量抽检", en="Samples judged again", rows=_samples, left_out=_STAFF),
    Owned(kind="bounces", model=m.Bounce, zh="退信", en="Bounces", rows=_of_deliveries(m.Bounce), left_out=_STAFF),
    Owned(kind="attempts", model=m.Attempt, zh="推送尝试", en="Attempts at deliveries", rows=_of_deliveries(m.Attempt)),
    Owned(kind="deliveries", model=m.Delivery, zh="推送", en="Deliveries", rows=_deliveries),
    Owned(kind="digest_entries", model=m.DigestEntry, zh="汇总条目", en="Entries of digests", rows=_digest_entries),
    Owned(kind="digests", model=m.Digest, zh="汇总", en="Digests", rows=_of(m.Digest, "contact__enterprise")),
    Owned(kind="reminders", model=m.Reminder, zh="提醒", en="Reminders", rows=_of(m.Reminder, "alert__brand__enterprise")),
    Owned(kind="proposals", model=m.Proposal, zh="双人复核提议", en="Proposals", rows=_of(m.Proposal, "alert__brand__enterprise"),
          left_out=_STAFF),
    Owned(kind="reviews", model=m.Review, zh="复核", en="Reviews", rows=_of(m.Review, "alert__brand__enterprise"),
          left_out=_STAFF),
    Owned(kind="decisions", model=m.Decision, zh="处理决定", en="Decisions", rows=_of(m.Decision, "alert__brand__enterprise")),
    Owned(kind="alert_matches", model=m.AlertMatch, zh="预警中的命中", en="Matches in alerts",
          rows=_of(m.AlertMatch, "alert__brand__enterprise"), hides=("agent_key", "address_key")),
    Owned(kind="alerts", model=m.Alert, zh="预警", en="Alerts", rows=_of(m.Alert, "brand__enterprise"),
          hides=("holder_key", "conflict_key")),
    Owned(kind="evidence_pictures", model=m.EvidencePicture, zh="对照图", en="Evidence pictures", rows=_pictures, hides=("png",)),
    Owned(kind="own_sightings", model=m.OwnSighting, zh="自有商标信息", en="Own sightings",
          rows=_of(m.OwnSighting, "brand__enterprise")),
    Owned(kind="matches", model=m.Match, zh="命中", en="Matches", rows=_of(m.Match, "brand__enterprise")),
    Owned(kind="logo_codes", model=m.LogoCodes, zh="图形特征", en="Codes of logos",
          rows=lambda owner: m.LogoCodes.objects.filter(logo__in=_logos(owner).values("pk")), left_out=_COPY),
    Owned(kind="logos", model=m.Logo, zh="图形标识", en="Logos", rows=_logos, hides=("content",)),
    Owned(kind="logo_brands", model=m.Logo.brands.through, zh="品牌的图形标识", en="Logos of brands",
          rows=_of(m.Logo.brands.through, "brand__enterprise")),
    Owned(kind="contacts", model=m.Contact, zh="联系人与订阅", en="Contacts and their subscriptions",
          rows=_of(m.Contact, "enterprise"), hides=("secret",)),
    Owned(kind="enterprise_past", model=m.EnterprisePast, zh="企业旧状", en="What the enterprise was",
          rows=_of(m.EnterprisePast, "enterprise"), left_out=_STAFF),
    Owned(kind="brands", model=m.Brand, zh="品牌", en="Brands", rows=_of(m.Brand, "enterprise")),
)  # fmt: skip
"""In the order in which they are deleted: who may sign in or be told first, and what others hang on last."""

LAST: tuple[Owned, ...] = (
    Owned(kind="deletion_requests", model=m.DeletionRequest, zh="删除申请", en="Requests for deletion",
          rows=_of(m.DeletionRequest, "enterprise"), left_out=_STAFF),
    Owned(kind="enterprise", model=m.Enterprise, zh="企业", en="Enterprise", rows=_of(m.Enterprise, "pk")),
)  # fmt: skip
"""Deleted together with the line of the register, once nothing of `OWNED` is left."""

SEEN: tuple[Owned, ...] = (
    Owned(kind="advisories", model=m.Advisory, zh="收到的预警发布", en="Warnings of the centre received",
          rows=lambda owner: m.Advisory.objects.filter(
              recipients__enterprise=owner.number, state__in=("sent", "withdrawn")),
          only=("id", "title", "body", "offices", "state", "sent_at", "withdrawn_at", "withdrawn_why")),
    Owned(kind="surveys", model=m.Survey, zh="问卷内容", en="What questionnaires asked",
          rows=lambda owner: m.Survey.objects.filter(
              pk__in=m.SurveyAsk.objects.filter(enterprise=owner.number, asked_at__isnull=False).values("survey")),
          only=("id", "title", "title_en", "purpose", "period", "closes_on", "questions", "sent_at")),
    Owned(kind="training_sessions", model=m.TrainingSession, zh="参加过的培训场次", en="Sessions of trainings attended",
          rows=lambda owner: m.TrainingSession.objects.filter(attendances__enterprise=owner.number),
          only=("id", "title", "topic", "day", "place", "online", "audience", "teachers", "materials")),
    Owned(kind="observations", model=m.Observation, zh="监测信息", en="Observations",
          rows=lambda owner: m.Observation.objects.filter(
              Q(pk__in=m.Match.objects.filter(brand__enterprise=owner.number).values("observation"))
              | Q(pk__in=m.OwnSighting.objects.filter(brand__enterprise=owner.number).values("observation")))),
    Owned(kind="looks", model=m.Look, zh="所见图片", en="Pictures seen",
          rows=lambda owner: m.Look.objects.filter(
              observation__in=m.Match.objects.filter(brand__enterprise=owner.number).values("observation")),
          hides=("file", "offset")),
    Owned(kind="answers_of_sources", model=m.Response, zh="来源的应答", en="Answers of sources",
          rows=lambda owner: m.Response.objects.filter(
              observations__in=m.Match.objects.filter(brand__enterprise=owner.number).values("observation")).distinct(),
          hides=("url", "file", "offset")),
)  # fmt: skip
"""What was published and its matches rest on, and what the centre sent out: exported, and not deleted, since it is nobody's. An
answer's address may hold
words another enterprise has watched, and is left out.
"""


def owner_of(enterprise: m.Enterprise) -> Owner:
    """The owner behind a row."""
    return Owner(number=enterprise.pk, name=enterprise.name)


def owner_named(name: str) -> Owner:
    """The owner of a known enterprise."""
    return owner_of(m.Enterprise.objects.get(name=name))
