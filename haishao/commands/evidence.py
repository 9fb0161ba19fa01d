"""`haishao evidence`: shows, packs and verifies the answers an alert rests on, and the chain they are links of."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from haishao.commands import evidence_pack
from haishao.database import database, fail

if TYPE_CHECKING:
    from storage.evidence import Proof

app = typer.Typer(help="证据 · evidence", no_args_is_help=True)
app.command("pack")(evidence_pack.pack)
app.command("verify")(evidence_pack.verify)
app.command("chain")(evidence_pack.chain)


@app.command("show")
def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="ALERT|SOURCE:NUMBER",
            help="预警编号，如 12；或来源与号码，如 gb-ukipo-tmj:UK00004263144 · an alert, or a source and a number",
        ),
    ],
    save_to: Annotated[
        Path | None, typer.Option(help="另存原始应答的文件夹 · a folder to write the raw answers to")
    ] = None,
) -> None:
    """列出证据并重新计算哈希 · Lists the evidence and hashes it again; status 1 when any is not what it was."""
    with database():
        from django.conf import settings

        from storage.evidence import proofs_of, proofs_of_alert

        source, colon, ref = what.partition(":")
        if not colon and not what.isdecimal():
            fail(f"{what!r}: 应为预警编号或 来源:号码 · an alert's number, or SOURCE:NUMBER")
        proofs = proofs_of(source, ref) if colon else proofs_of_alert(int(what))
        if not proofs:
            fail(f"{what}: 没有证据 · no evidence: nothing of that name, or taken in from a file")
        whole = [_shown(proof, settings.RUNS_DIR, save_to) for proof in proofs]
    if not all(whole):
        raise typer.Exit(1)


def _shown(proof: "Proof", runs: Path, save_to: Path | None) -> bool:
    """Prints one proof; False when its file is there but no longer says what it said."""
    from crawlers.warc import EvidenceLost, kept_answer, verify

    console = Console(highlight=False)
    console.print(f"[bold]{escape(proof.source)} {escape(proof.ref)}[/bold] {escape(proof.sign)}")
    console.print(f"   网址 url         {escape(proof.url)} · HTTP {proof.status}", soft_wrap=True)
    console.print(f"   取得 fetched     {proof.fetched_at:%Y-%m-%d %H:%M:%S} UTC · {proof.provenance}")
    console.print(f"   SHA-256          {proof.sha256} · {proof.size:,} bytes", soft_wrap=True)
    console.print(f"   robots.txt       {proof.robots or '—'}")
    if not proof.file:
        console.print("   文件 file        已过保存期并删除 · past its time, deleted")
        return True
    file = runs / proof.file
    kept = "长期保存 · kept for good" if proof.for_good else "到期删除 · deleted when its time has come"
    console.print(f"   文件 file        {escape(str(file))} @ {proof.offset} · {kept}", soft_wrap=True)
    try:
        verify(file, proof.offset, proof.sha256)
        if save_to:
            save_to.mkdir(parents=True, exist_ok=True)
            with kept_answer(file, proof.offset) as answer, (save_to / proof.sha256).open("wb") as out:
                out.writelines(answer.body)
    except EvidenceLost as lost:
        console.print(f"   [red]核验 check      不符 · not what was kept: {escape(str(lost))}[/red]")
        return False
    console.print("   核验 check       一致 · verified")
    return True
