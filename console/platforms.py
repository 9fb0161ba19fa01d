"""Pages of the platforms: how to complain to each, what it asks for, its clocks, each with its source. 平台指南."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from console.editor_text import edited_text, is_overdue, signature_of
from console.markdown import markdown_html
from console.saving import word_to_save
from console.staff import for_staff
from console.texts import text
from console.views import viewer
from domain.case import Right
from domain.deadline import Origin
from domain.jurisdictions import name
from domain.platform import DayKind, OfficesRule, Platform, PlatformRule, RuleTopic
from reports.country_guide import Guide, GuideFact, guide_document
from response.platforms import CHECKED_FOR, in_force, needs_of, platforms, reasons_of, rules_of
from storage.country_texts import EditorText, text_of, texts, versions
from storage.takedown_counts import takedown_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLine:
    """A platform in the list; `counter` is the shortest time to answer a counter-notice about a trade mark, None for none."""

    platform: Platform
    answer: PlatformRule | None
    counter: PlatformRule | None
    checked_on: dt.date
    overdue: bool
    written: EditorText | None
    text_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSection:
    """The rules on one topic."""

    topic: RuleTopic
    rules: tuple[PlatformRule, ...]


@require_safe
def platform_list(request: HttpRequest) -> HttpResponse:
    """Every platform that is known, with how far each can be relied on."""
    today, written = timezone.localdate(), texts()
    lines = [_line(one, today, written.get(text_key(one.key))) for one in platforms().values()]
    return render(request, "console/platforms.html", {"lines": lines})


def text_key(key: str) -> str:
    """Under what the editor's text of a platform is kept, beside those of countries."""
    return f"platform:{key}"


def _line(platform: Platform, today: dt.date, written: EditorText | None) -> PlatformLine:
    checked = min(one.checked_on for one in _origins(platform))
    return PlatformLine(
        platform=platform,
        answer=_shortest(platform.key, RuleTopic.ANSWER, today),
        counter=_shortest(platform.key, RuleTopic.COUNTER, today),
        checked_on=checked,
        overdue=today - checked > CHECKED_FOR,
        written=written,
        text_overdue=is_overdue(written, today),
    )


def _origins(platform: Platform) -> list[Origin]:
    rows = (*needs_of(platform.key), *reasons_of(platform.key), *rules_of(platform.key))
    return [platform.origin, *(one.origin for one in rows)]


def _shortest(key: str, topic: RuleTopic, today: dt.date) -> PlatformRule | None:
    found = [one for one in in_force(key, topic, today, Right.TRADEMARK) if one.days is not None]
    return min(found, key=lambda one: one.days or 0, default=None)


def _platform(key: str) -> Platform:
    found = platforms().get(key)
    if found is None:
        raise Http404
    return found


@require_safe
def platform(request: HttpRequest, key: str) -> HttpResponse:
    """What is known of one platform."""
    found, today, seen_by = _platform(key), timezone.localdate(), viewer(request)
    written = text_of(text_key(key))
    checked = min(one.checked_on for one in _origins(found))
    context: dict[str, object] = {
        "platform": found,
        "offices": found.offices_rule is OfficesRule.NAMED and found.offices,
        "needs": needs_of(key),
        "reasons": reasons_of(key),
        "sections": _sections(key, today),
        "checked_on": checked,
        "overdue": today - checked > CHECKED_FOR,
        "today": today,
        "written": written,
        "written_html": markdown_html(written.text) if written else "",
        "text_overdue": is_overdue(written, today),
        "count": next((one for one in takedown_counts(seen_by) if one.platform == key), None),
    }
    if seen_by.staff:
        context |= {"versions": versions(seen_by, text_key(key))}
    return render(request, "console/platform.html", context)


def _sections(key: str, today: dt.date) -> list[RuleSection]:
    found = [RuleSection(topic=topic, rules=in_force(key, topic, today)) for topic in RuleTopic]
    return [one for one in found if one.rules]


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def platform_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the next version of the editor's text; a form that is not up to date overwrites nothing."""
    found = _platform(key)
    title = found.name_zh if (get_language() or "zh").startswith("zh") else found.name_en
    return edited_text(request, text_key(key), title=title, back=reverse("platform", args=[key]))


@require_safe
def platform_file(request: HttpRequest, key: str) -> HttpResponse:
    """The guide as a Word document, in Chinese."""
    found, today = _platform(key), timezone.localdate()
    return word_to_save(
        guide_document(_guide(found, today)), f"guide-{key}.docx", f"平台指南 {found.name_zh} {today}.docx"
    )


def _guide(found: Platform, today: dt.date) -> Guide:
    written = text_of(text_key(found.key))
    needs = tuple(
        GuideFact(says=f"{one.says_zh}（{one.says_en}）{'，必填' if one.required else ''}", origin=one.origin)
        for one in needs_of(found.key)
    )
    reasons = tuple(
        GuideFact(says=f"{one.code} {one.says_zh}", origin=one.origin) for one in reasons_of(found.key)
    )
    rules = tuple(
        (text(f"pf_topic_{one.topic}", "zh"), tuple(_fact(rule, today) for rule in one.rules))
        for one in _sections(found.key, today)
    )
    route = GuideFact(says=f"{found.route_zh}（{found.route_en}）", origin=found.origin, caveat=found.note_zh)
    sections = [("途径", (route,)), ("投诉表栏目", needs), ("理由代码", reasons), *rules]
    return Guide(
        title=f"平台指南：{found.name_zh}",
        drawn_on=today,
        head=(
            ("网址或邮箱", found.address or text("pf_no_address", "zh")),
            ("账户", found.account_zh),
            ("谁可提交", found.who_zh),
            ("每次上限", f"{found.most} 条" if found.most else text("pf_most_unknown", "zh")),
            ("认可的注册", _taken(found)),
            ("最早核对", str(min(one.checked_on for one in _origins(found)))),
        ),
        written=tuple(line for line in written.text.splitlines() if line.strip()) if written else (),
        signed=signature_of(written, today),
        sections=tuple((title, facts) for title, facts in sections if facts),
        watched=(),
        closing="以上每条均注明出处与核对日期；以平台当时公布为准，不构成法律意见。",
    )


def _taken(found: Platform) -> str:
    offices = "、".join(name(one, "zh") for one in found.offices)
    return text(f"pf_offices_{found.offices_rule}", "zh") + offices


def _fact(rule: PlatformRule, today: dt.date) -> GuideFact:
    flags = [text("pf_overdue", "zh")] if today - rule.origin.checked_on > CHECKED_FOR else []
    days = ""
    if rule.days is not None:
        unit = "pf_days" if rule.day_kind is DayKind.CALENDAR else "pf_working_days"
        days = f"【{rule.days} {text(unit, 'zh')}】"
    since = "" if rule.valid_from == dt.date.min else f"{rule.valid_from} 起"
    return GuideFact(
        says=f"{days}{rule.says_zh}",
        origin=rule.origin,
        caveat=rule.caveat_zh,
        span=since,
        flags=tuple(flags),
    )
