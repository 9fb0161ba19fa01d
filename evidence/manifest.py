"""The manifest of a pack: what is in it and what was established, in JSON for machines, sentences in Chinese and English."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from domain.chain import AnswerFacts
from evidence.records import Contents, Fact, PackedAnswer, Said, Segment

FORMAT: Final = "haishao-evidence-pack/1"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
STATEMENT: Final = "statement.html"
CHAIN: Final = "chain.json"
ENVIRONMENT: Final = "environment.json"
STAMP: Final = "timestamps/manifest.tsr"
ROOTS: Final = "timestamps/roots.pem"

NOT_PROVED: Final = (
    Said(
        zh="核验通过不等于网页所述内容真实，也不能代替公证。",
        en="That a pack verifies does not show that what the page says is true, and is no notarial deed.",
    ),
    Said(
        zh="取得过程由本系统自身记录；系统所在设备是否清洁，以 environment.json 所记为限。",
        en="How it was fetched is this system's own record; that its device was clean is shown as far as "
        "environment.json says, and no further.",
    ),
)
UNSTAMPED: Final = Said(
    zh="本证据包整体没有可信时间戳：只能证明包内各部分彼此一致，不能证明其形成时间，也不能排除整包在之后重新制作。"
    "证据链上的时间戳（如有，见 timestamps/）只证明所列应答在该时刻之前已入链。",
    en="The pack as a whole carries no time stamp: its parts agree with each other, but when they came into being is not shown, "
    "nor that the whole was not made anew later. Stamps of the chain, where timestamps/ holds some, show that the answers were "
    "linked before then, and no more.",
)
NO_AUTHORITY: Final = Said(
    zh="未设置时间戳服务（HAISHAO_TSA_URL）。",
    en="No time-stamp authority is set (HAISHAO_TSA_URL).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as the manifest lists it."""

    name: str
    size: int
    sha256: str
    what: Said


def file_name(number: int) -> str:
    """The name of the WARC of the `number`-th answer of a pack."""
    return f"answers/{number:05}.warc.gz"


def picture_name(number: int) -> str:
    """The name of the WARC of the `number`-th picture."""
    return f"pictures/{number:05}.warc.gz"


def chain_stamp_name(link: int) -> str:
    """The name of the token for a link's hash."""
    return f"timestamps/link-{link:010}.tsr"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest_json(
    contents: Contents, files: Sequence[Listed], *, stamped_by: str, why_unstamped: Said | None
) -> bytes:
    """The manifest. `stamped_by` is the address of the authority whose token will be beside it."""
    not_proved = [*NOT_PROVED, *([UNSTAMPED] if why_unstamped else [])]
    return as_json(
        {
            "format": FORMAT,
            "title": asdict(Said(zh="电子证据包清单", en="Manifest of an evidence pack")),
            "made_at": instant(contents.made_at),
            "operator": contents.operator,
            "software": contents.software,
            "about": _facts(contents.about),
            "answers": [_answer(number, one) for number, one in enumerate(contents.answers, 1)],
            "pictures": [
                {
                    "file": picture_name(number),
                    "ref": one.ref,
                    "sha256": one.sha256,
                    "fetched_at": instant(one.fetched_at),
                }
                for number, one in enumerate(contents.pictures, 1)
            ],
            "capture": _facts(contents.capture),
            "clock": _facts([contents.clock])[0],
            "timestamp": {
                "file": STAMP if stamped_by else "",
                "authority": stamped_by,
                "why_none": asdict(why_unstamped) if why_unstamped else None,
            },
            "not_proved": [asdict(one) for one in not_proved],
            "files": [
                {"name": one.name, "size": one.size, "sha256": one.sha256, **asdict(one.what)}
                for one in files
            ],
        }
    )


def _answer(number: int, one: PackedAnswer) -> dict[str, Any]:
    return {
        "file": file_name(number) if one.warc else "",
        "why_gone": asdict(one.why_gone) if one.why_gone else None,
        "facts": json.loads(one.facts.canonical()),
        "facts_sha256": one.facts.digest().hex(),
        "link": one.link,
        "ip_address": one.ip_address,
        "sightings": [
            {
                "source": s.source,
                "ref": s.ref,
                "sign": s.sign,
                "seen_at": instant(s.seen_at),
            }
            for s in one.sightings
        ],
    }


def chain_json(segments: Iterable[Segment]) -> bytes:
    """The excerpt of the chain: each segment gives the hash it begins from and the digests of the links that follow."""
    return as_json(
        {
            "rule": "link = SHA-256(previous link || SHA-256(canonical facts))",
            "segments": [
                {
                    "after": one.after,
                    "previous": one.previous.hex(),
                    "facts_sha256": [digest.hex() for digest in one.digests],
                    "stamp": chain_stamp_name(one.stamp.link) if one.stamp else "",
                }
                for one in segments
            ],
        }
    )


def environment_json(facts: Iterable[Fact]) -> bytes:
    """The log of the device and network."""
    return as_json(_facts(facts))


def sums(files: Mapping[str, str]) -> bytes:
    """The hashes by name, as `sha256sum -c` reads them."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files.items())).encode("ascii")


def instant(at: dt.datetime) -> str:
    """An instant in UTC, to the microsecond."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def as_json(value: object) -> bytes:
    """JSON a person can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "replace")


def _facts(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [{"key": one.key, "zh": one.zh, "en": one.en, "values": list(one.values)} for one in facts]


def facts_from(said: Mapping[str, Any]) -> AnswerFacts:
    """The facts of an answer as a manifest gives them. Raises KeyError, TypeError or ValueError for what is none."""
    text = {name: said[name] for name in ("source", "url", "sha256", "provenance", "robots")}
    whole = {name: said[name] for name in ("run", "number", "status", "size")}
    if not all(isinstance(one, str) for one in text.values()):
        raise TypeError("facts")
    if not all(type(one) is int for one in whole.values()):
        raise TypeError("facts")
    return AnswerFacts(**text, **whole, fetched_at=dt.datetime.fromisoformat(said["fetched_at"]))
