"""`haishao bounces`: what mail servers report of mail that had been taken."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from haishao.database import database, fail

_WORDS = {
    "dead-letter": "退信，转为未送达 · came back, now a dead letter",
    "noted": "已记在推送旁 · noted beside the delivery",
    "repeated": "以前已读入 · read before",
    "kept": "留待工作人员查看 · kept for staff",
    "foreign": "不能确认与本系统的邮件有关，未作更改 · not provably about mail of ours; nothing changed",
    "other": "不是退信 · no bounce",
}


def bounces(
    files: Annotated[
        list[str] | None, typer.Argument(help="邮件文件（.eml），- 为标准输入 · mails, - for standard input")
    ] = None,
) -> None:
    """读入退信；不给文件则读取 HAISHAO_BOUNCE_HOST 的邮箱 · Reads bounces; without a file, those in the mailbox."""
    from notifier.bounces import MOST_BYTES

    mails = {name: _content(name, MOST_BYTES) for name in files or ()}
    with database():
        from jobs.bounces import mailbox_settings, read_mailbox, take_in_mail
        from notifier.mailbox import MailboxTrouble

        for name, content in mails.items():
            typer.echo(f"{name}\t{_WORDS[take_in_mail(content)]}")
        if mails:
            return
        mailbox = mailbox_settings()
        if mailbox is None:
            fail(
                "未设置退信邮箱，请设置 HAISHAO_BOUNCE_HOST，或给出文件 · no mailbox; set HAISHAO_BOUNCE_HOST, or name a file"
            )
        try:
            done = read_mailbox(mailbox)
        except MailboxTrouble as trouble:
            fail(str(trouble))
    for outcome, words in _WORDS.items():
        typer.echo(f"{done[outcome]}\t{words}")


def _content(name: str, most: int) -> bytes:
    try:
        if name == "-":
            return _to_the_end(sys.stdin.buffer.read(most))
        with Path(name).open("rb") as file:
            return file.read(most)
    except OSError as error:
        fail(f"无法读取 {name} · cannot be read: {error.strerror}")


def _to_the_end(content: bytes) -> bytes:
    """Takes the rest of a pipe as well, whose writer would fail otherwise."""
    while sys.stdin.buffer.read(65_536):
        pass
    return content
