"""`haishao run`: everything on one machine; with `--demo`, from a replayed gazette to a caught message."""

import os
import socket
from typing import Annotated

import typer
from rich.console import Console

from haishao.database import database, fail


def run(
    demo: Annotated[
        bool, typer.Option("--demo", help="演示：回放公告、本机收件 · replayed gazettes, caught messages")
    ] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="控制台端口 · the console's port")] = 8000,
) -> None:
    """在一台机器上运行全部服务，Ctrl-C 结束 · Runs every part on this machine until Ctrl-C."""
    console = Console()
    if not _is_free(port):
        other = f"make run PORT={port + 1}" if demo else f"haishao run --port {port + 1}"
        fail(f"端口 {port} 已被占用，请换一个：{other} · port {port} is taken; choose another: {other}")
    os.environ.setdefault("HAISHAO_BASE_URL", f"http://127.0.0.1:{port}")
    console.print("[bold]海哨 haishao[/bold]")
    console.print("1/5 数据库 · database …")
    with database(migrated=False):
        from haishao.services import Services
        from storage.migrating import NotMigrated, migrate
        from storage.row_security import NoMemberRole

        try:
            migrate(console.print, verbosity=0)
        except (NoMemberRole, NotMigrated) as refusal:
            fail(str(refusal))
        with Services(console, port) as services:
            if demo:
                from haishao.demo.stage import set_stage

                set_stage(console, services)
            services.start()
            if demo:
                from haishao.demo.stage import watch_the_flow

                watch_the_flow(console, services)
            if not services.stopping:
                console.print(
                    f"\n控制台 · console: [bold]http://127.0.0.1:{port}/[/bold]   Ctrl-C 结束 · ends everything"
                )
            services.wait()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
