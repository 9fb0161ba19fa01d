"""`haishao contact add | list | test`: who is told, by which channel, and whether that works."""

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from haishao.commands.people import check_known
from haishao.database import database, fail

if TYPE_CHECKING:
    from domain.alert import Contact

app = typer.Typer(help="联系人 · contacts", no_args_is_help=True)


@app.command("add")
def add(  # nosec B107 # "" is no secret, but none given
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


@app.command("subscribe")
def subscribe(
    contact_id: Annotated[int, typer.Argument(help="联系人编号，见 list · contact's number")],
    least_tier: Annotated[str | None, typer.Option(help="high | medium | low")] = None,
    kinds: Annotated[
        str | None, typer.Option(help="filing,listing,exhibitor,proceeding；空即全部 · empty: all")
    ] = None,
    brands: Annotated[
        str | None, typer.Option(help="品牌编号，逗号分隔；空即全部 · brand ids; empty: all")
    ] = None,
    markets: Annotated[str | None, typer.Option(help="US,EM,BR …；空即全部 · empty: all")] = None,
    rhythm: Annotated[str | None, typer.Option(help="at-once | daily | weekly")] = None,
    hour: Annotated[int | None, typer.Option(help="摘要钟点 0–23 · hour of the digest")] = None,
    weekday: Annotated[
        int | None, typer.Option(help="每周摘要：0 周一 … 6 周日 · 0 Monday … 6 Sunday")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Asia/Shanghai …")] = None,
    quiet: Annotated[
        str | None, typer.Option(help="免打扰，如 22-7；空即不设 · quiet hours, as 22-7; empty: none")
    ] = None,
    rank: Annotated[int | None, typer.Option(min=0, max=1, help="0 首要 · first，1 后备 · next")] = None,
    copies: Annotated[
        bool | None, typer.Option(help="中心人员抄送全部预警 · staff: copies of all alerts")
    ] = None,
) -> None:
    """联系人收到什么、何时收到；未给的选项不变 · What a contact is told and when; what is not given stays."""
    from domain.subscription import WrongSubscription

    given: dict[str, object] = {"hour": hour, "weekday": weekday, "timezone": timezone, "rank": rank}
    try:
        given |= read_choices(least_tier, kinds, brands, markets, rhythm, quiet)
    except ValueError as wrong:
        fail(f"选项有误 · not a choice: {wrong}")
    with database():
        from storage import contacts
        from storage.viewers import NotVisible, Viewer

        try:
            line = contacts.contact_of(Viewer(user_id=0, staff=True), contact_id)
            said = {name: value for name, value in given.items() if value is not None}
            contacts.subscribe(contact_id, replace(line.subscription, **said))
        except NotVisible:
            fail(
                f"没有编号为 {contact_id} 的联系人，见 haishao contact list · no contact {contact_id}; see the list"
            )
        except WrongSubscription as wrong:
            fail(str(wrong))
        if copies is not None:
            contacts.set_copies(contact_id, copies)
    typer.echo(f"已更新 {line.contact.name} · changed")


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


def read_choices(
    least_tier: str | None,
    kinds: str | None,
    brands: str | None,
    markets: str | None,
    rhythm: str | None,
    quiet: str | None,
) -> dict[str, object]:
    """The choices that were given, as a subscription holds them. Raises ValueError, naming what is none."""
    from domain.jurisdictions import known
    from domain.match import Tier
    from domain.observation import Kind
    from domain.subscription import Rhythm

    given: dict[str, object] = {}
    if least_tier is not None:
        given["least_tier"] = Tier(least_tier)
    if rhythm is not None:
        given["rhythm"] = Rhythm(rhythm)
    if kinds is not None:
        given["kinds"] = tuple(Kind(one.strip()) for one in kinds.split(",") if one.strip())
    if brands is not None:
        given["brands"] = tuple(one.strip() for one in brands.split(",") if one.strip())
    if markets is not None:
        codes = tuple(one.strip().upper() for one in markets.split(",") if one.strip())
        if wrong := [code for code in codes if not known(code)]:
            raise ValueError(f"--markets {', '.join(wrong)}")
        given["markets"] = codes
    if quiet is not None:
        start, _, end = quiet.partition("-") if quiet else ("0", "", "0")
        if not (start.isdecimal() and end.isdecimal()):
            raise ValueError(f"--quiet {quiet}")
        given |= {"quiet_from": int(start), "quiet_until": int(end)}
    return given


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
