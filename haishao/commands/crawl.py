"""`haishao crawl SOURCE`: one run of a source, through to the messages."""

import os
from typing import Annotated

import typer
from rich.console import Console

from haishao.database import database, fail


def crawl(
    source: Annotated[
        str, typer.Argument(help="来源名称，见 haishao sources · a name from `haishao sources`")
    ],
    queue_only: Annotated[
        bool, typer.Option(help="只排队，由 worker 执行 · leave it to a running worker")
    ] = False,
    accept_shorter: Annotated[
        bool, typer.Option(help="清单确已缩短，接受 · the list did get shorter: accept it")
    ] = False,
) -> None:
    """抓取一个来源，并完成入库、比对、预警与推送 · Crawls a source, then takes in, judges, alerts and delivers."""
    from crawlers.catalogue import UnknownSource, find

    try:
        find(source)
    except UnknownSource as error:
        fail(str(error))
    with database():
        from jobs.tasks import start_crawl
        from jobs.worker import run_worker
        from storage.runs import source_health

        run_id = start_crawl(source, accept_shorter=accept_shorter)
        console = Console(stderr=True)
        if run_id is None:
            console.print(f"{source}: 已在队列中 · already waits in the queue")
        if queue_only:
            return
        with console.status(f"{source}: 抓取、比对、推送 · crawling, judging, delivering"):
            ended = run_worker(queues=None, concurrency=1, wait=False)
        if ended.left:
            console.print(f"{source}: 已中止，由 worker 继续 · stopped; a worker goes on from there")
        else:
            health = source_health([source])[0]
            console.print(
                f"{source}: [bold]{health.state}[/bold] · {health.kept} observations · {health.faults} faults"
            )
            if health.reason_en != "ok":
                console.print(f"{health.reason_zh} · {health.reason_en}")
            if health.state != "ok":
                raise typer.Exit(1)
    if ended.left:
        os._exit(130)  # the thread of the crawl would be waited for
