"""取证说明: the pack told on paper, Chinese first. One HTML file that needs nothing else, to be printed and signed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final
from zoneinfo import ZoneInfo

from evidence.manifest import NOT_PROVED, UNSTAMPED, file_name
from evidence.records import Contents, Fact, PackedAnswer, Said

_CHINA: Final = ZoneInfo("Asia/Shanghai")
_MOST_VALUES: Final = 12
"""Values of a fact that are printed; environment.json has them all."""

_STYLE: Final = """
@page{size:A4;margin:18mm}
body{font:10.5pt/1.6 "Songti SC","Noto Serif CJK SC","SimSun",serif;color:#111;max-width:178mm;margin:0 auto;padding:8mm}
h1{font-size:18pt;text-align:center;margin:0 0 2mm}h2{font-size:12.5pt;margin:7mm 0 2mm;border-bottom:.5pt solid #888}
table{border-collapse:collapse;width:100%;table-layout:fixed;margin:0 0 3mm}
th,td{border:.5pt solid #888;padding:1mm 2mm;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{width:38mm;font-weight:600;background:#f3f3f3}.en{color:#555;font-size:9pt;display:block}
.hash{font-family:monospace;font-size:8.5pt}.sign td{height:16mm}li{margin:0 0 1mm}
img{max-width:100%;max-height:240mm;border:.5pt solid #888}
.not-live{border:1.5pt solid #b00;padding:2mm 3mm;font-weight:600}
"""
_STEPS: Final = (
    Said(
        zh="用海哨核验：haishao evidence verify 本文件.zip（不需要数据库、网络和设置）；"
        "自备时间戳机构根证书时加 --trust 根证书.pem。",
        en="With haishao: haishao evidence verify FILE.zip (no database, network or settings; with the authority's root from "
        "elsewhere, add --trust ROOT.pem).",
    ),
    Said(
        zh="不用海哨：解压后执行 sha256sum -c SHA256SUMS；时间戳用 openssl ts -verify -data manifest.json "
        "-in timestamps/manifest.tsr -CAfile 根证书.pem。",
        en="Without haishao: unpack, then sha256sum -c SHA256SUMS; the time stamp: openssl ts -verify -data manifest.json -in "
        "timestamps/manifest.tsr -CAfile ROOT.pem.",
    ),
    Said(
        zh="原始应答为 WARC 格式（ISO 28500），可用任何 WARC 工具打开；请求头中的密钥已遮盖。",
        en="Answers are WARC (ISO 28500), read by any WARC tool; secrets in requests are masked.",
    ),
)
_RULES: Final = Said(
    zh="相关规定：最高人民法院《关于民事诉讼证据的若干规定》第九十三、九十四条；《人民法院在线诉讼规则》第十六至十九条；"
    "《最高人民法院关于互联网法院审理案件若干问题的规定》第十一条。是否采信由法院认定。",
    en="Rules: Supreme People's Court, Provisions on Evidence in Civil Procedure, arts. 93 and 94; Rules of Online Litigation, "
    "arts. 16 to 19; Provisions on Internet Courts, art. 11. What it is worth is for the court to say.",
)


def statement_html(contents: Contents, *, stamped_by: str, why_unstamped: Said | None) -> bytes:
    """The statement, dated and timed in UTC and in China's time."""
    stamp = [_row("时间戳服务", "Time-stamp authority", [stamped_by])] if stamped_by else []
    if why_unstamped:
        stamp.append(_row("可信时间戳", "Time stamp", [_both(why_unstamped), _both(UNSTAMPED)], raw=True))
    parts = [
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>取证说明</title>'
        f"<style>{_STYLE}</style></head><body>",
        '<h1>取证说明<span class="en">Statement of how evidence was taken</span></h1>',
        _not_live(contents.answers),
        _heading("一、事项", "What it is about"),
        _table(_fact_rows(contents.about), _made(contents)),
        _heading("二、取得的内容（真实、完整）", "What was fetched: true and complete"),
        *(_answer(number, one) for number, one in enumerate(contents.answers, 1)),
        _heading("三、制作证据包时的网页、域名与证书", "Page, names and certificates when the pack was made"),
        _table(_fact_rows(contents.capture)),
        *(
            f'<p><img src="{escape(one.name)}" alt=""></p>'
            for one in contents.attachments
            if one.name.endswith(".png")
        ),
        _heading("四、设备与网络环境（清洁性）", "Device and network: clean"),
        _table(_fact_rows([contents.clock, *contents.environment])),
        _heading("五、未被改动", "Unmodified"),
        f"<p>{_both(_UNMODIFIED)}</p>",
        _table(stamp),
        _heading("六、核验方法", "How to verify"),
        _list(_STEPS),
        _heading("七、不能证明的事项", "What it does not prove"),
        _list(NOT_PROVED),
        f"<p>{_both(_RULES)}</p>",
        '<table class="sign"><tr><th>取证人（签字）<span class="en">Taken by</span></th><td></td>'
        '<th>日期<span class="en">Date</span></th><td></td></tr></table></body></html>\n',
    ]
    return "".join(parts).encode("utf-8", "replace")


_UNMODIFIED: Final = Said(
    zh="每份应答在入库的同一事务中写入只增不改的证据链（chain.json：本环 = SHA-256(前一环 ‖ 本应答事实的 SHA-256)）；"
    "启用证据链之前已存的应答在升级时补入；包内每个文件的 SHA-256 列于 manifest.json 与 SHA256SUMS。",
    en="Each answer was linked into an append-only chain in the transaction that kept it (chain.json: link = SHA-256(link before "
    "|| SHA-256 of the answer's facts)), those kept before there was a chain when it was begun; the SHA-256 of every file stands "
    "in manifest.json and SHA256SUMS.",
)


def _not_live(answers: Iterable[PackedAnswer]) -> str:
    """What is not the world as it is never passes for it."""
    kinds = sorted({one.facts.provenance for one in answers} - {"live"})
    return f'<p class="not-live">{_both(_NOT_LIVE)} ({escape(", ".join(kinds))})</p>' if kinds else ""


_NOT_LIVE: Final = Said(
    zh="注意：本证据包含演示或样例数据，不是真实情况，不得作为证据提交。",
    en="Beware: the pack holds demonstration or sample data, not the world as it is. It is evidence of nothing.",
)


def _made(contents: Contents) -> list[str]:
    return [
        _row("制作时间", "Made", [_instant(contents.made_at)]),
        _row("操作者", "Operator", [contents.operator or "—"]),
        _row("软件", "Software", [contents.software]),
    ]


def _answer(number: int, one: PackedAnswer) -> str:
    facts = one.facts
    seen = [f"{s.source} {s.ref} {s.sign}".strip() for s in one.sightings]
    kept = file_name(number) if one.warc else ""
    rows = [
        _row("网址", "Address", [facts.url]),
        _row("载有", "Holds", seen),
        _row("取得时间", "Fetched", [_instant(facts.fetched_at)]),
        _row("应答", "Answer", [f"HTTP {facts.status} · {facts.size:,} bytes · {one.ip_address or '—'}"]),
        _row("来源性质", "Provenance", [f"{facts.provenance} · robots.txt: {facts.robots or '—'}"]),
        _row("正文 SHA-256", "SHA-256 of the body", [facts.sha256]),
        _row("证据链", "Chain", [f"第 {one.link} 环 · link {one.link}" if one.link else "—"]),
        _row("文件", "File", [kept or (_plain(one.why_gone) if one.why_gone else "—")]),
    ]
    return _table(rows)


def _instant(at: dt.datetime) -> str:
    utc = at.astimezone(dt.UTC)
    return f"{utc:%Y-%m-%d %H:%M:%S} UTC · {utc.astimezone(_CHINA):%Y-%m-%d %H:%M:%S} 北京时间"


def _fact_rows(facts: Iterable[Fact]) -> list[str]:
    return [_row(one.zh, one.en, _shortened(one.values)) for one in facts]


def _shortened(values: Sequence[str]) -> list[str]:
    if len(values) <= _MOST_VALUES:
        return list(values) or ["无 · none"]
    return [*values[:_MOST_VALUES], f"… 共 {len(values)} 项 · {len(values)} in all"]


def _row(zh: str, en: str, values: Iterable[str], *, raw: bool = False) -> str:
    said = "<br>".join(value if raw else escape(value) for value in values)
    return f'<tr><th>{escape(zh)}<span class="en">{escape(en)}</span></th><td>{said}</td></tr>'


def _table(*groups: Iterable[str]) -> str:
    rows = "".join(row for group in groups for row in group)
    return f"<table>{rows}</table>" if rows else ""


def _heading(zh: str, en: str) -> str:
    return f'<h2>{escape(zh)}<span class="en">{escape(en)}</span></h2>'


def _list(sentences: Iterable[Said]) -> str:
    return f"<ol>{''.join(f'<li>{_both(one)}</li>' for one in sentences)}</ol>"


def _both(said: Said) -> str:
    return f'{escape(said.zh)}<span class="en">{escape(said.en)}</span>'


def _plain(said: Said) -> str:
    return f"{said.zh} · {said.en}"
