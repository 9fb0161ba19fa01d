"""Whoever leads an item of the centre's plan is reminded before it is due, and when it is overdue. 推进计划提醒."""

import datetime as dt

from django.conf import settings
from django.utils import timezone

from domain.work_plan import PlanItem, step_of
from storage import notices, work_plan
from storage.together import together

MOST_REMINDED = 200
BY_CLOCK = "系统 · the clock"


def remind_of_plan(now: dt.datetime) -> None:
    """Opens a notice for each item that has come down to a step of `REMIND_AT`, once a step. Safe to repeat."""
    today = timezone.localdate(now)
    for item in work_plan.items_due(today, limit=MOST_REMINDED):
        left = item.days_left(today)
        step = None if left is None else step_of(left)
        if left is None or step is None:
            continue
        with together():
            if work_plan.begin_reminder(item, step, by=BY_CLOCK):
                _tell(item, left)


def _tell(item: PlanItem, left: int) -> None:
    page = f"{settings.BASE_URL}/work-plan/{item.item_id}"
    lead = item.lead or item.lead_name or "—"
    zh = f"已逾期 {-left} 天" if left < 0 else f"还有 {left} 天到期" if left else "今天到期"
    en = f"{-left} days overdue" if left < 0 else f"due in {left} days" if left else "due today"
    notices.open_notice(
        subject=(f"推进计划{zh}：{item.says[:60]}", f"Work plan, {en}: {item.says[:60]}"),
        says=(
            f"{item.says}。牵头：{lead}；时限：{item.due.says('zh')}，{zh}。{page}",
            f"{item.says}. Lead: {lead}; due: {item.due.says('en')}, {en}. {page}",
        ),
        whose=item.lead_user,
    )
