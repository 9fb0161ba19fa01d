"""`haishao contact add | list | test`: who is told, by which channel, and whether that works."""

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from haishao.commands.people import check_known
from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.alert import Contact

app = typer.Typer(help="联系人 · contacts", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="联系人 · contact")],
    address: Annotated[
        str,
        typer.Option(
            help="邮箱、机器人或 webhook 网址、企业微信 userid · email, address of a bot or webhook, userid",
            envvar="HAISHAO_ADDRESS",
        ),
    ] = "",
    enterprise: Annotated[
        str, typer.Option(help="所属企业；不填则为中心工作人员 · without it, staff of the centre")
    ] = "",
    channel: Annotated[
        str, typer.Option(help="email | wecom-bot | wecom-app | feishu-bot | dingtalk-bot | webhook")
    ] = "email",
    form: Annotated[str, typer.Option(help="消息形式，如 card · kind of message, as card")] = "",
    secret: Annotated[
        str, typer.Option(help="签名密钥；webhook 不填则生成 · signing secret", envvar="HAISHAO_SECRET")
    ] = "",
    language: Annotated[str, typer.Option(help="zh | en")] = "zh",
    least_tier: Annotated[str, typer.Option(help="high | medium | low")] = "medium",
) -> None:
    """新增联系人 · Adds a contact, or brings one of the same address up to date."""
    from domain.alert import Channel
    from notifier.webhook import new_secret

    contact = read_contact(name, channel, address, language, least_tier, form=form, secret=secret)
    with database():
        from dataclasses import replace

        from storage.brands import save_contact

        if enterprise:
            check_known(enterprise)
        made = contact.channel is Channel.WEBHOOK and not secret
        contact = replace(contact, secret=new_secret()) if made else contact
        check_address(contact)
        contact_id = save_contact(enterprise, contact, least_tier=least_tier)
    typer.echo(f"联系人 {contact_id} · contact: {name}（{enterprise or '中心工作人员 · staff'}）")
    if made:
        typer.echo(f"签名密钥，仅显示一次 · signing secret, shown once: {contact.secret}")


@app.command("list")
def list_contacts() -> None:
    """列出联系人 · Lists the contacts; addresses that hold a secret are not shown."""
    from domain.alert import Channel

    with database():
        from storage.brands import contact_lines

        for contact_id, enterprise, contact in contact_lines():
            open_address = contact.channel in (Channel.EMAIL, Channel.WECOM_APP)
            failing = "  无法送达 · failing" if contact.failing else ""
            typer.echo(
                f"{contact_id}\t{enterprise or '中心 · staff'}\t{contact.name}\t{contact.channel}\t"
                f"{contact.address if open_address else '…'}{failing}"
            )


@app.command("test")
def test(contact_id: Annotated[int, typer.Argument(help="联系人编号，见 list · contact's number")]) -> None:
    """发送一条标明“测试”的消息 · Sends a message marked as a test, and shows the receiver's answer."""
    with database():
        from django.conf import settings

        from jobs.sending import channel_settings
        from notifier.channel import NotYet, Undelivered
        from notifier.notice import trial_message
        from notifier.send import Courier
        from storage.brands import contact_lines
        from storage.throttle import take_turns
        from storage.tokens import SharedTokens

        known = {number: contact for number, _, contact in contact_lines()}
        contact = known.get(contact_id)
        if contact is None:
            fail(
                f"没有编号为 {contact_id} 的联系人，见 haishao contact list · no contact {contact_id}; see the list"
            )
        message = trial_message(secrets.token_hex(8), contact.language, console_url=settings.BASE_URL)
        with Courier(channel_settings(), take_turns, SharedTokens()) as courier:
            try:
                answer = courier.send(message, contact)
            except Undelivered as refusal:
                again = "需有人处理 · a person must act" if refusal.permanent else "可再试 · may pass"
                fail(f"未送达 · not delivered: {refusal.reason}（{again}）")
            except NotYet as full:
                fail(
                    f"已达频率上限，{full.wait:.0f} 秒后再试 · its rate is used up; try again in {full.wait:.0f} s"
                )
    typer.echo(f"已送达 {contact.name} · delivered: {answer}")


def read_contact(
    name: str, channel: str, address: str, language: str, least_tier: str, *, form: str = "", secret: str = ""
) -> "Contact":
    """The contact as typed; ends the command for a channel, language or tier there is not."""
    from domain.alert import Channel, Contact

    if (
        channel not in set(Channel)
        or language not in {"zh", "en"}
        or least_tier not in {"high", "medium", "low"}
    ):
        names = ", ".join(Channel)
        fail(
            f"渠道、语言或等级有误 · channel is one of {names}; language zh or en; least-tier high, medium or low"
        )
    return Contact(
        name=name,
        channel=Channel(channel),
        address=address.strip(),
        language=language,
        form=form,
        secret=secret.strip(),
    )


def check_address(contact: "Contact") -> None:
    """Ends the command for an address nothing could be sent to. Needs the settings."""
    from django.conf import settings

    from notifier.channel import WrongAddress
    from notifier.hosts import AllowedHosts
    from notifier.send import check

    try:
        check(contact, AllowedHosts.read(settings.WEBHOOK_HOSTS))
    except WrongAddress as wrong:
        fail(f"--address：{contact.name}：{wrong}")
