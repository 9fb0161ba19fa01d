"""Pages of the countries: what is known of each, whence, since when, and what is watched there. 国别指南."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from console.editor_text import edited_text, is_overdue, signature_of
from console.health import WatchedSource, watched_sources
from console.markdown import markdown_html
from console.saving import word_to_save
from console.staff import for_staff
from console.texts import text
from console.views import viewer
from domain.jurisdictions import name, regions_of
from domain.observation import Kind
from reports.country_guide import Guide, GuideFact, guide_document
from response.country import EVERYWHERE, CountryFact, Topic, facts_of
from response.offices import Office, offices
from response.priority import SOURCE, Priority, priority_last_day
from storage.country_texts import EditorText, text_of, texts, versions
from storage.tracked_pages import pages

_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryLine:
    """A country in the list. `checked_on` is when the oldest of its facts in force was checked."""

    code: str
    facts: int
    clashes: int
    overdue: int
    checked_on: dt.date | None
    sources: int
    written: EditorText | None
    text_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The facts of one topic: in force, and not or no more."""

    topic: Topic
    now: tuple[CountryFact, ...]
    other: tuple[CountryFact, ...]


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Every country rules are kept of, with how far each can be relied on."""
    today, written = timezone.localdate(), texts()
    watched: dict[str, int] = {}
    for one in watched_sources():
        watched[one.source.country] = watched.get(one.source.country, 0) + (
            one.health.last_good_at is not None
        )
    lines = [_country_line(code, today, written.get(code), watched.get(code, 0)) for code in offices()]
    language = get_language() or "zh"
    lines.sort(
        key=lambda line: (not (line.clashes or line.overdue or line.text_overdue), name(line.code, language))
    )
    return render(request, "console/countries.html", {"lines": lines, "today": today})


def _country_line(code: str, today: dt.date, written: EditorText | None, watched: int) -> CountryLine:
    facts = [one for one in facts_of(code) if one.office == code and one.in_force(today)]
    return CountryLine(
        code=code,
        facts=len(facts),
        clashes=sum(one.clashes for one in facts),
        overdue=sum(one.overdue(today) for one in facts),
        checked_on=min((one.origin.checked_on for one in facts), default=None),
        sources=watched,
        written=written,
        text_overdue=is_overdue(written, today),
    )


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of one country; `filed` asks for the last day to claim the priority of a filing of that day."""
    office, today, seen_by = _office(code), timezone.localdate(), viewer(request)
    written = text_of(code)
    priority, wrong = _asked_priority(request, code)
    sections, watched = sections_of(code, today), _watched_at(code)
    context: dict[str, object] = {
        "code": code,
        "office": office,
        "written": written,
        "written_html": markdown_html(written.text) if written else "",
        "text_overdue": is_overdue(written, today),
        "sections": sections,
        "clashes": sum(fact.clashes for one in sections for fact in one.now),
        "overdue": sum(fact.overdue(today) for one in sections for fact in one.now),
        "today": today,
        "everywhere": EVERYWHERE,
        "watched": watched,
        "uncovered": _uncovered(watched),
        "priority": priority,
        "priority_wrong": wrong,
        "priority_source": SOURCE,
        "filed": request.GET.get("filed", "")[:10],
    }
    if seen_by.staff:
        context |= {"tracked": pages(seen_by, office=code), "versions": versions(seen_by, code)}
    return render(request, "console/country.html", context)


def _office(code: str) -> Office:
    found = offices().get(code)
    if found is None:
        raise Http404
    return found


def sections_of(code: str, today: dt.date) -> list[Section]:
    """The facts of a country by topic, with those that hold everywhere."""
    facts = facts_of(code)
    found = []
    for topic in Topic:
        these = [one for one in facts if one.topic is topic]
        if these:
            now = tuple(one for one in these if one.in_force(today))
            found.append(
                Section(topic=topic, now=now, other=tuple(one for one in these if not one.in_force(today)))
            )
    return found


def _asked_priority(request: HttpRequest, code: str) -> tuple[Priority | None, bool]:
    typed = request.GET.get("filed", "")
    if not typed:
        return None, False
    try:
        filed = dt.date.fromisoformat(typed)
    except ValueError:
        return None, True
    if not _EARLIEST <= filed <= _LATEST:
        return None, True
    return priority_last_day(filed, code), False


def _watched_at(code: str) -> list[WatchedSource]:
    """The sources of the country itself, and of the offices whose marks hold there."""
    places = {code, *regions_of(code)}
    return watched_sources(lambda source: source.country in places)


def _uncovered(watched: list[WatchedSource]) -> list[str]:
    """The kinds of things none of these sources has ever given."""
    covered = {one.source.kind for one in watched if one.health.first_good_at is not None}
    return [kind.value for kind in Kind if kind not in covered]


@require_safe
def country_file(request: HttpRequest, code: str) -> HttpResponse:
    """The guide as a Word document, in Chinese."""
    office, today = _office(code), timezone.localdate()
    file = f"国别指南 {name(code, 'zh')} {today}.docx"
    return word_to_save(guide_document(_guide(code, office, today)), f"guide-{code}.docx", file)


def _guide(code: str, office: Office, today: dt.date) -> Guide:
    written = text_of(code)
    sources = _watched_at(code)
    watched = [
        f"{one.source.title_zh}：最近成功 {one.health.last_good_at:%Y-%m-%d}"
        if one.health.last_good_at
        else f"{one.source.title_zh}：尚未取得数据"
        for one in sources
    ]
    uncovered = "、".join(text(kind, "zh") for kind in _uncovered(sources))
    return Guide(
        title=f"国别指南：{name(code, 'zh')}",
        drawn_on=today,
        head=(
            ("主管局", office.authority_zh),
            ("权利取得", text(f"basis_{office.basis or 'unknown'}", "zh")),
            ("马德里体系", f"{office.madrid_since} 起" if office.madrid_since else "未见列为成员"),
            ("审查在先商标", text(f"examines_{office.examines_earlier_marks}", "zh")),
        ),
        written=tuple(line for line in written.text.splitlines() if line.strip()) if written else (),
        signed=signature_of(written, today),
        sections=tuple(
            (text(f"topic_{one.topic}", "zh"), tuple(_guide_fact(fact, today) for fact in one.now))
            for one in sections_of(code, today)
            if one.now
        ),
        watched=(*watched, f"未覆盖：{uncovered}") if uncovered else tuple(watched),
        closing="以上每条均注明出处与核对日期；期限以当地主管局公布为准，不构成法律意见。",
    )


def _guide_fact(fact: CountryFact, today: dt.date) -> GuideFact:
    flags = [text("fact_clash", "zh")] if fact.clashes else []
    flags += [text("fact_overdue", "zh")] if fact.overdue(today) else []
    since = "" if fact.valid_from == dt.date.min else f"{fact.valid_from} 起"
    until = "" if fact.valid_to == dt.date.max else f"至 {fact.valid_to}"
    return GuideFact(
        says=fact.says_zh,
        origin=fact.origin,
        caveat=fact.caveat_zh,
        span=f"{since}{until}",
        flags=tuple(flags),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def country_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Writes the next version of the editor's text; a form that is not up to date overwrites nothing."""
    _office(code)
    title = name(code, get_language() or "zh")
    return edited_text(request, code, title=title, back=reverse("country", args=[code]))
