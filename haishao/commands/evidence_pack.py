"""`haishao evidence pack`, `verify` and `chain`."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from haishao.database import database, fail

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from evidence.timestamp import Stamp
    from evidence.verify import Verdict
    from storage.packing import Behind

_MB = 1024**2
_NUMBER_BITS = 63


def pack(
    what: Annotated[
        str,
        typer.Argument(
            metavar="ALERT|match:NUMBER|SOURCE:NUMBER",
            help="预警编号，如 12；命中编号，如 match:34；或来源与号码，如 gb-ukipo-tmj:UK00004263144 · an alert, a match, or a "
            "source and a number",
        ),
    ],
    out: Annotated[Path | None, typer.Option("--out", help="证据包文件 · the file to write")] = None,
    live: Annotated[
        bool,
        typer.Option(
            "--live/--no-live",
            help="访问网页，取截图、域名解析与证书 · open the pages: picture, names, certificates",
        ),
    ] = True,
    most_mb: Annotated[
        int, typer.Option(min=1, max=3500, help="原始应答上限 · most of the answers, in MB")
    ] = 1024,
    operator: Annotated[str, typer.Option(help="取证人 · who takes the evidence")] = "",
) -> None:
    """制作证据包（一个 zip）· Makes an evidence pack, one zip that anybody can verify."""
    file = out or Path(f"evidence-{''.join(c if c.isalnum() else '-' for c in what)[:60]}.zip")
    if file.exists():
        fail(f"{file}: 已存在 · is there already; --out")
    with database():
        from django.conf import settings

        from jobs.capturing import NOT_ASKED, capture, not_captured
        from jobs.packing import NoPack, make_pack

        behind = _behind(what)
        if behind is None:
            fail(f"{what}: 没有此项 · nothing of that name")
        who = operator or " · ".join(filter(None, (getpass.getuser(), settings.CONTACT)))
        try:
            verdict = make_pack(
                behind,
                file,
                captured=(lambda: capture(behind.answers)) if live else (lambda: not_captured(NOT_ASKED)),
                operator=who,
                most_bytes=most_mb * _MB,
            )
        except NoPack as refusal:
            fail(f"{what}: {refusal}{' · --most-mb' if refusal.too_large else ''}")
        except OSError as error:
            fail(f"{file}: {error.strerror or error}")
    typer.echo(f"{file} · {file.stat().st_size:,} bytes")
    _show(verdict)


def _behind(what: str) -> "Behind | None":
    from storage.packing import behind_alert, behind_match, behind_number

    source, colon, ref = what.partition(":")
    number = ref if source == "match" else what
    if source == "match" or not colon:
        if not number.isdecimal() or int(number) >= 2**_NUMBER_BITS:
            fail(
                f"{what!r}: 应为预警编号、match:命中编号 或 来源:号码 · an alert's number, match:NUMBER or SOURCE:NUMBER"
            )
        return behind_match(int(number)) if colon else behind_alert(int(number))
    return behind_number(source, ref)


def verify(
    file: Annotated[Path, typer.Argument(help="证据包 · the pack")],
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            help="您自行取得的时间戳机构根证书（PEM）· root certificates of authorities, from elsewhere"
        ),
    ] = None,
) -> None:
    """核验证据包，只需此文件 · Verifies a pack with the file alone; status 1 and the first broken link when it does not hold."""
    from evidence.errors import PackBroken
    from evidence.verify import verify_pack

    trusted = [certificate for path in trust or [] for certificate in _certificates(path)]
    try:
        with file.open("rb") as stream:
            verdict = verify_pack(stream, trusted=trusted)
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except PackBroken as broken:
        console = Console(highlight=False)
        console.print(f"[red]不完整或已被改动 · BROKEN[/red] {escape(str(file))}", soft_wrap=True)
        console.print(f"   首处不符 first broken link: {escape(str(broken))}", soft_wrap=True)
        raise typer.Exit(1) from broken
    _show(verdict)


def _certificates(path: Path) -> "list[Certificate]":
    from evidence.timestamp import certificates

    try:
        return certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        fail(f"{path}: 不是 PEM 证书 · no certificate in PEM: {error}")


def _show(verdict: "Verdict") -> None:
    from evidence.manifest import NOT_PROVED, UNSTAMPED

    console = Console(highlight=False)
    says = console.print
    says(
        f"[green]完整，未被改动 · INTACT[/green] {verdict.files} files · {verdict.answers} 份应答 answers"
        f""
        f"（{verdict.linked} 份在证据链中 linked，{verdict.gone} 份原文已过期删除 deleted before）"
        f" · {verdict.pictures} 幅图样 pictures · {escape(verdict.made_at)}",
        soft_wrap=True,
    )
    if verdict.pack_stamp is None:
        says("   [yellow]无可信时间戳 · NOT TIME-STAMPED[/yellow]", soft_wrap=True)
        says(f"   {UNSTAMPED.zh}\n   {UNSTAMPED.en}", soft_wrap=True)
    for one in verdict.stamps:
        what = f"证据链第 {one.link} 环 · link {one.link}" if one.link else "整包 · the pack"
        says(f"   时间戳 TIME-STAMPED {what}: {one.stamp.at:%Y-%m-%d %H:%M:%S} UTC", soft_wrap=True)
        says(
            f"      签发 by   {escape(one.stamp.by)}\n      根证书 root {escape(_root(one.stamp))}",
            soft_wrap=True,
        )
    for said in NOT_PROVED:
        says(f"   · {said.zh} {said.en}", soft_wrap=True)


def _root(stamp: "Stamp") -> str:
    from evidence.timestamp import Root

    match stamp.root:
        case Root.GIVEN:
            return f"{stamp.root_name}（--trust 所给 · one you gave）"
        case Root.IN_PACK:
            return (
                f"{stamp.root_name}（仅见于包内，任何人都可自制；请用 --trust 核对 · only in the pack, where anyone can put one; "
                "use --trust）"
            )
        case Root.UNKNOWN:
            return "未知，签名未能核验；请用 --trust 给出 · not known, so the signature was not checked; give it by --trust"


def chain() -> None:
    """核验整条证据链 · Verifies the whole chain of kept answers; status 1 and the first broken link when it does not hold."""
    from rich.progress import track

    with database():
        from django.conf import settings

        from evidence.timestamp import StampBroken, certificates, check_stamp
        from storage.chain import ChainBroken, head, stamps, unlinked_answers, walk_chain

        trusted = certificates(settings.TSA.roots) if settings.TSA and settings.TSA.roots else []
        last, gone, stamped = head(), 0, None
        try:
            links = track(walk_chain(), "证据链 chain", total=last.number if last else 0, transient=True)
            for link in links:
                gone += link.answer_gone
            for one in stamps():
                stamp = check_stamp(one.token, one.hash, given=trusted, in_pack=())
                stamped = (one.number, stamp)
        except ChainBroken as broken:
            _chain_broken(str(broken))
        except StampBroken as broken:
            _chain_broken(f"{one.number}: 时间戳不成立 · its time stamp does not hold: {broken}")
        left = unlinked_answers()
    number, hash_ = (last.number, last.hash.hex()) if last else (0, "—")
    typer.echo(f"完整 · INTACT: {number} 环 links · {gone} 份应答已删除 answers deleted · 链首 head {hash_}")
    if stamped is None:
        typer.echo(
            "   无时间戳：链可被整体重算而不被发现 · not time-stamped: the chain could be made anew as a whole, unseen"
        )
    else:
        number, stamp = stamped
        typer.echo(
            f"   时间戳至第 {number} 环 · stamped up to link {number}: {stamp.at:%Y-%m-%d %H:%M:%S} UTC"
        )
        sure = (
            "HAISHAO_TSA_CERTS"
            if stamp.root == "given"
            else "未以 HAISHAO_TSA_CERTS 核对 · not held against it"
        )
        typer.echo(f"      签发 by   {stamp.by}\n      根证书 root {stamp.root_name or '—'}（{sure}）")
    if left:
        typer.echo(f"   {left} 份应答未入链 · {left} answers have no link")
        raise typer.Exit(1)


def _chain_broken(said: str) -> None:
    typer.echo(f"不符 · BROKEN, first broken link {said}", err=True)
    raise typer.Exit(1)
