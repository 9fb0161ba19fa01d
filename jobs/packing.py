"""Gathers what an evidence pack is made of, and has it written. 证据包."""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils import timezone

from crawlers.version import VERSION
from crawlers.warc import EvidenceLost
from crawlers.warc_copy import TooLarge, copy_answer
from evidence.environment import environment
from evidence.errors import PackBroken
from evidence.pack import write_pack
from evidence.records import ChainStamp, Contents, Fact, PackedAnswer, PackedPicture, Said, Segment, Sighting
from evidence.verify import Verdict, verify_pack
from jobs.capturing import Captured, clock
from jobs.run_folders import folder_id, folder_of
from storage import chain
from storage.isolation import unbound
from storage.packing import AnswerBehind, Behind, PictureBehind

SOFTWARE = f"haishao/{VERSION}"

_LABELS = {
    "alert": ("预警编号", "Alert"),
    "match": ("命中编号", "Match"),
    "number": ("来源与号码", "Source and number"),
    "enterprise": ("企业", "Enterprise"),
    "brand": ("品牌", "Brand"),
    "holder": ("申请人/卖家", "Holder or seller"),
    "mark": ("商标", "Mark"),
}
_DROPPED = Said(
    zh="原始应答已过保存期并删除，仅存其哈希与证据链记录。",
    en="The answer was past its time and deleted; its hash and its link remain.",
)


class NoPack(Exception):
    """Why there is no pack, in Chinese and English; `too_large` where a larger one may be asked for."""

    def __init__(self, zh: str, en: str, *, too_large: bool = False) -> None:
        super().__init__(f"{zh} · {en}")
        self.too_large = too_large
        self.zh = zh
        self.en = en


def make_pack(
    behind: Behind, out: Path, *, captured: Callable[[], Captured], operator: str, most_bytes: int
) -> Verdict:
    """Writes a pack and verifies it as anybody would. Raises NoPack, and OSError when `out` cannot be written."""
    if not behind.answers:
        raise NoPack(
            "没有证据：由文件导入，或没有此项", "no evidence: taken in from a file, or nothing of that name"
        )
    with tempfile.TemporaryDirectory(prefix="haishao-pack-") as made:
        contents = _contents(behind, Path(made), captured(), operator, most_bytes)
        try:
            write_pack(contents, out, authority=settings.TSA)
        except ValueError as error:
            raise NoPack(f"无法制作：{error}", f"cannot be made: {error}") from error
    try:
        with out.open("rb") as file:
            return verify_pack(file)
    except PackBroken as broken:
        out.unlink()
        raise NoPack(f"未通过核验：{broken}", f"does not verify: {broken}") from broken


def _contents(behind: Behind, folder: Path, captured: Captured, operator: str, most_bytes: int) -> Contents:
    with unbound():  # numbers and hashes of links alone, which say nothing of anybody's
        links = chain.links_of(one.response_id for one in behind.answers)
        excerpts = chain.excerpts(links.values())
    shelf = _Shelf(folder, operator, most_bytes)
    return Contents(
        about=tuple(_about(key, value) for key, value in behind.about),
        answers=tuple(shelf.answer(one, links.get(one.response_id, 0)) for one in behind.answers),
        pictures=tuple(shelf.picture(one) for one in behind.pictures),
        chain=tuple(_segment(one) for one in excerpts),
        environment=environment(software=SOFTWARE),
        clock=clock(),
        capture=captured.facts,
        attachments=captured.files,
        made_at=timezone.now().astimezone(dt.UTC),
        operator=operator,
        software=SOFTWARE,
    )


def _about(key: str, value: str) -> Fact:
    zh, en = _LABELS[key]
    return Fact(key=key, zh=zh, en=en, values=(value,))


def _segment(one: chain.Excerpt) -> Segment:
    stamp = ChainStamp(link=one.stamp.number, token=one.stamp.token) if one.stamp else None
    return Segment(after=one.after, previous=one.previous, digests=one.digests, stamp=stamp)


def _elsewhere(file: str) -> str:
    """The name of the folder of runs a file lies in when that is not this machine's; "" when it is, or cannot be known."""
    parts = PurePosixPath(file).parts
    folder = folder_of(parts[-2]) if len(parts) > 2 else ""
    return folder if folder != folder_id(settings.RUNS_DIR) else ""


class _Shelf:
    """The WARC files of a pack, `most` bytes together at most."""

    def __init__(self, folder: Path, operator: str, most: int) -> None:
        self._folder = folder
        self._operator = operator
        self._most = self._left = most
        self._count = 0

    def answer(self, one: AnswerBehind, link: int) -> PackedAnswer:
        warc, address = (None, "") if not one.file else self._copied(one.file, one.offset, one.facts.sha256)
        return PackedAnswer(
            facts=one.facts,
            link=link,
            sightings=tuple(
                Sighting(source=seen.source, ref=seen.ref, sign=seen.sign, seen_at=seen.seen_at)
                for seen in one.seen
            ),
            ip_address=address,
            warc=warc,
            why_gone=None if warc else _DROPPED,
        )

    def picture(self, one: PictureBehind) -> PackedPicture:
        warc, _ = self._copied(one.file, one.offset, one.sha256)
        return PackedPicture(ref=one.ref, sha256=one.sha256, fetched_at=one.fetched_at, warc=warc)

    def _copied(self, file: str, offset: int, sha256: str) -> tuple[Path, str]:
        self._count += 1
        into = self._folder / f"{self._count:05}.warc.gz"
        try:
            copied = copy_answer(
                settings.RUNS_DIR / file,
                offset,
                sha256,
                into,
                most=self._left,
                software=SOFTWARE,
                operator=self._operator,
            )
        except EvidenceLost as lost:
            if elsewhere := _elsewhere(file):
                raise NoPack(
                    f"原始应答在另一台机器的目录 {elsewhere} 中，请在那里制作，或共享该目录（HAISHAO_RUNS）",
                    f"an answer lies in the folder {elsewhere} of another machine: make the pack there, or share the folder",
                ) from lost
            raise NoPack(f"原始应答不是当时所存：{lost}", f"an answer is not what was kept: {lost}") from lost
        except TooLarge as error:
            size = f"{self._most // 1024**2:,} MB"
            raise NoPack(
                f"原始应答超过 {size}", f"the answers are more than {size}", too_large=True
            ) from error
        self._left -= into.stat().st_size
        return into, copied.ip_address
