"""The command line: `haishao VERB`. Every verb lives in `haishao/commands/`."""

import os
import sys
from types import TracebackType

import typer

from haishao import lifeline
from haishao.commands import (
    backup,
    bench,
    bounces,
    brands,
    bulletin,
    contacts,
    crawl,
    deadline,
    deliveries,
    doctor,
    enterprise,
    enterprises,
    evidence,
    fair,
    lists,
    logos,
    people,
    report,
    rescreen,
    retention,
    run,
    screen,
    services,
    shops,
    source,
    sources,
    trade,
)
from haishao.secret_files import read_secret_files

app = typer.Typer(
    name="haishao",
    help="海哨 haishao：监测境外商标公告与商标抢注 · watches overseas gazettes for conflicts with Chinese brands",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("screen")(screen.screen)
app.command("deadline")(deadline.deadline)
app.command("plan")(deadline.plan)
app.command("up")(run.up)
app.command("run")(run.run)
app.command("rescreen")(rescreen.rescreen)
app.command("bounces")(bounces.bounces)
app.command("crawl")(crawl.crawl)
app.command("sources")(sources.sources)
app.command("migrate")(services.migrate)
app.command("worker")(services.worker)
app.command("clock")(services.clock)
app.command("web")(services.web)
app.command("doctor")(doctor.doctor)
app.command("restore")(backup.restore)
app.add_typer(backup.app, name="backup")
app.command("retention")(retention.retention)
app.add_typer(source.app, name="source")
app.add_typer(brands.app, name="brands")
app.add_typer(enterprises.app, name="enterprises")
app.add_typer(enterprise.app, name="enterprise")
app.add_typer(lists.app, name="list")
app.add_typer(bulletin.app, name="bulletin")
app.add_typer(people.app, name="people")
app.add_typer(contacts.app, name="contact")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(shops.app, name="shops")
app.add_typer(evidence.app, name="evidence")
app.add_typer(logos.app, name="logos")
app.add_typer(fair.app, name="fair")
app.add_typer(report.app, name="report")
app.add_typer(trade.app, name="trade")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """The entry point of the `haishao` script."""
    sys.excepthook = _report
    read_secret_files(os.environ)
    lifeline.hold()
    try:
        typer.main.get_command(app)()  # `app()` would put typer's own report in place of ours
    except BrokenPipeError:  # the reader of a pipe had enough
        sys.stderr.close()


def _report(_kind: type[BaseException], trouble: BaseException, _trace: TracebackType | None) -> None:
    """Python's own report would show secrets that stand in errors."""
    from haishao.logs import report_fault

    report_fault(trouble)


if __name__ == "__main__":
    main()
