"""Writes everything an enterprise owns into one zip, for the command line and for who asks in the portal. 导出."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from crawlers.version import VERSION
from jobs.export_zip import ExportZip
from jobs.queue import defer_once
from reports.export_index import Listed, NotIn, Sheet, index_page, write_workbook
from storage import exports, owned_export
from storage.owned import Owner
from storage.together import together
from storage.viewers import Viewer

_SHEETS = (
    ("品牌 Brands", owned_export.brand_rows, (
        "编号 Id", "品牌 Brand", "别名 Aliases", "权利人 Owners", "授权主体 Authorised", "尼斯分类 Classes", "市场 Markets",
        "商品 Goods", "加入 Added", "停止监测 Unwatched")),
    ("预警 Alerts", owned_export.alert_rows, (
        "编号 Id", "品牌 Brand", "对方 Holder or seller", "原因 Reason", "风险等级 Tier", "状态 State", "截止日 Last day",
        "发出 Raised", "最近增加 Grown")),
    ("处理决定 Decisions", owned_export.decision_rows, (
        "预警 Alert", "品牌 Brand", "对方 Holder or seller", "决定 Answer", "理由 Ground", "说明 Words", "何人 By", "时间 At",
        "撤销 Undone")),
)  # fmt: skip

_ALWAYS_OUT = (
    NotIn(zh="其他企业的任何内容", en="Anything of other enterprises", why_zh="不属于本企业", why_en="not this enterprise's"),
    NotIn(
        zh="密码、密钥、令牌、登录凭据，以及群机器人和 webhook 的地址",
        en="Passwords, keys, tokens, and the addresses of bots and webhooks",
        why_zh="知道的人即可冒用；服务只存其哈希或密文",
        why_en="whoever knows them can use them; most are kept as hashes alone",
    ),
    NotIn(
        zh="来源应答的原文与地址",
        en="The answers of sources themselves, and their addresses",
        why_zh="公开信息；地址可能含其他企业的监测词。证据包可在各预警页另行取得",
        why_en="public, and an address may hold another's watched words; an alert's evidence pack gives them",
    ),
)  # fmt: skip


def folder() -> Path:
    """Where files of exports lie, made when missing and closed to others of this machine."""
    path: Path = settings.HAISHAO_HOME / "exports"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def write_export(owner: Owner, out: Path, *, now: dt.datetime) -> str:
    """Writes the zip beside `out` and puts it there when it is whole; returns its SHA-256. The same rows and instant give the
    same bytes. Raises OSError where it cannot be written.
    """
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".export-", delete=False) as file:
        part = Path(file.name)
        try:
            with owned_export.one_moment():
                _write(owner, ExportZip(file), now)
            file.flush()
            part.replace(out)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    with out.open("rb") as made:
        return hashlib.file_digest(made, "sha256").hexdigest()


def _write(owner: Owner, into: ExportZip, now: dt.datetime) -> None:
    kinds = [(one.kind, one.zh, one.en, owned_export.lines_of(owner, one)) for one in owned_export.EXPORTED]
    kinds.append(("audit", "操作记录", "Audit trail", owned_export.audit_lines(owner)))
    kinds.append(("evidence_packs", "证据包清单", "Evidence packs made", owned_export.evidence_packs(owner)))
    listed = []
    for kind, zh, en, lines in sorted(kinds):
        name = f"records/{kind}.jsonl"
        count, sha256 = into.add_lines(name, lines)
        listed.append(Listed(file=name, zh=zh, en=en, count=count, sha256=sha256))
    files = 0
    for one in owned_export.files_of(owner):
        into.add_bytes(one.name, one.content)
        files += 1
    with tempfile.TemporaryDirectory(prefix="haishao-export-") as made:
        tables = Path(made) / "tables.xlsx"
        write_workbook(_sheets(owner), tables)
        into.add_file("tables.xlsx", tables)
    at = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    into.add_bytes("index.html", index_page(owner.name, at, listed, files, not_in()).encode())
    into.close({"enterprise": owner.name, "made_at": at, "software": f"haishao/{VERSION}"})


def _sheets(owner: Owner) -> Iterator[Sheet]:
    for title, rows, header in _SHEETS:
        yield Sheet(title=title, header=header, rows=(row.cells for row in rows(owner)))


def not_in() -> tuple[NotIn, ...]:
    """What an export leaves out, and why."""
    kinds = (
        NotIn(zh=one.zh, en=one.en, why_zh=one.left_out[0], why_en=one.left_out[1])
        for one in owned_export.LEFT_OUT
    )
    return (*_ALWAYS_OUT, *kinds)


def ask_export(viewer: Viewer, enterprise_id: int, *, by: str) -> int:
    """Puts an export on the queue. Raises `NotVisible`, `TooManyExports`."""
    with together():
        export_id = exports.ask_export(viewer, enterprise_id, by=by)
        _make_soon(export_id)
    return export_id


def _make_soon(export_id: int) -> None:
    defer_once("make_export", key=f"make_export {export_id}", lock="make_export", export_id=export_id)


@app.task(name="make_export", queue="match")
def make_export(export_id: int) -> None:
    """Makes an export that is still wanted; a second run finds none."""
    owner = exports.wanted_export(export_id)
    if owner is None:
        return
    out = folder() / f"{export_id}.zip"
    sha256 = write_export(owner, out, now=timezone.now())
    if not exports.close_export(export_id, file=out.name, size=out.stat().st_size, sha256=sha256):
        out.unlink(missing_ok=True)


def sweep_exports() -> None:
    """Makes those no job is left for, and drops files past their time, or of enterprises that are gone."""
    for export_id in exports.exports_left():
        _make_soon(export_id)
    stay = exports.drop_exports()
    for path in folder().glob("*.zip"):
        if path.name not in stay and not _fresh(path):
            path.unlink(missing_ok=True)


def _fresh(path: Path) -> bool:
    """Written within the hour: its row may only be on its way."""
    return path.stat().st_mtime > timezone.now().timestamp() - 3600
