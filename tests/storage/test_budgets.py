"""A review budget holds what is told to about so many matches a week, and nothing of high tier back."""

from collections.abc import Callable

import pytest

from domain.brand import Brand
from domain.match import Match, Tier
from domain.observation import Observation
from jobs import tasks
from jobs.budgets import draw_lines
from storage.alerts import alert_page, matches_to_fold
from storage.budgets import NoSuchEnterprise, budgets, set_budget, withheld_count, withheld_matches
from storage.matches import save_matches
from storage.observations import observations_of, take_in
from storage.runs import start_run
from storage.viewers import Viewer

STAFF = Viewer(user_id=1, staff=True)
FILINGS = 20


@pytest.fixture
def kept(
    brands: list[Brand], filing: Callable[..., Observation], match: Callable[..., Match]
) -> Callable[..., None]:
    """Keeps twenty filings that met brand B1, each by another holder, with scores from .31 up, all of one tier."""

    def keep(tier: Tier = Tier.MEDIUM, first: int = 0) -> None:
        from dataclasses import replace

        run = start_run("s")
        take_in(run, [filing(ref=str(first + n), holder=f"Holder {first + n}") for n in range(FILINGS)])
        rows = observations_of(run, after_id=0, limit=99)
        found = [(row, match(seen, tier=tier)) for row, seen in rows]
        save_matches((row, replace(m, score=0.31 + n / 100)) for n, (row, m) in enumerate(found))

    return keep


def told() -> int:
    return alert_page(STAFF).total


def test_the_most_serious_are_told_and_the_rest_is_kept_in_sight(kept: Callable[..., None]) -> None:
    kept()
    set_budget("甲食品有限公司", 5)
    tasks.raise_alerts()
    tasks.raise_alerts()
    assert told() == 5
    assert withheld_count(STAFF) == FILINGS - 5
    assert not matches_to_fold(after_id=0, limit=99)
    assert withheld_matches(STAFF, limit=1)[0].score < 0.46


def test_high_tier_is_told_whatever_the_budget(kept: Callable[..., None]) -> None:
    set_budget("甲食品有限公司", 5)
    kept(Tier.HIGH)
    tasks.raise_alerts()
    assert told() == FILINGS


def test_a_budget_taken_away_tells_what_it_withheld(kept: Callable[..., None]) -> None:
    kept()
    set_budget("甲食品有限公司", 5)
    tasks.raise_alerts()
    set_budget("甲食品有限公司", None)
    assert draw_lines() == FILINGS - 5
    tasks.raise_alerts()
    assert told() == FILINGS
    assert withheld_count(STAFF) == 0


def test_without_a_budget_everything_is_told(kept: Callable[..., None]) -> None:
    kept()
    tasks.raise_alerts()
    assert told() == FILINGS
    assert {one.a_week for one in budgets()} == {None}


def test_another_enterprise_sees_nothing_of_what_was_withheld(kept: Callable[..., None]) -> None:
    kept()
    set_budget("甲食品有限公司", 5)
    tasks.raise_alerts()
    assert withheld_count(Viewer(user_id=2, staff=False)) == 0


def test_a_budget_for_nobody_is_refused(brands: list[Brand]) -> None:
    with pytest.raises(NoSuchEnterprise):
        set_budget("nobody", 5)
