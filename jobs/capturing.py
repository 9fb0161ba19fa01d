"""What is established of the pages behind evidence at the moment a pack is made: how they look, whose they are. 取证时的网页。"""

import dataclasses
import datetime as dt
import hashlib
import ipaddress
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from crawlers.catalogue import UnknownSource, find
from crawlers.peer import Peer, peer_of
from crawlers.replay import replay_address
from crawlers.screenshot import NoScreenshot, Screenshot, take_screenshot
from crawlers.source import Policy
from domain.observation import Provenance
from evidence.manifest import as_json
from evidence.records import Attachment, Fact, Said
from evidence.sntp import NotMeasured, clock_offset
from storage.packing import AnswerBehind
from storage.throttle import take_turn

MOST_PAGES = 3
"""Pages of one pack that are opened."""

LONGEST_TURN = 60.0
"""Seconds a page's host may ask us to wait for our turn."""

NOT_OPENED = NoScreenshot(
    "控制台制作的证据包不访问网页；需要截图与证书请用命令 haishao evidence pack",
    "packs made in the console open no pages; for picture and certificates run haishao evidence pack",
)
NOT_ASKED = NoScreenshot("按要求未访问网页（--no-live）", "the pages were not opened, as asked (--no-live)")
_PAGE = Said(zh="网页截图", en="picture of the page")
_PAGE_OF = Said(zh="截图所据的全部请求及其 SHA-256", en="all the picture was made of, with SHA-256")
_PEERS = Said(zh="域名解析与证书链", en="addresses and certificates of the hosts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What was established, for the manifest, and the files that hold it."""

    facts: tuple[Fact, ...]
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    url: str
    source: str
    provenance: str


def capture(answers: Sequence[AnswerBehind]) -> Captured:
    """Opens up to `MOST_PAGES` of the pages a person would look at, each where its source lets it, or says why not."""
    facts: list[Fact] = []
    files: list[Attachment] = []
    peers: dict[str, Peer] = {}
    pages = list(_pages(answers))
    for number, page in enumerate(pages[:MOST_PAGES], 1):
        try:
            _check(page)
            if not replay_address():
                peers.setdefault(urlsplit(page.url).netloc, peer_of(page.url))
            shot = take_screenshot(page.url)
        except NoScreenshot as refusal:
            facts.append(_no_page(page.url, refusal))
            continue
        facts.append(_page_fact(number, shot))
        files += _page_files(number, shot)
    if len(pages) > MOST_PAGES:
        said = f"其余 {len(pages) - MOST_PAGES} 个网页未打开 · {len(pages) - MOST_PAGES} more pages were not opened"
        facts.append(Fact(key="pages", zh="网页", en="Pages", values=(said,)))
    if peers:
        files.append(Attachment(name="capture/peers.json", content=_peers_json(peers.values()), what=_PEERS))
        facts += [_peer_fact(peer) for peer in peers.values()]
    return Captured(facts=tuple(facts), files=tuple(files))


def not_captured(why: NoScreenshot) -> Captured:
    """Nothing was opened, for that reason."""
    return Captured(facts=(_no_page("", why),), files=())


def clock() -> Fact:
    """How the clock stands beside the time server of the settings, or why that is not known."""
    if not settings.NTP_SERVER:
        said = "未测量：未设置 HAISHAO_NTP_SERVER · not measured: HAISHAO_NTP_SERVER is not set"
    else:
        try:
            found = clock_offset(settings.NTP_SERVER)
            said = (
                f"{found.seconds:+.4f} s · {found.server} ({found.address}) · stratum {found.stratum} · "
                f"往返 round trip {found.delay:.4f} s · {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
            )
        except NotMeasured as error:
            said = f"未测量 · not measured: {error}"
    return Fact(
        key="clock",
        zh="时钟偏差（服务器减本机）",
        en="Clock offset (server minus this machine)",
        values=(said,),
    )


def _pages(answers: Iterable[AnswerBehind]) -> Iterator[_Page]:
    """The pages observations name, else the addresses of the answers, each once."""
    told: set[str] = set()
    for answer in answers:
        named = [seen.url for seen in answer.seen if seen.url.startswith(("https://", "http://"))]
        for url in named or [answer.facts.url]:
            if url not in told:
                told.add(url)
                yield _Page(url, answer.facts.source, answer.facts.provenance)


def _check(page: _Page) -> None:
    """Raises NoScreenshot where the page's source, or where its data came from, does not let it be opened."""
    live = page.provenance == Provenance.LIVE
    if live and replay_address():
        raise NoScreenshot(
            "正在使用回放服务器，不访问真实网页", "a replay server is in use, the real page is not asked"
        )
    if not live and not _on_loopback(replay_address()):
        raise NoScreenshot(
            "演示或样例数据，没有真实网页", "demonstration or sample data: there is no real page"
        )
    try:
        source = find(page.source)
    except UnknownSource:
        raise NoScreenshot(
            f"来源 {page.source} 已不在目录中", f"the source {page.source} is no longer known"
        ) from None
    if source.policy is not Policy.ALLOWED:
        raise NoScreenshot(
            f"来源条款不允许自动访问（{source.policy}）",
            f"the source's terms do not let it be read automatically ({source.policy})",
        )
    wait = take_turn(urlsplit(page.url).hostname or "", source.delay)
    if wait > LONGEST_TURN:
        raise NoScreenshot(
            f"该主机需等待 {wait:.0f} 秒，请稍后再试", f"the host's next turn is in {wait:.0f} seconds"
        )
    time.sleep(wait)


def _on_loopback(address: str) -> bool:
    try:
        return bool(address) and ipaddress.ip_address(urlsplit(address).hostname or "").is_loopback
    except ValueError:
        return False


def _no_page(url: str, why: NoScreenshot) -> Fact:
    values = (
        (url, f"没有截图：{why.zh} · no picture: {why.en}")
        if url
        else (f"没有截图：{why.zh} · no picture: {why.en}",)
    )
    return Fact(key="page", zh="网页", en="Page", values=values)


def _page_fact(number: int, shot: Screenshot) -> Fact:
    source = (
        f" · {replay_address()}（回放，非真实网页 · replayed, not the real page）" if replay_address() else ""
    )
    values = (
        shot.url + source,
        f"capture/page-{number}.png · SHA-256 {hashlib.sha256(shot.png).hexdigest()}",
        f"{shot.taken_at:%Y-%m-%d %H:%M:%S} UTC · {shot.browser} · {len(shot.asked)} 个请求 · requests",
    )
    return Fact(key="page", zh="网页", en="Page", values=values)


def _page_files(number: int, shot: Screenshot) -> list[Attachment]:
    told = {
        "url": shot.url,
        "replayed_from": replay_address(),
        "title": shot.title,
        "taken_at": shot.taken_at.isoformat(),
        "browser": shot.browser,
        "requests": [dataclasses.asdict(one) for one in shot.asked],
    }
    return [
        Attachment(name=f"capture/page-{number}.png", content=shot.png, what=_PAGE),
        Attachment(name=f"capture/page-{number}.json", content=as_json(told), what=_PAGE_OF),
    ]


def _peer_fact(peer: Peer) -> Fact:
    values = [", ".join(peer.addresses) or "—"]
    if peer.chain:
        own = peer.chain[0]
        values += [
            f"{own.subject} ← {own.issuer} · {own.not_before:%Y-%m-%d}–{own.not_after:%Y-%m-%d}",
            f"SHA-256 {own.sha256} · {peer.tls} {peer.cipher}",
        ]
    values += [f"存疑 · doubt: {doubt}" for doubt in peer.doubts]
    values += [f"未能连接 · not reached: {peer.fault}"] if peer.fault else []
    return Fact(
        key="peer",
        zh=f"{peer.host} 的地址与证书",
        en=f"Addresses and certificate of {peer.host}",
        values=tuple(values),
    )


def _peers_json(peers: Iterable[Peer]) -> bytes:
    return as_json([_plain(dataclasses.asdict(peer)) for peer in peers])


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value
