"""`haishao up`: every part on one machine. `haishao run --demo`: the same over replayed gazettes and caught messages."""

import logging
import os
import socket
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from haishao.database import bring_up_to_date, database, fail, refuse_half_restored
from haishao.logs import formatter_name
from haishao.services import Part, Services, part

log = logging.getLogger("haishao.up")

_Port = Annotated[int, typer.Option(min=1, max=65535, help="控制台端口 · the console's port")]


def up(
    host: Annotated[str, typer.Option(help="控制台监听地址 · the console's address")] = "127.0.0.1",
    port: _Port = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=32, help="比对与推送进程数 · processes that judge and deliver")
    ] = 1,
    concurrency: Annotated[
        int, typer.Option(min=1, max=64, help="每个进程的并发 · jobs at once in each")
    ] = 2,
    crawls: Annotated[
        int, typer.Option(min=1, max=64, help="同时抓取的来源数 · sources crawled at once")
    ] = 2,
    web: Annotated[bool, typer.Option(help="启动控制台 · with the console")] = True,
    web_processes: Annotated[
        int, typer.Option(min=1, max=32, help="控制台进程数 · processes of the console")
    ] = min(2, os.cpu_count() or 1),
) -> None:
    """启动本机全部服务：数据库、worker、定时、控制台，收到 SIGTERM 或 Ctrl-C 后有序停止 · Runs every part of the service on this
    machine until SIGTERM or Ctrl-C."""
    if web and not _is_free(host, port):
        _refuse(port, f"haishao up --port {port + 1}")
    judging = ("worker", "--queues", "match,deliver", "--concurrency", str(concurrency))
    parts = [
        part(f"比对与推送 {number}", f"worker match,deliver {number}", *judging)
        for number in range(1, workers + 1)
    ]
    parts.append(part("抓取", "worker crawl", "worker", "--queues", "crawl", "--concurrency", str(crawls)))
    parts.append(part("定时", "clock", "clock"))
    if web:
        serving = ("web", "--host", host, "--port", str(port), "--processes", str(web_processes))
        parts.append(part("控制台", "web", *serving))
    _run(parts, port if web else None, demo=False)


def run(
    demo: Annotated[
        bool, typer.Option("--demo", help="演示：回放公告、本机收件 · replayed gazettes, caught messages")
    ] = False,
    port: _Port = 8000,
) -> None:
    """试用：在本机运行全部服务，Ctrl-C 结束；正式运行用 haishao up · For a trial: every part on this machine until Ctrl-C. A
    service is run by `haishao up`."""
    if not _is_free("127.0.0.1", port):
        _refuse(port, f"make run PORT={port + 1}" if demo else f"haishao run --port {port + 1}")
    parts = [
        part("比对与推送", "worker match,deliver", "worker", "--queues", "match,deliver"),
        part("抓取", "worker crawl", "worker", "--queues", "crawl"),
        part("定时", "clock", "clock"),
        part("控制台", "web", "web", "--port", str(port)),
    ]
    _run(parts, port, demo=demo)


def _run(parts: list[Part], port: int | None, *, demo: bool) -> None:
    refuse_half_restored()
    console = Console()
    say = _sayer(console)
    if port is not None:
        os.environ.setdefault("HAISHAO_BASE_URL", f"http://127.0.0.1:{port}")
    say("海哨 haishao")
    say("1/5 数据库 · database …" if demo else "数据库 · database …")
    with database(migrated=False):
        _migrate(say)
        with Services(say, parts) as services:
            if demo:
                from haishao.demo.stage import set_stage

                set_stage(console, services)
            services.start()
            if demo:
                from haishao.demo.stage import watch_the_flow

                watch_the_flow(console, services)
            if port is not None and not services.stopping:
                say(f"控制台 · console: http://127.0.0.1:{port}/   Ctrl-C 结束 · ends everything")
            services.wait()
    if services.gave_up:
        raise typer.Exit(1)


def _migrate(say: Callable[[str], None]) -> None:
    from storage.migrating import NotMigrated
    from storage.row_security import NoMemberRole

    try:
        bring_up_to_date(say)
    except (NoMemberRole, NotMigrated) as refusal:
        fail(str(refusal))


def _sayer(console: Console) -> Callable[[str], None]:
    """Says a line to whoever started it, as a log line where HAISHAO_LOG asks for those."""
    if formatter_name() != "json":
        return lambda line: console.print(line, highlight=False, markup=False, soft_wrap=True)
    return lambda line: log.info(line.strip())


def _refuse(port: int, instead: str) -> None:
    fail(f"端口 {port} 已被占用，请换一个：{instead} · port {port} is taken; choose another: {instead}")


def _is_free(host: str, port: int) -> bool:
    family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, number) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
        return True
