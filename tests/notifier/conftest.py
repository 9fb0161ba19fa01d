"""An alert to render, and receivers on loopback that answer as they are told."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from domain.alert import Alert, Reason
from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party, Provenance

TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def make_alert() -> Callable[..., Alert]:
    """Makes an alert of one match; `count` repeats it under other numbers."""

    def make(
        sign: str = "QINGLU HAI FOODS",
        brand: str = "青鹭海",
        holder: str = "BLUE PEAK TRADING LLC",
        last_day: dt.date | None = dt.date(2026, 12, 17),
        provenance: Provenance = Provenance.LIVE,
        count: int = 1,
    ) -> Alert:
        deadline = LastDay(
            day=last_day or TODAY,
            rule_zh="公告之日起三十日内",
            rule_en="30 days from publication",
            rule_source="15 U.S.C. §1063",
            checked_on=dt.date(2026, 11, 22),
            confidence=Confidence.VERIFIED,
        )
        evidence = Evidence(
            feature="pinyin",
            score=1.0,
            ours=brand,
            theirs=sign,
            says=f"{sign} 是 {brand} 的拼音",
            says_en=f"{sign} is the pinyin of {brand}",
        )
        matches = tuple(
            Match(
                brand_id="B1",
                brand=brand,
                mark=brand,
                observation=Observation(
                    kind=Kind.FILING,
                    source="us-uspto-trtdxfap",
                    ref=str(99123456 + n),
                    sign=sign,
                    office="US",
                    holders=(Party(name=holder, country="US"),),
                    goods=(Goods(nice_class=29, text="Canned fish"),),
                    published_on=dt.date(2026, 11, 17),
                    provenance=provenance,
                ),
                score=0.93,
                tier=Tier.HIGH,
                evidence=(evidence,),
                rules="words-1",
                last_day=deadline if last_day else None,
            )
            for n in range(count)
        )
        return Alert(
            alert_id=7,
            enterprise="甲食品有限公司",
            brand_id="B1",
            brand=brand,
            holder=holder,
            reason=Reason.SIMILAR_FILING,
            raised_at=dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC),
            matches=matches,
        )

    return make


class Bot:
    """What a loopback bot was sent, and how it answers."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.url = ""


Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@pytest.fixture
def bot() -> Callable[[Answer], AbstractContextManager[Bot]]:
    """A loopback HTTP server whose every POST is answered by the given function."""

    @contextmanager
    def serve(answer: Answer) -> Iterator[Bot]:
        seen = Bot()

        class Answerer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                seen.bodies.append(body)
                answer(self, body)

            do_GET = do_POST

            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answerer)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        seen.url = f"http://127.0.0.1:{server.server_address[1]}/cgi-bin/webhook/send?key=very-secret-key"
        try:
            yield seen
        finally:
            server.shutdown()
            server.server_close()
            thread.join(5)

    return serve
