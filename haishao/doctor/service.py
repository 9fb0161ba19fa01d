"""The database, and what it tells of workers, clock, queue, canary and sources."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from haishao.doctor.finding import Finding, Level
from haishao.doctor.machine import disk, skewed

if TYPE_CHECKING:
    from storage.canaries import Ended

OLDEST_VERSION = 150000
_FEW_CONNECTIONS = 10
_CANARY_WITHIN = 26 * 3600.0


def database(wanted_gb: float) -> Iterator[Finding]:
    """Version, tables, role, room and clock of the database server."""
    from storage.service_state import DatabaseAway, drop_connection, pending_migrations, server_state

    try:
        before = time.time()
        server = server_state()
        middle = (before + time.time()) / 2
        pending = pending_migrations()
    except DatabaseAway as away:
        yield Finding(
            name="database",
            level=Level.FAIL,
            zh=f"无法连接（{away}）：{away.__cause__}",
            en=f"cannot be reached ({away}): {away.__cause__}",
            cure_zh="核对 DATABASE_URL，确认服务器在运行且放行本机",
            cure_en="check DATABASE_URL, that the server runs and that it lets this machine in",
        )
        return
    finally:
        drop_connection()
    major = server.version // 10000
    old = server.version < OLDEST_VERSION
    yield Finding(
        name="database",
        level=Level.FAIL if old else Level.OK,
        zh=f"PostgreSQL {major}，{server.size / 1024**2:.0f} MB；不需要扩展",
        en=f"PostgreSQL {major}, {server.size / 1024**2:.0f} MB; no extension is needed",
        cure_zh="请升级到 PostgreSQL 15 或更新" if old else "",
        cure_en="upgrade to PostgreSQL 15 or newer" if old else "",
    )
    yield Finding(
        name="migrations",
        level=Level.FAIL if pending else Level.OK,
        zh=f"表结构与本版本不符：{'、'.join(pending)}" if pending else "表结构与本版本一致",
        en=f"the tables are not this version's: {', '.join(pending)}"
        if pending
        else "the tables are this version's",
        cure_zh="运行 haishao migrate" if pending else "",
        cure_en="run: haishao migrate" if pending else "",
    )
    yield _role(server.user, able=server.member_role, unsafe=server.member_role_unsafe, migrated=not pending)
    if not pending:
        yield _lesser_roles(server.user)
    if server.connections_left < _FEW_CONNECTIONS:
        yield Finding(
            name="connections",
            level=Level.WARN,
            zh=f"数据库连接只剩 {server.connections_left} 个",
            en=f"only {server.connections_left} database connections are left",
            cure_zh="调大 max_connections，或减少进程",
            cure_en="raise max_connections, or run fewer processes",
        )
    if server.data_directory and Path(server.data_directory).is_dir():
        yield from disk(Path(server.data_directory), name="database-disk", wanted_gb=wanted_gb)
    yield skewed("database-time", server.now - middle, "PostgreSQL")


def _role(user: str, *, able: bool, unsafe: bool, migrated: bool) -> Finding:
    from storage.row_security import MEMBER

    if able and not unsafe:
        return Finding(
            name="role", level=Level.OK, zh=f"{user} 可使用 {MEMBER}", en=f"{user} may take on {MEMBER}"
        )
    if unsafe:
        return Finding(
            name="role",
            level=Level.FAIL,
            zh=f"{MEMBER} 不受行级安全约束",
            en=f"{MEMBER} is above row-level security",
            cure_zh=f"由数据库管理员执行 ALTER ROLE {MEMBER} NOSUPERUSER NOBYPASSRLS",
            cure_en=f"let an administrator run: ALTER ROLE {MEMBER} NOSUPERUSER NOBYPASSRLS",
        )
    if not migrated:
        return Finding(
            name="role",
            level=Level.SKIP,
            zh=f"{MEMBER} 由 haishao migrate 建立",
            en=f"{MEMBER} is made by haishao migrate",
        )
    return Finding(
        name="role",
        level=Level.FAIL,
        zh=f"{user} 不能使用 {MEMBER}，企业用户无法查看任何内容",
        en=f"{user} may not take on {MEMBER}; members see nothing",
        cure_zh=f'由数据库管理员执行 GRANT {MEMBER} TO "{user}"，再运行 haishao migrate',
        cure_en=f'let an administrator run: GRANT {MEMBER} TO "{user}", then: haishao migrate',
    )


def _lesser_roles(user: str) -> Finding:
    from django.conf import settings

    from storage.database_roles import CONSOLE, SERVICE, able_to_take_on, cure

    usable = [role for role in (SERVICE, CONSOLE) if able_to_take_on(role)]
    if usable and settings.DATABASE_ROLES:
        named = ", ".join(usable)
        return Finding(
            name="lesser-roles", level=Level.OK, zh=f"服务以 {named} 运行", en=f"the service asks as {named}"
        )
    said = "HAISHAO_DATABASE_ROLES=on"
    return Finding(
        name="lesser-roles",
        level=Level.WARN,
        zh=f"工作进程与控制台以 {user} 的全部权限运行",
        en=f"workers and the console ask with all rights of {user}",
        cure_zh=f"设置 {said}" if usable else f"由数据库管理员执行 {cure(user)} 再运行 haishao migrate",
        cure_en=f"set {said}" if usable else f"let an administrator run {cure(user)} then: haishao migrate",
    )


def at_work() -> Iterator[Finding]:
    """Workers, clock, queue, canary, sources, and who is told; nothing where the database itself is in trouble."""
    from storage.service_state import DatabaseAway, drop_connection

    try:
        yield from at_work_within()
    except DatabaseAway:  # told by `database`
        return
    finally:
        drop_connection()


def at_work_within() -> Iterator[Finding]:
    """The same over the connection that is there. Raises `DatabaseAway`."""
    from django.conf import settings

    from jobs.run_folders import folder_id
    from storage import brands, canaries, source_troubles
    from storage.service_state import folders_in_use, quick_look

    with quick_look():
        parts = list(_parts())
        yield from parts
        if not parts:
            return
        yield from _folders(folders_in_use(), folder_id(settings.RUNS_DIR))
        yield _canary(canaries.last_ended(), switched_on=settings.CANARY)
        silent = [one.source for one in source_troubles.standing_troubles().values() if one.told]
        yield _sources(silent)
        yield _staff(sum(not enterprise for _, enterprise, _ in brands.contact_lines()))


def _parts() -> Iterator[Finding]:
    from jobs.readiness import readiness

    for part in readiness():
        if part.name in ("database", "migrations"):  # told by `database`
            if not part.well:
                return
            continue
        never = "never" in part.en
        level = Level.OK if part.well else Level.WARN if never else Level.FAIL
        yield Finding(name=part.name, level=level, zh=part.zh, en=part.en)


def _folders(used: "tuple[str, ...]", ours: str) -> Iterator[Finding]:
    others = [one for one in used if one != ours]
    if others:
        yield Finding(
            name="run-folders",
            level=Level.WARN,
            zh=f"抓取结果分在 {len(others) + 1} 个目录：本机 {ours}，另有 {'、'.join(others)}；证据只能在其所在机器取用",
            en=f"what was crawled lies in {len(others) + 1} folders: {ours} here, and {', '.join(others)};"
            " evidence is at hand only where it lies",
            cure_zh="以 NFS 等共享该目录（HAISHAO_RUNS）；停用的机器：haishao worker --queues match@目录,crawl@目录",
            cure_en="share the folder (HAISHAO_RUNS); for a machine that is gone: haishao worker --queues match@ID,crawl@ID",
        )


def _canary(last: "Ended | None", *, switched_on: bool) -> Finding:
    from jobs.canary_walk import STEPS, Step

    if not switched_on:
        return Finding(
            name="canary", level=Level.SKIP, zh="已关闭（HAISHAO_CANARY=off）", en="off (HAISHAO_CANARY=off)"
        )
    if last is None:
        return Finding(name="canary", level=Level.SKIP, zh="尚未运行过", en="none has gone out yet")
    if not last.passed:
        chinese, english = STEPS[Step(last.step)]
        return Finding(
            name="canary",
            level=Level.FAIL,
            zh=f"{last.day} 停在“{chinese}”：{last.said}",
            en=f"{last.day} stopped at “{english}”: {last.said}",
            cure_zh="查看该步骤的进程日志；真实预警也可能无法送达",
            cure_en="read the log of that step's worker; real alerts may not arrive either",
        )
    old = last.age > _CANARY_WITHIN
    return Finding(
        name="canary",
        level=Level.WARN if old else Level.OK,
        zh=f"上次通过 {last.day}",
        en=f"last passed {last.day}",
        cure_zh="请确认 haishao clock 在运行" if old else "",
        cure_en="does the clock tick?" if old else "",
    )


def _sources(silent: list[str]) -> Finding:
    if not silent:
        return Finding(name="sources", level=Level.OK, zh="没有来源异常", en="none is in trouble")
    named = ", ".join(sorted(silent)[:8])
    return Finding(
        name="sources",
        level=Level.WARN,
        zh=f"{len(silent)} 个来源没有正常更新：{named}",
        en=f"{len(silent)} in trouble: {named}",
        cure_zh="见 haishao sources",
        cure_en="see: haishao sources",
    )


def _staff(count: int) -> Finding:
    if count:
        return Finding(
            name="staff", level=Level.OK, zh=f"{count} 位值班联系人", en=f"{count} staff to be told"
        )
    return Finding(
        name="staff",
        level=Level.WARN,
        zh="没有中心联系人：出了问题无人知道",
        en="no contact of the centre: nobody is told of troubles",
        cure_zh="haishao contact add 姓名 --address 邮箱（不填 --enterprise）",
        cure_en="haishao contact add NAME --address EMAIL (without --enterprise)",
    )


def addresses() -> Iterator[Finding]:
    """What others see of this service: its own address, and whom sources can write to."""
    from django.conf import settings

    from notifier.hosts import is_loopback

    base = settings.BASE_URL
    host = urlsplit(base).hostname or ""
    local = is_loopback(host)
    plain = not local and not base.startswith("https://")
    yield Finding(
        name="base-url",
        level=Level.WARN if local or plain else Level.OK,
        zh=f"{base}" + ("：消息中的链接只在本机可用" if local else "：未加密" if plain else ""),
        en=f"{base}"
        + (": links in messages work on this machine alone" if local else ": without TLS" if plain else ""),
        cure_zh="设置 HAISHAO_BASE_URL 为收件人能访问的 https 地址" if local or plain else "",
        cure_en="set HAISHAO_BASE_URL to the https address recipients reach" if local or plain else "",
    )
    if not (settings.CONTACT or settings.REPLAY):
        yield Finding(
            name="contact",
            level=Level.WARN,
            zh="来源无从得知谁在访问",
            en="the sources cannot tell who asks",
            cure_zh="设置 HAISHAO_CONTACT 为邮箱或网址",
            cure_en="set HAISHAO_CONTACT to an email or web address",
        )
