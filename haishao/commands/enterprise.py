"""`haishao enterprise`: everything one enterprise owns, taken along or deleted with proof. 单个企业的导出与删除."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.deletion import Statement
    from storage.owned import Owner

app = typer.Typer(help="单个企业的导出与删除 · one enterprise's export and deletion", no_args_is_help=True)

_ENTERPRISE = typer.Argument(help="企业名称 · the enterprise's name")


@app.command("export")
def export(
    enterprise: Annotated[str, _ENTERPRISE],
    out: Annotated[Path, typer.Option(help="写入的 ZIP 文件 · the zip to write")],
) -> None:
    """导出该企业的全部数据 · Writes everything the enterprise owns into one zip."""
    with database():
        from django.utils import timezone

        from jobs.exporting import write_export

        owner = _owner(enterprise)
        try:
            sha256 = write_export(owner, out.resolve(), now=timezone.now())
        except OSError as error:
            fail(f"{out}：无法写入 · cannot be written: {error.strerror}")
    typer.echo(f"{out}  {out.stat().st_size:,} bytes  SHA-256 {sha256}")


@app.command("delete")
def delete(
    enterprise: Annotated[str, _ENTERPRISE],
    confirm: Annotated[
        str, typer.Option(help="再次写出企业名称才会删除 · deletes only when the name is given again")
    ] = "",
    certificate: Annotated[
        Path | None, typer.Option(help="删除证明写到何处 · where the certificate goes; deletion-N.json")
    ] = None,
) -> None:
    """删除该企业的全部数据；不加 --confirm 只列出数量 · Deletes everything it owns; without --confirm only says how much."""
    with database():
        owner = _owner(enterprise)
        if not confirm:
            _show_counts(owner)
            typer.echo(f"未删除。删除：· Nothing was deleted. To delete: --confirm {enterprise!r}")
            return
        if confirm != enterprise:
            fail(f"--confirm {confirm}：不是该企业的名称 · is not the name of the enterprise")
        done = _deleted(owner)
        _write_certificate(done, certificate or Path(f"deletion-{done.number}.json"))


@app.command("verify-deletion")
def verify_deletion(
    file: Annotated[Path, typer.Argument(help="删除证明（JSON）· the certificate")],
    name: Annotated[
        str, typer.Option(help="核对证明是否属于这一企业名称 · whether it is of an enterprise of this name")
    ] = "",
) -> None:
    """核验删除证明 · Verifies a certificate against the register; status 1 when it does not."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file}：无法读取 · cannot be read: {error}")
    with database():
        from domain.deletion import NotACertificate
        from jobs.deletion_register import NotVerified, verified
        from storage.deletions import hmac_of

        try:
            said = verified(text)
        except (NotVerified, NotACertificate) as refusal:
            typer.echo(f"{file}：未通过 · does not verify: {refusal}", err=True)
            raise typer.Exit(1) from refusal
        if name and hmac_of(name) != said.enterprise_hmac:
            typer.echo(f"{file}：不是 {name} 的证明 · is not of {name}", err=True)
            raise typer.Exit(1)
    records = sum(one.before for one in said.counts)
    typer.echo(
        f"{file}：通过。第 {said.number} 号，{said.ended_at}，删除 {records:,} 条，现为 0 · verified: number {said.number}, "
        f"{records:,} records deleted, none there now"
    )


@app.command("deletions")
def deletions(
    again: Annotated[
        bool,
        typer.Option("--again", help="再次删除恢复备份后又出现的企业 · deletes those a backup brought back"),
    ] = False,
) -> None:
    """核对删除登记，列出恢复备份后又出现的企业 · Settles the register, and lists whom a restored backup brought back."""
    with database():
        from jobs.deletion_register import settle_register
        from storage.deletions import RegisterDiffers, come_back, register_after

        try:
            taken = settle_register()
        except RegisterDiffers as error:
            _fail_for_registers(error)
        back = come_back()
        typer.echo(
            f"登记 {len(register_after(0))} 条，补入 {taken} 条 · lines, of which the database lacked {taken}"
        )
        for owner in back:
            typer.echo(f"须再次删除 · to be deleted again: {owner.name}")
            if again:
                done = _deleted(owner)
                _write_certificate(done, Path(f"deletion-{done.number}.json"))
        if back and not again:
            raise typer.Exit(1)


@app.command("erase-person")
def erase_person(
    name: Annotated[str, typer.Argument(help="登录名 · name to sign in with")],
) -> None:
    """删除一个人的账号信息 · Takes everything by which one user is known; what was decided stays under a number."""
    with database():
        from storage.erasing import NobodyThere
        from storage.erasing import erase_person as erase
        from storage.people import LastPlatformAdmin

        try:
            called = erase(name)
        except NobodyThere:
            fail(f"没有登录名为 {name} 的用户 · nobody has this name")
        except LastPlatformAdmin:
            fail("最后一名平台管理员不能删除 · the last platform administrator stays")
    typer.echo(f"{name} → {called}")


@app.command("erase-contact")
def erase_contact(
    number: Annotated[
        int, typer.Argument(help="联系人编号，见其页面地址 · the contact's number, in its page's address")
    ],
) -> None:
    """删除一个联系人的信息 · Takes a contact's name, address and what receivers said of it."""
    with database():
        from storage.erasing import NobodyThere
        from storage.erasing import erase_contact as erase

        try:
            called = erase(number)
        except NobodyThere:
            fail(f"没有编号为 {number} 的联系人，或已删除 · no such contact, or erased before")
    typer.echo(f"{number} → {called}")


def _owner(enterprise: str) -> "Owner":
    from haishao.commands.people import check_known
    from storage.owned import owner_named

    check_known(enterprise)
    return owner_named(enterprise)


def _show_counts(owner: "Owner") -> None:
    from rich.console import Console
    from rich.table import Table

    from storage.deletions import left_of
    from storage.owned import LAST, OWNED

    counts = left_of(owner)
    table = Table("记录 · record", "条数 · count")
    for one in (*OWNED, *LAST):
        if counts[one.kind]:
            table.add_row(f"{one.zh} · {one.en}", f"{counts[one.kind]:,}")
    Console().print(table)


def _deleted(owner: "Owner") -> "Statement":
    """Deletes to the end, with a line that says how far it is."""
    import datetime as dt

    from rich.console import Console

    from jobs.deleting import carry_on
    from storage.deleting import ask_deletion
    from storage.deletions import RegisterDiffers
    from storage.viewers import Viewer

    everybody = Viewer(user_id=None, staff=True, platform_admin=True)
    request = ask_deletion(everybody, owner.number, typed=owner.name, by="", grace=dt.timedelta(seconds=0))
    try:
        with Console(stderr=True).status("正在删除 · deleting"):
            for _ in range(_MOST_ROUNDS):
                if done := carry_on(request, seconds=10.0) or _done_by_a_worker(request, owner):
                    return done
    except RegisterDiffers as error:
        _fail_for_registers(error)
    return fail(
        "仍有记录不断写入，请停止 worker 后再试 · rows keep coming: stop the workers and run it again"
    )


def _done_by_a_worker(request: int, owner: "Owner") -> "Statement | None":
    """The clock puts what is due on the queue too, and a worker may be the one that comes to its end."""
    from storage.deleting import is_begun
    from storage.deletions import newest_of

    return None if is_begun(request) else newest_of(owner.number)


def _fail_for_registers(error: Exception) -> NoReturn:
    fail(f"库内与库外的删除登记不一致 · the two registers differ: {error}")


_MOST_ROUNDS = 10_000
"""Of ten seconds each, before somebody should look."""


def _write_certificate(done: "Statement", file: Path) -> None:
    from jobs.deletion_register import certificate_of

    try:
        file.write_text(certificate_of(done) + "\n", encoding="utf-8")
    except OSError as error:
        fail(
            f"已删除，但证明写不进 {file}（{error.strerror}），可在“删除企业”页下载 · deleted, but the certificate cannot be "
            "written; the console's page gives it"
        )
    typer.echo(f"已删除，证明：{file}  SHA-256 {done.hash()} · deleted; the certificate")
