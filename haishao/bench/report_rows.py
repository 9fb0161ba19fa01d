"""What stands in the database of `haishao bench report`: enterprises, alerts and cases over two years.

Made up, the same for the same numbers. They are marked as live, so that they pass through everything real ones do: the
database is the measurement's own and gone with it.
"""

import datetime as dt
import random
from typing import Any

_INDUSTRIES = ("食品", "医疗器械", "液压管", "制鞋", "")
_DISTRICTS = ("源汇区", "郾城区", "召陵区", "舞阳县", "临颍县")
_OFFICES = "VN EM US ID BR KR TH IN MX RU AE ZA".split()
_KINDS = (
    "squatting",
    "opposition",
    "invalidation",
    "lawsuit",
    "section-337",
    "customs",
    "takedown",
    "fair-dispute",
)
_OUTCOMES = ("won", "settled", "partly-won", "lost", "window-missed", "abandoned", "answered")
_CURRENCIES = ("CNY", "USD", "EUR")
_CLASSES = (5, 7, 9, 10, 17, 25, 29, 30, 32, 35)
_LONG_DAYS = 730
_MATCHES_AN_ALERT = 4

_ALERTS = """
INSERT INTO storage_observation (run_id, current, kind, source, ref, content_hash, sign, office, holders, representative, goods,
    classes, feature, status, madrid, url, image_url, provenance, brand, event, stand, docket, text, seen_at)
SELECT %(run)s, true, 'filing', 'made-up', 'R' || n, decode(md5(n::text), 'hex'), 'SIGN ' || n,
    (%(offices)s::text[])[1 + n %% %(many)s],
    jsonb_build_array(jsonb_build_object(
        'name', CASE WHEN h %% 5 = 0 THEN 'Nguyen ' || h ELSE 'Trading ' || h || ' Co., Ltd.' END,
        'country', (%(offices)s::text[])[1 + h %% %(many)s])),
    '', '[]', ARRAY[(%(classes)s::int[])[1 + n %% 10]], '', '', false, '', '', 'live', '', '', '', '', '', %(now)s
FROM (SELECT n, n / %(each)s %% 900 AS h FROM generate_series(1, %(matches)s) n) one;

INSERT INTO storage_alert (brand_id, holder, holder_key, conflict_key, reason, tier, last_day, revision, open,
    raised_at, grown_at)
SELECT (%(brands)s::bigint[])[1 + n %% %(brand_count)s],
    CASE WHEN h %% 5 = 0 THEN 'Nguyen ' || h ELSE 'Trading ' || h || ' Co., Ltd.' END,
    'k' || n, 'k' || h, 'similar-filing', 'medium', NULL, 1, false, %(first)s + n * %(step)s, %(now)s
FROM (SELECT n, n %% 900 AS h FROM generate_series(1, %(alerts)s) n) one;

INSERT INTO storage_match (brand_id, observation_id, rules, mark, score, tier, evidence, last_day, judged_at, withheld, picture)
SELECT a.brand_id, o.id, 'made-up', 'x', 0.7, (ARRAY['high', 'medium', 'medium', 'low', 'low'])[1 + o.id %% 5], '[]',
    CASE WHEN o.id %% 10 < 7 THEN (a.raised_at + (5 + o.id %% 60) * interval '1 day')::date END, a.raised_at, false, ''
FROM storage_observation o JOIN storage_alert a ON a.id = %(first_alert)s + (o.id - %(first_seen)s) / %(each)s;

INSERT INTO storage_alertmatch (alert_id, match_id, revision, agent_key, address_key)
SELECT %(first_alert)s + (m.observation_id - %(first_seen)s) / %(each)s, m.id, 1, '', '' FROM storage_match m;

INSERT INTO storage_review (alert_id, verdict, revision, by, made_at)
SELECT id, 'confirmed', 1, 'staff', raised_at + interval '2 days' FROM storage_alert WHERE id %% 3 = 0;

INSERT INTO storage_decision (alert_id, answer, ground, words, by, made_at, undone_by)
SELECT id, 'not-relevant', '', '', 'staff', raised_at + interval '3 days', '' FROM storage_alert WHERE id %% 3 = 1;

INSERT INTO storage_delivery (alert_id, contact_id, revision, reminder, state, tries, next_try_at, delivered_at)
SELECT a.id, c.id, 1, 0, 'delivered', 1, a.raised_at, a.raised_at + interval '1 hour'
FROM storage_alert a JOIN storage_brand b ON b.id = a.brand_id JOIN storage_contact c ON c.enterprise_id = b.enterprise_id
WHERE a.id %% 10 < 9;
"""


class Made:
    """The rows of one database, from seeds; `until` is the day the two years end."""

    def __init__(self, *, cases: int, matches: int, enterprises: int, until: dt.datetime) -> None:
        self._cases, self._matches, self._enterprises = cases, matches, enterprises
        self._drawn = random.Random(11)
        self._until = until
        self._first = until - dt.timedelta(days=_LONG_DAYS)

    def make(self) -> None:
        """Writes everything."""
        from django.db import transaction

        with transaction.atomic():
            brands = self._make_enterprises()
            self._make_alerts(brands)
            self._make_cases()

    def _make_enterprises(self) -> list[int]:
        from storage.models import Brand, Contact, Enterprise

        firms = Enterprise.objects.bulk_create(
            Enterprise(
                name=f"虚构{n:03}有限公司", credit_code=f"91411100MA{n:08}", industry=_INDUSTRIES[n % len(_INDUSTRIES)],
                district=_DISTRICTS[n // 3 % len(_DISTRICTS)], named_from=self._first.date() if n % 4 == 0 else None,
            )
            for n in range(1, self._enterprises + 1)
        )  # fmt: skip
        brands = Brand.objects.bulk_create(
            Brand(
                enterprise=firm,
                brand_id=f"B{firm.pk}-{n}",
                name=f"品牌{firm.pk}-{n}",
                classes=[30],
                markets=_OFFICES[:6],
            )
            for firm in firms
            for n in range(2)
        )
        Brand.objects.update(added_at=self._first)
        Contact.objects.bulk_create(
            Contact(enterprise=firm, name="王", channel="email", address=f"ip{firm.pk}@example.org")
            for firm in firms
        )
        return [brand.pk for brand in brands]

    def _make_alerts(self, brands: list[int]) -> None:
        from django.db import connection

        from storage.models import CrawlRun

        run = CrawlRun.objects.create(source="made-up", state="ok", kept=self._matches)
        CrawlRun.objects.update(started_at=self._until - dt.timedelta(days=3), finished_at=self._until)
        alerts = max(1, self._matches // _MATCHES_AN_ALERT)
        with connection.cursor() as cursor:
            asked = {
                "run": run.pk, "matches": alerts * _MATCHES_AN_ALERT, "offices": list(_OFFICES), "many": len(_OFFICES),
                "classes": list(_CLASSES), "each": _MATCHES_AN_ALERT, "now": self._until, "brands": brands,
                "brand_count": len(brands), "alerts": alerts, "first": self._first,
                "step": dt.timedelta(days=_LONG_DAYS) / alerts, "first_alert": 0, "first_seen": 0,
            }  # fmt: skip
            observed, raised, *others = (one for one in _ALERTS.split(";\n") if one.strip())
            cursor.execute(observed, asked)
            cursor.execute(raised, asked)
            cursor.execute(
                "SELECT (SELECT min(id) FROM storage_alert), (SELECT min(id) FROM storage_observation)"
            )
            asked["first_alert"], asked["first_seen"] = cursor.fetchone()
            for statement in others:
                cursor.execute(statement, asked)

    def _make_cases(self) -> None:
        from storage.models import Alert, Case, CaseDeadline, CaseEvent, Dispute, Enterprise

        firms = list(Enterprise.objects.values_list("pk", flat=True))
        alerts = list(Alert.objects.order_by("pk").values_list("pk", "brand__enterprise_id"))
        disputes = Dispute.objects.bulk_create(
            Dispute(title=f"案 {n}", kind="lawsuit", office="US", docket=f"1:26-cv-{n:05}")
            for n in range(max(1, self._cases // 60))
        )
        cases = Case.objects.bulk_create(
            (self._case(n, firms, alerts, [one.pk for one in disputes]) for n in range(1, self._cases + 1)),
            batch_size=1000,
        )
        events, days = [], []
        for case in cases:
            events += self._events(case)
            day = case.opened_at.date() + dt.timedelta(days=self._drawn.randrange(20, 150))
            days.append(CaseDeadline(case=case, says="异议截止", day=day))
        CaseEvent.objects.bulk_create(events, batch_size=2000)
        CaseDeadline.objects.bulk_create(days, batch_size=2000)
        _backdate()

    def _case(self, n: int, firms: list[int], alerts: list[tuple[int, int]], disputes: list[int]) -> Any:
        from storage.models import Case

        drawn = self._drawn
        opened = self._first + dt.timedelta(days=_LONG_DAYS) * n / (self._cases + 1)
        joined = drawn.random() < 0.05
        alert, firm = alerts[(n * 7) % len(alerts)] if n % 2 else (None, firms[n % len(firms)])
        closed = drawn.random() < 0.7
        money = drawn.random() < 0.3
        return Case(
            number=f"{opened.year}-{n:05}", enterprise_id=firm, dispute_id=drawn.choice(disputes) if joined else None,
            alert_id=alert, origin="alert" if alert else "acceptance", kind="lawsuit" if joined else drawn.choice(_KINDS),
            right=drawn.choice(("trademark", "trademark", "patent", "design")), title=f"虚构案件 {n}",
            office=drawn.choice(_OFFICES[:8]), body="虚构机构", docket=f"D-{n}", right_number=f"No. {n}",
            classes=sorted(drawn.sample(_CLASSES, drawn.randrange(1, 3))), opponent=f"虚构对方 {n % 700} Co., Ltd.",
            observed_on=opened.date() - dt.timedelta(days=drawn.randrange(0, 60)),
            claimed=drawn.randrange(1, 900) * 1000 if money else None,
            claimed_currency=drawn.choice(_CURRENCIES) if money else "",
            state="closed" if closed else "acting", major=drawn.random() < 0.01, opened_at=opened, opened_by="staff",
            outcome=drawn.choice(_OUTCOMES) if closed else "", answered=drawn.random() < 0.8 if closed else None,
            saved=drawn.randrange(1, 90) * 10_000 if closed and money else None,
            saved_currency=drawn.choice(_CURRENCIES) if closed and money else "", saved_how="按出口合同估算" if money else "",
            cost=drawn.randrange(1, 90) * 100 if closed and money else None, cost_currency="USD" if closed and money else "",
        )  # fmt: skip

    def _events(self, case: Any) -> list[Any]:
        from storage.models import CaseEvent

        at = case.opened_at
        events = [CaseEvent(case=case, at=at, by="staff", kind="opened", after="received", shared=True)]
        path = ["triaged", "advising", "acting", *(["closed"] if case.state == "closed" else [])]
        before = "received"
        for after in path:
            at += dt.timedelta(days=self._drawn.randrange(1, 30))
            if at >= self._until:
                break
            events.append(
                CaseEvent(case=case, at=at, by="staff", kind="moved", before=before, after=after, shared=True)
            )
            before = after
        return events


def _backdate() -> None:
    """The histories as old as what they are of."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE storage_casepast p SET at = c.opened_at FROM storage_case c WHERE c.id = p.case_id"
        )
