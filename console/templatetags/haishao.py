"""Tags and filters of the console's templates."""

import datetime as dt
import re
import uuid

from django import template
from django.utils.translation import get_language

from console.navigation import Link, Menu, links_for
from console.plans import plans_of
from console.texts import text
from console.views import viewer
from domain.alert import Alert
from domain.case import Right
from domain.deadline import LastDay
from domain.jurisdictions import name
from domain.list_fields import RIGHT_NAMES
from domain.lists import ListKind
from domain.match import Evidence, Reason
from domain.observation import Observation, Provenance
from domain.plan import FilingState, Step
from domain.proceeding import forum_of
from notifier import wording
from reports.plan_blocks import state_text, step_rows, step_title
from response.proceedings import clocks_of, defence_steps
from storage.reputation import at_hand
from storage.reviews import MOST_COUNTED

register = template.Library()

_ROW = re.compile(r"(?:^|(?<=; ))row (\d+)")
_BETWEEN_DIGITS, _TELEPHONE = re.compile(r"[\s()./-]"), re.compile(r"\+?\d{3,15}")

SOON = 14
"""Days left from which a last day is shown as near."""


def _language() -> str:
    return get_language() or "zh-hans"


@register.simple_tag(name="t")
def translated(key: object) -> str:
    """The words for a key in the page's language."""
    return text(str(key), _language())


@register.simple_tag
def words(beginning: str, rest: str) -> str:
    """The words for a key made of two parts, as `brand_` and the name of a field."""
    return text(beginning + rest, _language())


@register.simple_tag
def list_help(kind: ListKind, field: str) -> str:
    """What a column of a list holds, as far as there is something to say of it."""
    called = {"rights": "rights_of"} if kind.of_advisers else {}
    called |= {"review_by": "day", "last_contact": "day"}
    key = f"list_help_{called.get(field, field)}"
    said = text(key, _language())
    return "" if said == key else said


@register.filter
def or_english(says: str, says_en: str) -> str:
    """What was kept in both languages, in the one that is read; in Chinese where nobody gave the English."""
    return says if _language().startswith("zh") else says_en or says


@register.filter
def right_name(right: Right) -> str:
    """The name of a kind of right."""
    return RIGHT_NAMES[right][0 if _language().startswith("zh") else 1]


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> tuple[tuple[Link, ...], tuple[Menu, ...]]:
    """The pages the head links to for whoever looks."""
    return links_for(viewer(context["request"]))


@register.simple_tag
def field_words(name: str) -> str:
    """What a field of a form is called; its own name where it is called nothing."""
    words = text(f"field_{name}", _language())
    return words if words != f"field_{name}" else text(name, _language())


@register.filter
def in_language(both: tuple[str, str]) -> str:
    """Of a text in Chinese and English, the one in the page's language."""
    return both[0 if _language().startswith("zh") else 1]


@register.filter
def thousands(number: int) -> str:
    """A count in groups of three digits: 3,200,000."""
    return f"{number:,}"


@register.filter
def counted(number: int) -> str:
    """A count that goes no further than `MOST_COUNTED`: 1000+."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


@register.filter
def every(interval: dt.timedelta) -> str:
    """How often something is done, in days or hours."""
    hours = interval // dt.timedelta(hours=1)
    days, rest = divmod(hours, 24)
    if _language().startswith("zh"):
        return f"每 {hours} 小时" if rest else f"每 {days} 天"
    return f"every {hours} h" if rest else f"every {days} d"


@register.filter
def place(code: str) -> str:
    """The jurisdiction's name."""
    return name(code, _language())


@register.filter
def says(evidence: Evidence) -> str:
    """The evidence's sentence in the page's language."""
    return evidence.says if _language().startswith("zh") else evidence.says_en


@register.filter
def says_beside(evidence: Evidence) -> str:
    """The same sentence in the other language."""
    return evidence.says_en if _language().startswith("zh") else evidence.says


@register.filter
def rule_text(last_day: LastDay) -> str:
    """The rule behind a last day."""
    return last_day.rule_zh if _language().startswith("zh") else last_day.rule_en


@register.filter
def caveat(last_day: LastDay) -> str:
    """What is open about a last day, or nothing."""
    return last_day.caveat_zh if _language().startswith("zh") else last_day.caveat_en


@register.filter
def weekday(day: dt.date) -> str:
    """周四, Thu."""
    return wording.weekday(day, _language())


@register.simple_tag
def weekday_name(number: int) -> str:
    """周一, Monday, for 0."""
    return text(f"weekday_{number}", _language())


@register.filter
def days_left(last_day: LastDay, today: dt.date) -> str:
    """剩 24 天, 今天截止, 已过期 3 天."""
    return wording.days_left(last_day.days_left(today), _language())


@register.filter
def nearness(last_day: LastDay, today: dt.date) -> str:
    """The style of a last day: past, soon or later."""
    days = last_day.days_left(today)
    return "past" if days < 0 else "soon" if days <= SOON else "later"


@register.filter
def is_live(observation: Observation) -> bool:
    """False for whatever is not the world as it is."""
    return observation.provenance is Provenance.LIVE


@register.filter
def telephone(reach: str) -> str:
    """The number to call (RFC 3966); "" for what is no telephone number."""
    number = _BETWEEN_DIGITS.sub("", reach)
    return number if _TELEPHONE.fullmatch(number) else ""


@register.filter
def percent(score: float) -> str:
    """0.934 as 93."""
    return f"{score * 100:.0f}"


@register.filter
def percent_fine(share: float) -> str:
    """0.9342 as 93.4."""
    return f"{share * 100:.1f}"


@register.filter
def reason(health: object) -> str:
    """Why a source is in its state."""
    return str(getattr(health, "reason_zh" if _language().startswith("zh") else "reason_en"))


@register.filter
def title(source: object) -> str:
    """A source's title."""
    return str(getattr(source, "title_zh" if _language().startswith("zh") else "title_en"))


@register.filter
def terms_note(source: object) -> str:
    """What a source's terms say."""
    return str(getattr(source, "note_zh" if _language().startswith("zh") else "note_en"))


@register.filter
def row_name(place: str) -> str:
    """Where something stands in a watchlist, as its reader names it: row 7 as 第 7 行."""
    return _ROW.sub(r"第 \1 行", place) if _language().startswith("zh") else place


@register.simple_tag
def language_code() -> str:
    """The page's BCP 47 language."""
    return "zh-Hans" if _language().startswith("zh") else "en"


@register.simple_tag
def other_language_code() -> str:
    """The language the page can be switched to."""
    return "en" if _language().startswith("zh") else "zh-hans"


@register.simple_tag
def either(chinese: str, english: str) -> str:
    """The words of the page's language."""
    return chinese if _language().startswith("zh") else english


@register.simple_tag
def either_each(chinese: tuple[str, ...], english: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences of the page's language."""
    return chinese if _language().startswith("zh") else english


@register.filter
def state_words(state: FilingState) -> str:
    """Where a filing stands."""
    return state_text(state, _language())


@register.filter
def step_words(step: Step) -> str:
    """What kind of step it is."""
    return step_title(step, _language())


@register.filter
def step_facts(step: Step) -> tuple[tuple[str, str], ...]:
    """Days, fee, papers and origin of a step, each with its label."""
    return step_rows(step, _language())


@register.inclusion_tag("console/plan.html", takes_context=True)
def response_plan(context: template.Context, alert: Alert, today: dt.date) -> dict[str, object]:
    """The plans of an alert, an office each, with the evidence of reputation the brand has there for who is signed in."""
    plans = plans_of(alert, today)
    request = context.get("request")
    signed_in = request is not None and request.user.is_authenticated
    kept = (
        at_hand(viewer(request), alert.brand_id, [plan.office for _, plan in plans], today)
        if signed_in and plans
        else None
    )
    return {
        "alert": alert,
        "plans": [(seen, plan, kept.counts[plan.office] if kept else 0) for seen, plan in plans],
        "kept": kept,
    }


@register.simple_tag
def new_form() -> str:
    """A number by which a form that is sent twice is known."""
    return str(uuid.uuid4())


@register.inclusion_tag("console/proceeding_plan.html")
def proceeding_plan(alert: Alert, today: dt.date) -> dict[str, object]:
    """The clocks and steps of an alert's proceeding, nothing for an alert of another kind."""
    seen = alert.leading.observation
    named = alert.reason is Reason.NAMED_PARTY
    plans = [(seen, clocks_of(seen), defence_steps(forum_of(seen)))] if named else []
    return {"plans": plans, "today": today}
