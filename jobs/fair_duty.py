"""Whoever is on duty at a fair is told at once of alerts about its exhibitors. 展中预警."""

import datetime as dt

from django.utils import timezone

from domain.fair import Fair, FairDuty, StandAlert
from storage import fair_watches, notices
from storage.fairs import duties_of
from storage.together import together

MOST_AT_ONCE = 100
MOST_NAMED = 8


def tell_those_on_duty(now: dt.datetime) -> None:
    """Opens a notice for each fair that is near, or on, with alerts nobody on duty was told of. Safe to repeat."""
    today = timezone.localdate(now)
    for fair in fair_watches.fairs_near(today):
        with together():
            untold = fair_watches.take_untold(fair, limit=MOST_AT_ONCE)
            if untold:
                on_duty = [one for one in duties_of(fair.fair_id) if one.since <= today <= one.until]
                _tell(fair, untold, on_duty)


def _tell(fair: Fair, alerts: tuple[StandAlert, ...], on_duty: list[FairDuty]) -> None:
    count, more = len(alerts), max(0, len(alerts) - MOST_NAMED)
    zh = "；".join(
        f"展位 {one.stand or '未载明'} {one.exhibitor}{_unreal(one, '演示数据')} 涉及 {one.brand}（{one.enterprise}）"
        for one in alerts[:MOST_NAMED]
    )
    en = "; ".join(
        f"stand {one.stand or 'not stated'} {one.exhibitor}{_unreal(one, 'made up')}: {one.brand} ({one.enterprise})"
        for one in alerts[:MOST_NAMED]
    )
    duty = "、".join(f"{one.name} {one.reach}" for one in on_duty)
    notices.open_notice(
        subject=(
            f"{fair.name}：{count} 条参展商预警",
            f"{fair.name}: {count} alert{'s' if count > 1 else ''} about exhibitors",
        ),
        says=(
            f"{zh}{f'；另有 {more} 条' if more else ''}。今日值守：{duty or '未安排'}。",
            f"{en}{f'; {more} more' if more else ''}. On duty today: {duty or 'nobody'}.",
        ),
    )


def _unreal(one: StandAlert, word: str) -> str:
    return "" if one.live else f" [{word}]"
