"""`haishao doctor`: looks at every part of this installation, and says what is wrong and the cure."""

import json
import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from haishao.doctor.finding import Check, Finding

_WORDS = {
    "ok": ("正常", "green"),
    "warn": ("注意", "yellow"),
    "fail": ("故障", "red"),
    "skip": ("未查", "bright_black"),
}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    free_gb: Annotated[
        float, typer.Option(min=0.0, help="应有的可用空间（GB） · free space there should be, GB")
    ] = 5.0,
) -> None:
    """体检：检查设置、数据库、邮件、浏览器、时钟等，并给出处理办法；有故障时退出状态为 1 · Looks at settings, database,
    mail, browser, clock and more, each with its cure; status 1 when something fails."""
    found: list[Finding] = []
    for finding in _looked_at(free_gb):
        found.append(finding)
        if not as_json:
            _print(finding)
    failed = [one for one in found if one.level == "fail"]
    if as_json:
        typer.echo(json.dumps(_report(found), ensure_ascii=False, indent=1))
    else:
        typer.echo(f"{len(found)} 项，{len(failed)} 项故障 · {len(found)} lines, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)


def _looked_at(free_gb: float) -> "Iterator[Finding]":
    from haishao.database import leave_on_signals
    from haishao.doctor.finding import Finding, Level, found_by
    from haishao.embedded import DatabaseUnavailable, ensure_database

    readable = True
    leave_on_signals()
    try:
        stop = ensure_database()
    except DatabaseUnavailable as away:
        readable = False
        yield Finding(
            name="database", level=Level.FAIL, zh=str(away), en="see the lines above"
        ).without_secrets()

        def stop() -> None:
            pass

    try:
        if readable:
            fault = _fault_of_settings()
            readable = fault is None
            if fault is not None:
                yield fault
        yield from found_by(_checks(free_gb), settings=readable)
    finally:
        stop()


def _fault_of_settings() -> "Finding | None":
    """Reads the settings; what is wrong with them."""
    import django

    from haishao.doctor.finding import Finding, Level

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haishao.settings")
    try:
        django.setup()
    except SystemExit as wrong:
        return Finding(
            name="settings",
            level=Level.FAIL,
            zh=str(wrong.code),
            en=str(wrong.code),
            cure_zh="改正此项，见 docs/settings.md",
            cure_en="correct it; see docs/settings.md",
        ).without_secrets()
    return None


def _checks(free_gb: float) -> "Sequence[Check]":
    from haishao.doctor import machine, receivers, service
    from haishao.doctor.finding import Check
    from haishao.doctor.names import unknown_settings
    from haishao.home import home, runs

    folder = home()
    time_server = os.environ.get("HAISHAO_NTP_SERVER", "")
    return (
        Check("settings", partial(unknown_settings, os.environ), needs_settings=False),
        Check("base-url", service.addresses),
        Check("disk", partial(machine.disk, folder, name="disk", wanted_gb=free_gb), needs_settings=False),
        Check("secret-key", partial(machine.secret_key, folder), needs_settings=False),
        Check(
            "evidence",
            partial(machine.evidence, runs()),
            needs_settings=False,
        ),
        Check("database", partial(service.database, free_gb), 20.0),
        Check("service", service.at_work, 20.0),
        Check("smtp", receivers.smtp, 30.0),
        Check("wecom", receivers.wecom, 20.0),
        Check("bounces", receivers.bounces, 30.0),
        Check("browser", machine.browser, machine.BROWSER_SECONDS + 5.0, needs_settings=False),
        Check("system-time", partial(machine.clock, time_server), needs_settings=False),
    )


def _print(finding: "Finding") -> None:
    word, colour = _WORDS[finding.level]
    mark = typer.style(f"{word} {finding.level:<4}", fg=colour)
    same = finding.zh == finding.en
    typer.echo(f"{mark}  {finding.name}: {finding.zh if same else f'{finding.zh} · {finding.en}'}")
    if finding.cure_zh:
        both = (
            finding.cure_zh
            if finding.cure_zh == finding.cure_en
            else f"{finding.cure_zh} · {finding.cure_en}"
        )
        typer.echo(f"           → {both}")


def _report(found: "Sequence[Finding]") -> dict[str, object]:
    from dataclasses import asdict

    return {"ok": all(one.level != "fail" for one in found), "checks": [asdict(one) for one in found]}
