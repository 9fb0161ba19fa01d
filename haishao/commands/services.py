"""`haishao migrate | worker | clock | web`: the parts of a running installation."""

import os
import signal
import threading
from typing import Annotated

import typer

from haishao.database import database, fail


def migrate() -> None:
    """建立或升级数据库结构，不妨碍读取 · Creates the tables, or brings them up to this version, beside a console that is read."""
    with database(migrated=False):
        from storage.migrating import NotMigrated
        from storage.migrating import migrate as bring_up
        from storage.row_security import NoMemberRole

        try:
            bring_up(lambda sentence: typer.echo(sentence, err=True))
        except (NoMemberRole, NotMigrated) as refusal:
            fail(str(refusal))


def worker(
    queues: Annotated[
        str, typer.Option(help="队列，逗号分隔 · queues, comma-separated")
    ] = "crawl,match,deliver",
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="并发 · jobs at once")] = 2,
    until_idle: Annotated[bool, typer.Option(help="队列为空即退出 · stop when nothing is ready")] = False,
) -> None:
    """执行队列任务 · Runs the queue's jobs until stopped (Ctrl-C or SIGTERM finishes the job in hand first)."""
    with database():
        from jobs.queue import run_worker

        run_worker(queues=queues.split(","), concurrency=concurrency, wait=not until_idle)


def clock() -> None:
    """时钟：决定何时抓取 · Decides what is due and puts it on the queue, until stopped."""
    with database():
        from jobs.clock import start_clock

        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        scheduler = start_clock()
        stopped.wait()
        scheduler.shutdown()


def web(
    host: Annotated[str, typer.Option(help="监听地址 · address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="端口 · port")] = 8000,
    processes: Annotated[int, typer.Option(min=1, max=32, help="进程数 · processes")] = min(
        2, os.cpu_count() or 1
    ),
) -> None:
    """控制台 · Serves the console."""
    with database():
        from haishao.serving import serve

        try:
            serve(host, port, processes=processes)
        except OSError as error:
            fail(f"无法监听 · cannot listen on {host}:{port}: {error.strerror}")
