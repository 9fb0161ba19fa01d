"""How a crawl run ended, and the files it leaves behind.

DIR/evidence-*.warc.gz   every answer with the request behind it (crawlers.warc)
DIR/responses.jsonl      where each answer stands: number, url, status, sha256, size, fetched_at, robots, file, offset
DIR/observations.jsonl   what was seen (domain.wire), each with the number of its answer
DIR/pictures-*.warc.gz   pictures that stood inside records
DIR/pictures.jsonl       where each of them stands, with the content hash of its observation
DIR/faults.jsonl         what could not be read
DIR/raw/                 bulk files while they are read
DIR/outcome.json         written last, in one step: a run without it was cut short
"""

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

OBSERVATIONS, RESPONSES, PICTURES, FAULTS, OUTCOME, RAW = (
    "observations.jsonl", "responses.jsonl", "pictures.jsonl", "faults.jsonl", "outcome.json", "raw",
)  # fmt: skip


class State(StrEnum):
    """How a run ended."""

    OK = "ok"
    NOT_YET_PUBLISHED = "not_yet_published"
    BLOCKED = "blocked"
    NOT_THE_FILE = "not_the_file"
    CHANGED = "changed"
    SHRUNK = "shrunk"
    EMPTY = "empty"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    NO_KEY = "no_key"
    KEY_REFUSED = "key_refused"
    NO_WORDS = "no_words"
    NO_BROWSER = "no_browser"
    NO_SHOPS = "no_shops"
    ERROR = "error"


_REASONS: dict[State, tuple[str, str]] = {
    State.OK: ("正常", "ok"),
    State.NOT_YET_PUBLISHED: ("本期尚未公布", "the issue is not published yet"),
    State.BLOCKED: ("来源拒绝自动访问；不得绕过", "the source refuses automatic access; not to be evaded"),
    State.NOT_THE_FILE: (
        "应为数据文件，实为其他内容",
        "something else stands where a data file was promised",
    ),
    State.CHANGED: ("页面或接口已变化，需更新解析", "the page or API has changed; its parser needs work"),
    State.SHRUNK: (
        "清单比上次成功时明显缩短，已保留上次的清单",
        "the list shrank past its limit; the last good one stands",
    ),
    State.EMPTY: ("没有取得任何记录；零条从不视为成功", "no record at all; zero is never success"),
    State.FORBIDDEN: ("不允许抓取", "must not be crawled"),
    State.REFUSED: ("不安全的地址或内容，已拒绝", "an unsafe address or answer was refused"),
    State.NO_KEY: ("缺少密钥", "a key is missing"),
    State.KEY_REFUSED: ("密钥被拒绝，请核对", "the key was refused; check it"),
    State.NO_WORDS: ("没有可检索的词：监测清单为空", "no word to search for: the watchlist is empty"),
    State.NO_BROWSER: ("缺少浏览器 Chromium", "a browser is missing"),
    State.NO_SHOPS: (
        "没有指定商店；haishao shops add URL 添加",
        "no shop is named; add one with `haishao shops add URL`",
    ),
    State.ERROR: ("抓取出错", "the crawl failed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended. `kept` counts observations, `faults` what could not be read, `requests` answers.

    The run is good when `state` is `ok`, which it never is with fewer observations than the source's least.
    """

    source: str
    state: State
    reason_zh: str
    reason_en: str
    kept: int
    faults: int
    requests: int
    started_at: dt.datetime
    finished_at: dt.datetime

    @property
    def ok(self) -> bool:
        """True when the run gave what the source promises."""
        return self.state is State.OK


def outcome(
    source: str,
    state: State,
    detail: str = "",
    *,
    started_at: dt.datetime,
    kept: int = 0,
    faults: int = 0,
    requests: int = 0,
) -> Outcome:
    """An outcome ending now, its reason in both languages followed by what was found."""
    chinese, english = _REASONS[state]
    return Outcome(
        source=source,
        state=state,
        reason_zh=f"{chinese}：{detail}" if detail else chinese,
        reason_en=f"{english}: {detail}" if detail else english,
        kept=kept,
        faults=faults,
        requests=requests,
        started_at=started_at,
        finished_at=dt.datetime.now(dt.UTC),
    )


def write_outcome(folder: Path, ended: Outcome) -> None:
    """Writes `outcome.json` in one step, so that it is there whole or not at all."""
    data = asdict(ended) | {
        "started_at": ended.started_at.isoformat(),
        "finished_at": ended.finished_at.isoformat(),
    }
    part = folder / f".{OUTCOME}.{os.getpid()}"
    with part.open("w", encoding="utf-8") as stream:
        json.dump(data, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(folder / OUTCOME)


def read_outcome(folder: Path) -> Outcome | None:
    """The outcome of the run in `folder`; None when it has none: the run was cut short."""
    try:
        data = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    for name in ("started_at", "finished_at"):
        data[name] = dt.datetime.fromisoformat(data[name])
    return Outcome(**data | {"state": State(data["state"])})
