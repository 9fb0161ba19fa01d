"""Who sits at the console that is measured, and which pages they open in turn."""

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import urlencode

from haishao.bench.browsing import Browser, Step
from haishao.bench.register_rows import Asked, searches

QUEUE, DECIDED, MATCH, SEARCH, ALERTS = "queue", "decided, next", "match page", "search", "alerts, staff"
MEMBER_ALERTS, MEMBER_MATCH = "alerts, member", "match page, member"
STAFF_KINDS = (QUEUE, DECIDED, MATCH, SEARCH, ALERTS)
MEMBER_KINDS = (MEMBER_ALERTS, MEMBER_MATCH)
_STAFF_TURN = (QUEUE, DECIDED, DECIDED, MATCH, SEARCH, QUEUE, MATCH, SEARCH, ALERTS)
_MEMBER_TURN = (MEMBER_ALERTS, MEMBER_MATCH, MEMBER_MATCH)
_PASSWORD = "a long enough password"
_FORM = re.compile(r'action="(/desk/\d+)"')
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class People:
    """Browsers that are signed in."""

    staff: list[Browser]
    members: list[Browser]


class Walks:
    """Pages that are there to be opened, drawn from seeds."""

    def __init__(self, names: Sequence[str], *, rows: int, staff: int, members: int) -> None:
        from storage.models import Alert

        self._names = names
        self._rows = rows
        self._alerts = list(Alert.objects.filter(open=True).order_by("pk").values_list("pk", flat=True))
        self._staff = staff
        self._owners = _largest(members)
        self._own: dict[int, list[int]] = {}

    @contextmanager
    def people(self, port: int) -> Iterator[People]:
        """Everybody, signed in through the page: reviewers, and members of the enterprises with the most alerts."""
        from domain.role import Role
        from storage.models import Alert
        from storage.people import save_user

        staff, members = [], []
        for number in range(self._staff):
            save_user(f"reviewer{number}", _PASSWORD, enterprise=None, role=Role.REVIEWER)
            staff.append(_signed_in(port, f"reviewer{number}"))
        for number, (owner, name) in enumerate(self._owners):
            save_user(f"member{number}", _PASSWORD, enterprise=name, role=Role.MEMBER)
            members.append(_signed_in(port, f"member{number}"))
            alerts = Alert.objects.filter(open=True, brand__enterprise_id=owner).order_by("pk")
            self._own[id(members[-1])] = list(alerts.values_list("pk", flat=True))
        yield People(staff, members)
        for browser in (*staff, *members):
            browser.close()

    def of(self, people: People, *, pages: int, seed: int) -> list[Iterator[tuple[str, Step]]]:
        """So many pages of each person, beginning at different places of their turn."""
        walks = [
            self._walk(browser, _STAFF_TURN, pages, 100 * seed + n) for n, browser in enumerate(people.staff)
        ]
        return walks + [
            self._walk(browser, _MEMBER_TURN, pages, 100 * seed + 50 + n)
            for n, browser in enumerate(people.members)
        ]

    def _walk(
        self, browser: Browser, turn: tuple[str, ...], pages: int, seed: int
    ) -> Iterator[tuple[str, Step]]:
        drawn = {kind: self.steps(browser, kind, pages, seed=seed) for kind in set(turn)}
        for kind in islice(cycle(turn), pages):
            yield kind, next(drawn[kind])

    def steps(self, browser: Browser, kind: str, count: int, *, seed: int) -> Iterator[Step]:
        """So many ways to open a page of one kind."""
        if kind == SEARCH:
            for asked in self.searches(count, seed=seed):
                yield _opening(browser, f"/register?{urlencode(asked.fields)}")
            return
        drawn = random.Random(seed)
        for _ in range(count):
            if kind == DECIDED:
                yield lambda: _decide(browser)
            else:
                yield _opening(browser, self._address(browser, kind, drawn))

    def _address(self, browser: Browser, kind: str, drawn: random.Random) -> str:
        if kind == QUEUE:
            return "/desk"
        if kind == ALERTS:
            return f"/?page={drawn.randint(1, _MOST_PAGES)}"
        if kind == MEMBER_ALERTS:
            return "/"
        return f"/alerts/{drawn.choice(self._own.get(id(browser), self._alerts))}"

    def searches(self, count: int, *, seed: int) -> list[Asked]:
        """What people look for in the register."""
        return searches(self._names, self._rows, count, seed)


def _largest(count: int) -> list[tuple[int, str]]:
    """Row id and name of the enterprises with the most open alerts."""
    from django.db.models import Count, Q

    from storage.models import Enterprise

    rows = Enterprise.objects.annotate(n=Count("brand__alerts", filter=Q(brand__alerts__open=True)))
    return list(rows.order_by("-n", "pk").values_list("pk", "name")[:count])


def _signed_in(port: int, name: str) -> Browser:
    browser = Browser(port)
    browser.sign_in(name, _PASSWORD)
    return browser


def _opening(browser: Browser, path: str) -> Step:
    return lambda: browser.get(path)


def _decide(browser: Browser) -> None:
    """Confirms what the desk shows, and is shown the next."""
    form = _FORM.search(browser.page)
    if form is None:
        raise RuntimeError("the desk shows nothing to decide")
    browser.send(form[1], {"said": "confirmed"})
