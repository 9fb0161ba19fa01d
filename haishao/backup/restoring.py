"""A backup loaded into a database and a home that hold nothing, and looked at afterwards."""

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from haishao.backup.archive import DUMP, HOME, KEY, part, unpack_home
from haishao.backup.making import ASIDE, fingerprint, home_files, sync_folder, tops
from haishao.backup.manifest import Manifest
from haishao.backup.meter import Meter
from haishao.backup.tools import restore, restore_tools
from haishao.home import UNFINISHED

_UNPACKED = ".restoring"


class NotRestored(Exception):
    """The backup was not restored; the message, in Chinese and English, says why and what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it: deliveries held, links of the evidence chain, and in Chinese and English what is not as it should be."""

    held: int
    links: int
    wrong: tuple[str, ...]


def check_room(home: Path, runs: Path, *, replace: bool) -> None:
    """Raises `NotRestored` where the home or the folder of runs holds data, unless that may be moved aside."""
    holds = next(home_files(home, runs), None)
    if holds is not None and not replace:
        raise NotRestored(
            f"{holds.path.parent} 已有数据（{holds.path.name} …）；换一个 HAISHAO_HOME，或用 --replace-home {home} "
            f"把它们移到一旁 · holds data already; choose another HAISHAO_HOME, or move it aside: --replace-home {home}"
        )


def _move_aside(home: Path, runs: Path) -> None:
    """Each folder's into a folder of its own: the folder of runs may be a disk of its own."""
    now = _now()
    for folder, found in ((runs, tops(runs)), (home, tops(home, runs))):
        aside = folder / f"{ASIDE}{now}"
        for top in found:
            aside.mkdir(exist_ok=True)
            top.rename(aside / top.name)


def _put_in_place(unpacked: Path, home: Path, runs: Path) -> None:
    inside = unpacked / "runs"
    if inside.is_dir():
        runs.mkdir(parents=True, exist_ok=True)
        for one in sorted(inside.iterdir()):
            shutil.move(one, runs / one.name)
        inside.rmdir()
    for top in sorted(unpacked.iterdir()):
        top.rename(home / top.name)
    unpacked.rmdir()


def _now() -> str:
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What was done about the secret key: what is wrong with it, "" for nothing, where it was put, and the one it replaced."""

    wrong: str = ""
    put: Path | None = None
    aside: Path | None = None

    def take_back(self) -> None:
        """Has the key that was there before in its place again."""
        if self.put is not None:
            self.put.unlink(missing_ok=True)
            if self.aside is not None:
                self.aside.rename(self.put)


def put_key(file: Path, manifest: Manifest, home: Path, *, replace: bool) -> Key:
    """Puts the secret key of the backup in its place, before anything makes a new one. Raises `NotRestored` where another key is
    kept already.
    """
    kept = home / KEY
    here = os.environ.get("HAISHAO_SECRET_KEY") or (kept.read_text() if kept.exists() else "")
    if here and fingerprint(here) == manifest.key:
        return Key()
    if manifest.key_inside and not os.environ.get("HAISHAO_SECRET_KEY"):
        if here and not replace:
            raise NotRestored(
                f"{kept} 是另一把密钥；移走它，或用 --replace-home {home} · "
                f"is another secret key; move it away, or: --replace-home {home}"
            )
        with part(file, KEY) as stream:
            content = stream.read(4096)
        aside = kept.rename(home / f"{ASIDE}{_now()}-{KEY}") if here else None
        kept.touch(mode=0o600)
        kept.write_bytes(content)
        return Key(put=kept, aside=aside)
    return Key(
        wrong="密钥不是备份时的那一把：两步验证须重设，已发出的链接失效；请恢复原来的 HAISHAO_SECRET_KEY · "
        "the secret key is not that of the "
        "backup: second steps must be reset and links already sent are void; set HAISHAO_SECRET_KEY to the old one"
    )


def load(
    file: Path,
    manifest: Manifest,
    home: Path,
    runs: Path,
    *,
    replace_database: str,
    hold: bool,
    say: Callable[[str], None],
) -> Restored:
    """Loads database and files, migrates, settles and checks. The archive is known to be whole. Raises `NotRestored`, `NoTool`,
    `ToolFailed`, `NotMigrated`, `NoMemberRole` and `OSError`.
    """
    from haishao.database import bring_up_to_date
    from storage import snapshots

    tools = restore_tools(server=snapshots.server_version(), written_by=manifest.tool)
    _check_database(manifest, replace_database)
    _check_space(manifest, home)
    unpacked = home / _UNPACKED
    shutil.rmtree(unpacked, ignore_errors=True)
    with Meter("文件 files", _size(manifest, HOME)) as meter:
        unpacked.mkdir()
        unpack_home(file, unpacked, meter)
    unfinished = home / UNFINISHED
    unfinished.touch()
    sync_folder(home)
    _move_aside(home, runs)
    snapshots.make_empty()
    with Meter("数据库 database", _size(manifest, DUMP)) as meter, part(file, DUMP) as dumped:
        restore(tools, dumped, meter)
    rows = snapshots.table_rows()
    wrong = [
        f"{table}: 备份 {count} 行，恢复 {rows.get(table, 0)} 行 · {count} rows in the backup, {rows.get(table, 0)} restored"
        for table, count in manifest.rows.items()
        if rows.get(table, 0) != count
    ]
    bring_up_to_date(say)
    held = snapshots.settle(hold=hold)
    _put_in_place(unpacked, home, runs)
    unfinished.unlink()
    links, trouble = _looked_at(runs, known_missing=frozenset(manifest.missing))
    return Restored(held=held, links=links, wrong=(*wrong, *trouble))


def _check_database(manifest: Manifest, replace: str) -> None:
    from storage import snapshots

    if newer := snapshots.unknown_migrations(manifest.schema):
        raise NotRestored(
            f"备份来自更新的版本 {manifest.version}（{newer[0]}）；请先升级 haishao · the backup is of a newer version, "
            f"{manifest.version} ({newer[0]}); upgrade haishao first"
        )
    name = snapshots.database_name()
    if replace not in ("", name):
        raise NotRestored(f"--replace-database {replace}: 数据库名是 {name} · the database is called {name}")
    if snapshots.has_rows() and not replace:
        raise NotRestored(
            f"数据库 {name} 已有数据；用空数据库，或用 --replace-database {name} 删除其中一切 · the database {name} holds data "
            f"already; take an empty one, or delete all in it: --replace-database {name}"
        )
    if others := snapshots.others_connected():
        raise NotRestored(
            f"另有 {others} 个连接在用此数据库，请先停止 haishao · {others} others have the database open; stop haishao first"
        )


def _check_space(manifest: Manifest, home: Path) -> None:
    wanted, free = _size(manifest, HOME), shutil.disk_usage(home).free
    if free < wanted:
        raise NotRestored(
            f"{home} 可用空间 {free / 1e9:.1f} GB，需 {wanted / 1e9:.1f} GB · "
            f"has {free / 1e9:.1f} GB free, {wanted / 1e9:.1f} GB are needed"
        )


def _size(manifest: Manifest, top: str) -> int:
    return sum(one.size for one in manifest.parts if one.name.split("/")[0] == top)


def _looked_at(runs: Path, *, known_missing: frozenset[str]) -> tuple[int, list[str]]:
    """The links of the chain, and what is not as it should be now."""
    from storage.chain import ChainBroken, unlinked_answers, walk_chain
    from storage.service_state import pending_migrations, server_state
    from storage.snapshots import evidence_named

    wrong, links = [], 0
    try:
        for link in walk_chain():
            links = link.number
    except ChainBroken as broken:
        wrong.append(f"证据链不完整 · the evidence chain is broken: {broken}")
    if left := unlinked_answers():
        wrong.append(f"{left} 份应答未入链 · {left} answers have no link")
    if pending := pending_migrations():
        wrong.append(f"表结构未到本版本 · not migrated: {', '.join(pending)}")
    if not server_state().member_role:
        wrong.append(
            "数据库用户不能使用角色 haishao_member · the user may not take on the role haishao_member"
        )
    missing = [name for name in sorted(evidence_named()) if not (runs / name).is_file()]
    wrong += [f"runs/{name}: 证据缺失 · evidence is missing" for name in missing[:20]]
    if len(missing) > 20:
        wrong.append(f"… 共缺 {len(missing)} 份 · {len(missing)} in all")
    if known_missing & set(missing):
        wrong.append(
            "其中备份时已缺失 · missing when the backup was made: " + str(len(known_missing & set(missing)))
        )
    return links, wrong
