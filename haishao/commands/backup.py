"""`haishao backup FILE`, `haishao backup verify FILE` and `haishao restore FILE`."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click
import typer
from typer.core import TyperGroup

from haishao.database import database, fail
from haishao.home import UNFINISHED, home, runs

if TYPE_CHECKING:
    from haishao.backup.manifest import Manifest
    from haishao.backup.restoring import Key, Restored

_MOST_NAMED = 20


class _MakesUnlessTold(TyperGroup):
    """`backup FILE` is `backup make FILE`."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        if arguments and arguments[0] not in (*self.commands, "--help"):
            arguments = ["make", *arguments]
        return super().parse_args(context, arguments)


app = typer.Typer(
    cls=_MakesUnlessTold, help="备份 · backups: haishao backup FILE_OR_FOLDER", no_args_is_help=True
)


@app.command("make")
def make(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|FOLDER|-",
            help="文件；或文件夹（自动命名）；- 为标准输出 · a file, a folder, or standard output",
        ),
    ],
    keep: Annotated[
        int,
        typer.Option(min=0, help="文件夹中只留最新的几份 · delete all but the newest so many in the folder"),
    ] = 0,
    secret_key: Annotated[
        bool | None,
        typer.Option(
            "--secret-key/--no-secret-key",
            help="密钥是否放入备份；默认只放 HAISHAO_HOME 中的 · "
            "whether the secret key goes in; by default one kept in HAISHAO_HOME does",
        ),
    ] = None,
) -> None:
    """备份数据库、证据与密钥，服务照常运行 · Backs up database, evidence and secret key while the service runs."""
    folder = target if target.is_dir() else None
    if keep and not folder:
        fail("--keep 只用于文件夹 · --keep goes with a folder")
    to_output = str(target) == "-"
    file = folder / time.strftime("haishao-%Y%m%dT%H%M%SZ.tar", time.gmtime()) if folder else target
    if to_output and sys.stdout.isatty():
        fail("标准输出是终端，请接管道 · standard output is a terminal; pipe it on")
    if not to_output and file.exists():
        fail(f"{file}: 已存在 · is there already")
    if not to_output and not file.parent.is_dir():
        fail(f"{file.parent}: 没有此文件夹 · no such folder")
    with database():
        manifest = _made(None if to_output else file.resolve(), secret_key)
    _say_made("-" if to_output else str(file), manifest)
    if folder and keep:
        from haishao.backup.making import rotate

        for gone in rotate(folder, keep):
            _say(f"已删除旧备份 · deleted: {gone}")
    if manifest.missing:
        raise typer.Exit(3)


def _made(file: Path | None, secret_key: bool | None) -> "Manifest":
    from django.conf import settings

    from haishao.backup.archive import KEY
    from haishao.backup.making import NoBackup, make_backup
    from haishao.backup.tools import NoTool, ToolFailed
    from storage.snapshots import Busy

    kept = home() / KEY
    inside = (
        secret_key if secret_key is not None else kept.exists() and kept.read_text() == settings.SECRET_KEY
    )
    try:
        return make_backup(file, home=home(), runs=runs(), key_inside=inside, key=settings.SECRET_KEY)
    except Busy:
        fail("另一个备份正在进行 · another backup of this database is being made")
    except (NoBackup, NoTool, ToolFailed) as refusal:
        fail(f"未备份 · no backup was made: {refusal}")
    except OSError as error:
        fail(f"未备份 · no backup was made: {error}")


def _say_made(name: str, manifest: "Manifest") -> None:
    size = sum(one.size for one in manifest.parts)
    _say(
        f"已备份 · backed up: {name} · {size:,} bytes · {sum(manifest.rows.values()):,} 行 rows · {len(manifest.parts)} 项 parts"
    )
    if manifest.key_inside:
        _say(
            "   含密钥：谁得到此文件，就能读两步验证并伪造登录；请像密码一样保管，或 --no-secret-key · "
            "HOLDS THE SECRET KEY: whoever has "
            "this file can read second steps and forge sign-ins; keep it as you keep a password, or use --no-secret-key"
        )
    else:
        _say(
            "   不含密钥：请另行保管 HAISHAO_SECRET_KEY，否则恢复后两步验证须重设 · "
            "WITHOUT THE SECRET KEY: keep HAISHAO_SECRET_KEY "
            "elsewhere, or second steps must be reset after a restore"
        )
    if "HAISHAO_DKIM_KEY" in manifest.settings or any("PASSWORD" in one for one in manifest.settings):
        _say(
            "   设置只记名称，不含值与其所指文件 · of the settings only the names are inside, no value, and no file they name"
        )
    for one in manifest.missing[:_MOST_NAMED]:
        _say(f"   缺失证据 · evidence is missing: runs/{one}")
    if len(manifest.missing) > _MOST_NAMED:
        _say(f"   … 共 {len(manifest.missing)} · in all")


@app.command("verify")
def verify(file: Annotated[Path, typer.Argument(help="备份 · the backup")]) -> None:
    """核验备份，无需数据库 · Verifies a backup with the file alone; status 1 and the part that is damaged when it is."""
    manifest = _verified(file, broken_status=1)
    typer.echo(
        f"完整 · INTACT: {manifest.made_at} · haishao {manifest.version} · {len(manifest.parts)} 项 parts · "
        f"{sum(manifest.rows.values()):,} 行 rows"
    )


def _verified(file: Path, *, broken_status: int) -> "Manifest":
    from haishao.backup import archive
    from haishao.backup.manifest import BackupBroken
    from haishao.backup.meter import Meter
    from haishao.backup.tools import ToolFailed, found_tools, listed

    try:
        with Meter("核验 verify", file.stat().st_size) as meter:
            manifest = archive.verify(file, meter)
        tools = [one for one in found_tools() if one.major >= manifest.tool]
        if not tools:
            _say(
                f"   未列出数据库内容：没有 pg_restore {manifest.tool} · the dump was not listed: no pg_restore {manifest.tool}"
            )
            return manifest
        with Meter("数据库 database", 0) as meter, archive.part(file, archive.DUMP) as dumped:
            listed(tools[0], dumped, meter)
    except OSError as error:
        fail(f"{file}: {error.strerror or error}")
    except (BackupBroken, ToolFailed) as broken:
        _say(f"损坏 · BROKEN: {file}: {broken}")
        raise typer.Exit(broken_status) from broken
    return manifest


def restore(
    file: Annotated[Path, typer.Argument(help="备份 · the backup")],
    replace_database: Annotated[
        str,
        typer.Option(metavar="NAME", help="删除此名数据库中的一切 · delete all in the database of this name"),
    ] = "",
    replace_home: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="把此 HAISHAO_HOME 的数据移到一旁 · move this home's data aside"),
    ] = None,
    send_pending: Annotated[
        bool, typer.Option("--send-pending", help="不暂缓已到时的推送 · do not hold deliveries that are due")
    ] = False,
) -> None:
    """恢复备份到空的数据库与 HAISHAO_HOME · Restores a backup into an empty database and home."""
    here = home()
    if replace_home is not None and replace_home.expanduser().resolve() != here:
        fail(f"--replace-home {replace_home}: HAISHAO_HOME 是 {here} · HAISHAO_HOME is {here}")
    manifest = _verified(file, broken_status=2)
    from haishao.backup.manifest import BackupBroken
    from haishao.backup.restoring import NotRestored, check_room, put_key
    from haishao.backup.tools import NoTool, ToolFailed

    try:
        check_room(here, runs(), replace=replace_home is not None)
        key = put_key(file, manifest, here, replace=replace_home is not None)
        done = _loaded(file, manifest, key, replace_database=replace_database, hold=not send_pending)
    except (NotRestored, NoTool, ToolFailed, BackupBroken) as refusal:
        fail(f"未恢复 · not restored: {refusal}")
    except OSError as error:
        fail(f"未恢复 · not restored: {error}")
    _say(
        f"已恢复 · restored: {manifest.made_at} · {sum(manifest.rows.values()):,} 行 rows · 证据链 {done.links} 环 links"
    )
    if done.held:
        _say(
            f"   {done.held} 条推送暂缓：备份之后可能已发出；查看 haishao deliveries，发送 haishao deliveries resume · "
            f"{done.held} deliveries "
            "are held: they may have been sent after the backup. Look: haishao deliveries; send: haishao deliveries resume"
        )
    wrong = [*filter(None, [key.wrong]), *done.wrong]
    for one in wrong:
        _say(f"   ! {one}")
    if wrong:
        raise typer.Exit(3)


def _loaded(file: Path, manifest: "Manifest", key: "Key", *, replace_database: str, hold: bool) -> "Restored":
    """The backup, loaded. Where it was refused before anything was changed, the old secret key is in its place again."""
    from haishao.backup.restoring import load

    done = None
    try:
        with database(migrated=False):
            from storage.migrating import NotMigrated
            from storage.row_security import NoMemberRole

            try:
                done = load(
                    file, manifest, home(), runs(), replace_database=replace_database, hold=hold, say=_say
                )
            except (NotMigrated, NoMemberRole) as refusal:
                fail(str(refusal))
    finally:
        if done is None and not (home() / UNFINISHED).exists():
            key.take_back()
    return done


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)
