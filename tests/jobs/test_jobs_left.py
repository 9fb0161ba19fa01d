"""How many steps are left: what the demo waits for, and what says that nothing more will come."""

import datetime as dt

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from jobs.queue import defer_once, jobs_left


def put_off(by: dt.timedelta) -> None:
    app.configure_task("plan_rescreen", schedule_at=timezone.now() + by).defer(rescreen_id=0)


def test_a_step_that_waits_is_left(live_db: None) -> None:
    defer_once("raise_alerts", key="raise_alerts")
    assert jobs_left() == 1


@pytest.mark.parametrize(("by", "left"), [(dt.timedelta(minutes=-1), 1), (dt.timedelta(hours=1), 0)])
def test_a_step_put_off_is_left_once_its_time_has_come_as_that_of_one_taken_over_has(
    live_db: None, by: dt.timedelta, left: int
) -> None:
    put_off(by)
    assert jobs_left() == left


def test_taking_over_is_housekeeping(live_db: None) -> None:
    defer_once("take_over", key="take_over")
    assert jobs_left() == 0
