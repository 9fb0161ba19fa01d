"""`haishao migrate | worker | clock | web`: the parts of a running installation."""

import logging
import os
import signal
import sys
import threading
from typing import Annotated

import typer

from haishao.database import bring_up_to_date, database, fail
from haishao.lifeline import hear
from haishao.logs import formatter_name


def migrate() -> None:
    """建立或升级数据库结构，不妨碍读取 · Creates the tables, or brings them up to this version, beside a console that is read."""
    if owner := os.environ.get("HAISHAO_MIGRATE_URL"):
        os.environ["DATABASE_URL"] = owner
    with database(migrated=False):
        from storage.migrating import NotMigrated
        from storage.row_security import NoMemberRole

        try:
            bring_up_to_date(lambda sentence: typer.echo(sentence, err=True), verbosity=1)
        except (NoMemberRole, NotMigrated) as refusal:
            fail(str(refusal))


def worker(
    queues: Annotated[
        str, typer.Option(help="队列，逗号分隔 · queues, comma-separated")
    ] = "crawl,match,deliver",
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="并发 · jobs at once")] = 2,
    until_idle: Annotated[bool, typer.Option(help="队列为空即退出 · stop when nothing is ready")] = False,
) -> None:
    """执行队列任务 · Runs the queue's jobs until stopped: Ctrl-C or SIGTERM lets the jobs in hand finish, and puts back what
    takes too long; a second one puts it back at once."""
    with database(role="haishao_service"):
        from jobs.clock import warn_of_skew
        from jobs.worker import TooManyJobs, UnknownQueue, check_connections, queues_named, run_worker

        try:
            named = queues_named(queues)
            check_connections(concurrency)
        except (UnknownQueue, TooManyJobs) as refusal:
            fail(str(refusal))
        warn_of_skew()
        hear()
        ended = run_worker(queues=named, concurrency=concurrency, wait=not until_idle)
    if ended.told and ended.left:
        os._exit(0)  # the threads of these jobs would be waited for
    if ended.left:
        os.execv(sys.executable, sys.orig_argv)  # nosec B606 # anew as the same process, without these threads


def clock() -> None:
    """时钟：决定何时抓取 · Decides what is due and puts it on the queue, until stopped."""
    with database(role="haishao_service"):
        from jobs.clock import start_clock

        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: stopped.set())
        hear()
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
    with database(role="haishao_console"):
        from haishao.serving import serve

        try:
            serve(host, port, processes=processes, ready=lambda: _say_ready(host, port))
        except OSError as error:
            fail(f"无法监听 · cannot listen on {host}:{port}: {error.strerror}")


def _say_ready(host: str, port: int) -> None:
    if formatter_name() == "json":
        logging.getLogger("haishao.web").info("serving %s:%s", host, port)
    else:
        typer.echo(f"控制台已就绪 · serving http://{host}:{port}/")
        sys.stdout.flush()
