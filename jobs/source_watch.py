"""Sources that fall silent: staff are told once a trouble, and once when it is over."""

import datetime as dt
import logging
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from crawlers.source import Policy, Source
from storage import notices, runs, source_troubles
from storage.source_troubles import Trouble
from storage.together import together

log = logging.getLogger(__name__)

LATE_AFTER = dt.timedelta(hours=12)
"""How long after a source was due its last good run is still shown as good."""

TOLD_AFTER = dt.timedelta(hours=3)
"""How long a trouble lasts until staff are told: a source that failed is asked again each hour."""

NEVER_AFTER = dt.timedelta(hours=24)
"""The same for a source that has not run yet, as just after an installation."""

WELL = frozenset({"ok", "not_yet_published"})
OFF = frozenset({"off", "no_key", "no_words", "no_shops", "forbidden"})
"""States that are somebody's choice: no trouble."""

MOST_NAMED = 6
"""Sources named in one notice; the rest are counted."""


def is_clocked(source: Source) -> bool:
    """True for a source the clock crawls by itself: all, unless HAISHAO_SOURCES names some."""
    return not settings.CLOCKED_SOURCES or source.name in settings.CLOCKED_SOURCES


def shown_state(source: Source, health: runs.SourceHealth, now: dt.datetime, *, clocked: bool = True) -> str:
    """The state of a source as people see it: that of its last run; `late` when that was good, or found nothing new yet,
    but the last good one is too long ago for its interval; `no_key` while the operator's key is missing, without which it
    is never run; `off` while the operator has it not crawled and it never was, or not lately. Silence must never look
    like safety.
    """
    if source.lacks_key and source.policy is Policy.ALLOWED:
        return "no_key"
    good = health.last_good_at
    late = good is not None and now - good > source.interval + LATE_AFTER
    if not clocked and (late or health.state == "never"):
        return "off"
    return "late" if health.state in WELL and late else health.state


def watch_sources(sources: Iterable[Source], now: dt.datetime) -> None:
    """Holds the health of the sources the clock crawls against what is expected of them, and tells staff of what began
    and what is over. Safe to repeat, and by two clocks at once.
    """
    watched = {one.name: one for one in sources if one.policy is Policy.ALLOWED and one.has_work()}
    standing = source_troubles.standing_troubles()
    off, well, to_tell = set(standing) - set(watched), set[str](), set[str]()
    for health in runs.source_health(watched):
        state, known = shown_state(watched[health.source], health, now), standing.get(health.source)
        if state in WELL or state in OFF:
            (well if state in WELL else off).add(health.source)
            continue
        reason = _reason(state, health)
        if known is None or (known.state, known.reason_zh, known.reason_en) != (state, *reason):
            source_troubles.begin_trouble(health.source, state, reason, since=now)
        if now - (known.since if known else now) >= _patience(state):
            to_tell.add(health.source)
    source_troubles.end_troubles(off & set(standing), now=now)
    with together():
        _tell_well(source_troubles.end_troubles(well & set(standing), now=now), watched)
    with together():
        _tell_trouble(source_troubles.take_to_tell(to_tell, now=now), watched)


def _patience(state: str) -> dt.timedelta:
    if state == "late":  # which has waited long enough
        return dt.timedelta()
    return NEVER_AFTER if state == "never" else TOLD_AFTER


def _reason(state: str, health: runs.SourceHealth) -> tuple[str, str]:
    if state != "late":
        return health.reason_zh, health.reason_en
    assert health.last_good_at is not None, "late counts from the last good run"
    day = timezone.localtime(health.last_good_at).strftime("%Y-%m-%d %H:%M")
    return f"逾期未更新，上次成功 {day}", f"late, last good {day}"


def _tell_trouble(troubles: list[Trouble], watched: dict[str, Source]) -> None:
    if not troubles:
        return
    log.warning("sources in trouble: %s", ", ".join(f"{one.source} {one.state}" for one in troubles))
    chinese = [f"{watched[one.source].title_zh}（{one.source}）：{one.reason_zh}" for one in troubles]
    english = [f"{watched[one.source].title_en} ({one.source}): {one.reason_en}" for one in troubles]
    count = len(troubles)
    notices.open_notice(
        subject=(
            f"{count} 个来源没有正常更新",
            f"{count} source{'s have' if count > 1 else ' has'} fallen silent",
        ),
        says=(
            f"下列来源没有正常更新，其间“无预警”不表示安全，详见“来源状态”页。{_listed(chinese, '；', '另有 {} 个')}。",
            "While a source is silent, no alerts do not mean safety; see the page “Sources”. "
            f"{_listed(english, '; ', '{} more')}.",
        ),
    )


def _tell_well(troubles: list[Trouble], watched: dict[str, Source]) -> None:
    if not troubles:
        return
    log.info("sources well again: %s", ", ".join(one.source for one in troubles))
    chinese = [f"{watched[one.source].title_zh}（{one.source}）" for one in troubles]
    english = [f"{watched[one.source].title_en} ({one.source})" for one in troubles]
    count = len(troubles)
    notices.open_notice(
        subject=(f"{count} 个来源恢复正常", f"{count} source{'s are' if count > 1 else ' is'} well again"),
        says=(
            f"恢复正常更新：{_listed(chinese, '；', '另有 {} 个')}。",
            f"Well again: {_listed(english, '; ', '{} more')}.",
        ),
    )


def _listed(named: list[str], joint: str, more: str) -> str:
    rest = len(named) - MOST_NAMED
    return joint.join([*(one[:80] for one in named[:MOST_NAMED]), *([more.format(rest)] if rest > 0 else [])])
