"""What is done for a case: tasks, documents, a review afterwards, and what its people are told. 案件办理."""

import datetime as dt
from dataclasses import dataclass

from domain.adviser import Adviser
from domain.case import Case, CaseDeadline


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as a list shows it, with the first of its days that are not met."""

    case: Case
    next_day: dt.date | None = None
    next_says: str = ""
    next_says_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTask:
    """Something somebody is to do for a case; `whose` is "" for nobody yet."""

    task_id: int
    says: str
    whose: str = ""
    due_on: dt.date | None = None
    done_at: dt.datetime | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDocument:
    """A file of a case, without its content. `size` is in bytes."""

    document_id: int
    name: str
    media_type: str
    sha256: str
    size: int
    shared: bool
    added_at: dt.datetime
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReview:
    """What was learned from a case that ended. 诉后分析. With `for_library` it may become an entry of the case library."""

    lesson: str
    better: str
    for_library: bool
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An adviser named for a case. `conflicts` are reasons to ask about a conflict of interest, Chinese and English."""

    adviser: Adviser
    named_at: dt.datetime
    named_by: str
    conflicts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The extent of a dispute, each counted for itself: 起 disputes, 家次 cases, 家 distinct enterprises."""

    disputes: int
    cases: int
    enterprises: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold:
    """What one contact is told about a case. `deadline` is the day it is about, None where it is about none; with `call_id` the
    reader is asked to say that the case was taken in hand."""

    told_id: int
    case_id: int
    number: str
    enterprise: str
    title: str
    major: bool
    subject_zh: str
    subject_en: str
    says_zh: str
    says_en: str
    deadline: CaseDeadline | None = None
    call_id: int | None = None
