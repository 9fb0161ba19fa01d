"""Case: the work that follows an alert, a lead from a fair, a proceeding or an enterprise's request. 案件.

One case is one enterprise's part in one dispute. Several enterprises in one dispute have a case each, joined by a `Dispute`, so
that 起 (disputes), 家次 (cases) and 家 (enterprises) are counted apart and no enterprise sees another's.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from domain.deadline import Confidence


class CaseOrigin(StrEnum):
    """What a case was opened from."""

    ALERT = "alert"
    FAIR = "fair"
    PROCEEDING = "proceeding"
    CONSULTATION = "consultation"
    """咨询"""
    ACCEPTANCE = "acceptance"
    """受理"""
    COMPLAINT = "complaint"
    """投诉"""
    UNFAIR = "unfair-treatment"
    """不公平待遇反馈"""
    SIGNAL = "early-signal"
    """早期信号: what an enterprise heard before there is a dispute [沪知局保〔2022〕18号 20]"""

    @property
    def requested(self) -> bool:
        """True where an enterprise came by itself: 咨询、受理、投诉、不公平待遇反馈、早期信号."""
        return self in (
            CaseOrigin.CONSULTATION, CaseOrigin.ACCEPTANCE, CaseOrigin.COMPLAINT, CaseOrigin.UNFAIR, CaseOrigin.SIGNAL,
        )  # fmt: skip


class CaseChannel(StrEnum):
    """By what way a request reached the centre. 受理渠道."""

    WINDOW = "window"
    """窗口"""
    PHONE = "phone"
    """电话"""
    WEB = "web"
    """网上"""
    VISIT = "visit"
    """走访: the centre called on the enterprise"""


class CaseKind(StrEnum):
    """纠纷类型, as the quarterly submission has them."""

    SQUATTING = "squatting"
    OPPOSITION = "opposition"
    INVALIDATION = "invalidation"
    LAWSUIT = "lawsuit"
    SECTION_337 = "section-337"
    CUSTOMS = "customs"
    TAKEDOWN = "takedown"
    FAIR = "fair-dispute"
    UNFAIR = "unfair-treatment"
    """不公平待遇"""
    OTHER = "other-dispute"


class Right(StrEnum):
    """权利类型."""

    TRADEMARK = "trademark"
    PATENT = "patent"
    DESIGN = "design"
    COPYRIGHT = "copyright"
    GEOGRAPHICAL_INDICATION = "geographical-indication"
    PLANT_VARIETY = "plant-variety"
    TRADE_SECRET = "trade-secret"  # nosec B105 # a kind of right
    UNFAIR_COMPETITION = "unfair-competition"


class CaseState(StrEnum):
    """阶段."""

    RECEIVED = "received"
    """已登记"""
    TRIAGED = "triaged"
    """研判中"""
    ADVISING = "advising"
    """指导中"""
    ACTING = "acting"
    """处置中"""
    WAITING = "waiting"
    """待结果: an office, a court or a platform has it in hand"""
    CLOSED = "closed"
    """已结案"""
    REFUSED = "refused"
    """不予受理"""
    WITHDRAWN = "withdrawn"
    """已撤回"""

    @property
    def ended(self) -> bool:
        """True where nothing more is to be done."""
        return self in (CaseState.CLOSED, CaseState.REFUSED, CaseState.WITHDRAWN)


MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.RECEIVED: frozenset({CaseState.TRIAGED, CaseState.REFUSED, CaseState.WITHDRAWN}),
    CaseState.TRIAGED: frozenset(
        {CaseState.ADVISING, CaseState.ACTING, CaseState.CLOSED, CaseState.REFUSED, CaseState.WITHDRAWN}
    ),
    CaseState.ADVISING: frozenset(
        {CaseState.ACTING, CaseState.WAITING, CaseState.CLOSED, CaseState.WITHDRAWN}
    ),
    CaseState.ACTING: frozenset(
        {CaseState.ADVISING, CaseState.WAITING, CaseState.CLOSED, CaseState.WITHDRAWN}
    ),
    CaseState.WAITING: frozenset(
        {CaseState.ADVISING, CaseState.ACTING, CaseState.CLOSED, CaseState.WITHDRAWN}
    ),
    CaseState.CLOSED: frozenset({CaseState.ACTING}),
    CaseState.REFUSED: frozenset({CaseState.TRIAGED}),
    CaseState.WITHDRAWN: frozenset({CaseState.TRIAGED}),
}
"""The allowed moves. The last three open a case again."""


class Phase(StrEnum):
    """The four phases of a response: 风险预警—纠纷化解—应对反制—诉后分析 [沪知局保〔2022〕18号 6]."""

    WARNING = "warning"
    """风险预警"""
    RESOLVING = "resolving"
    """纠纷化解"""
    COUNTERING = "countering"
    """应对反制"""
    REVIEWING = "reviewing"
    """诉后分析"""


PHASES: dict[CaseState, Phase] = {
    CaseState.RECEIVED: Phase.WARNING,
    CaseState.TRIAGED: Phase.WARNING,
    CaseState.ADVISING: Phase.RESOLVING,
    CaseState.ACTING: Phase.COUNTERING,
    CaseState.WAITING: Phase.COUNTERING,
    CaseState.CLOSED: Phase.REVIEWING,
    CaseState.REFUSED: Phase.REVIEWING,
    CaseState.WITHDRAWN: Phase.REVIEWING,
}
"""The phase each state belongs to."""


class Outcome(StrEnum):
    """How a case ended. 结果."""

    WON = "won"
    """维权成功: the filing refused, the listing gone, the claim dismissed"""
    SETTLED = "settled"
    PARTLY = "partly-won"
    LOST = "lost"
    MISSED = "window-missed"
    """未赶上期限"""
    ABANDONED = "abandoned"
    ANSWERED = "answered"
    """已答复: a question that needed no more"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in units of a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opponent:
    """对方: whoever the case is against; `country` is an ST.3 code, "" when it is not known."""

    name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What became of a case. `saved` is the loss avoided or recovered and `saved_how` how that was reckoned (口径);
    `answered` says whether the enterprise responded to what was brought against it.
    """

    outcome: Outcome
    words: str = ""
    saved: Money | None = None
    saved_how: str = ""
    cost: Money | None = None
    answered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """What a case is opened with. `title` and `summary` are shown to the enterprise.

    `office` is an ST.3 code, `body` the office, court or platform by name, `docket` its number there; `right_number` is the
    right in dispute, `observed_on` the day it was filed or published. Of a request, `channel` is the way it came, `asked_by` who
    asked and `reach` how to reach that person. A `confidential` one is seen by its enterprise, whoever has it in hand, and
    platform administrators (`domain.unfair`).
    """

    origin: CaseOrigin
    kind: CaseKind
    title: str
    right: Right = Right.TRADEMARK
    summary: str = ""
    office: str = ""
    body: str = ""
    docket: str = ""
    right_number: str = ""
    classes: tuple[int, ...] = ()
    opponent: Opponent = Opponent()
    observed_on: dt.date | None = None
    claimed: Money | None = None
    brand_row: int | None = None
    alert_id: int | None = None
    channel: CaseChannel | None = None
    asked_by: str = ""
    reach: str = ""
    confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it stands. `number` is the centre's own: the year and a count, "2026-0012".

    `major` is 重大; `assigned` the name of whoever has it in hand, "" for nobody yet; `dispute_id` joins the cases of several
    enterprises in one dispute; `satisfaction` is from 1 to 5, None until the enterprise said.
    """

    case_id: int
    number: str
    enterprise_id: int
    enterprise: str
    opened_with: NewCase
    state: CaseState
    major: bool
    opened_at: dt.datetime
    opened_by: str
    assigned: str = ""
    dispute_id: int | None = None
    closed_at: dt.datetime | None = None
    ending: Ending | None = None
    satisfaction: int | None = None


class CaseEventKind(StrEnum):
    """What can happen to a case. 经过."""

    OPENED = "opened"
    MOVED = "moved"
    NOTED = "noted"
    CHANGED = "changed"
    ASSIGNED = "assigned"
    DEADLINE_SET = "deadline-set"
    DEADLINE_MET = "deadline-met"
    DEADLINE_WITHDRAWN = "deadline-withdrawn"
    """A day was wrong and is of the case no more."""
    TASK_SET = "task-set"
    TASK_DONE = "task-done"
    DOCUMENT_ADDED = "document-added"
    ADVISER_NAMED = "adviser-named"
    MADE_MAJOR = "made-major"
    REFERRED = "referred"
    IN_HAND = "in-hand"
    """A major case was taken in hand by somebody who was called."""
    REVIEWED = "reviewed"
    RATED = "rated"
    JOINED = "joined"
    GUIDED = "guided"
    """A letter of guidance was issued."""
    REFERRED_UNFAIR = "referred-unfair"
    """A report of unfair treatment was referred, or its answer came."""
    REPLIED = "replied"
    """The enterprise was told what came of its report of unfair treatment."""
    OPENED_UP = "opened-up"
    """A case is not confidential any more."""
    HELP_LOGGED = "help-logged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One line of a case's history, which only grows. `before` and `after` are states for a move; for a change the old and the
    new value of the fact that `says` names; for time that was logged `after` are its minutes; "" otherwise.

    `shared` lines are shown to the enterprise, the others to staff alone.
    """

    event_id: int
    case_id: int
    at: dt.datetime
    by: str
    kind: CaseEventKind
    says: str = ""
    before: str = ""
    after: str = ""
    shared: bool = False


INTERNAL_DAY = "内部期限："
"""What the words of a deadline begin with that is the centre's own and no law's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeadline:
    """A day by which something of a case must be done. `rule` says from what it follows, `source` where that was read; the
    English of a day a person set is empty."""

    deadline_id: int
    case_id: int
    says: str
    day: dt.date
    rule: str = ""
    says_en: str = ""
    rule_en: str = ""
    source: str = ""
    checked_on: dt.date | None = None
    confidence: Confidence | None = None
    met_at: dt.datetime | None = None
    met_by: str = ""
