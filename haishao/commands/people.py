"""`haishao people`: who may sign in, and who is told."""

from typing import Annotated

import typer

from domain.role import Role
from haishao.database import database, fail

app = typer.Typer(help="用户与联系人 · users and contacts", no_args_is_help=True)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="登录名 · name to sign in with")],
    password: Annotated[
        str,
        typer.Option(
            prompt="密码 · password", confirmation_prompt=True, hide_input=True, envvar="HAISHAO_PASSWORD"
        ),
    ],
    enterprise: Annotated[
        str, typer.Option(help="所属企业；不填则为中心工作人员 · without it, staff of the centre")
    ] = "",
    role: Annotated[
        str,
        typer.Option(
            help="platform-admin | reviewer | enterprise-admin | member；不填则为该侧管理员 · an administrator when not given"
        ),
    ] = "",
    email: Annotated[str, typer.Option(help="邮箱，用于单点登录 · address, for single sign-on")] = "",
) -> None:
    """新增登录用户 · Adds somebody who may sign in."""
    chosen = _read_role(role, staff=not enterprise)
    with database():
        from storage.people import PasswordRefused, save_user

        if enterprise:
            check_known(enterprise)
        try:
            save_user(name, password, enterprise=enterprise or None, role=chosen, email=email)
        except PasswordRefused as error:
            fail(str(error))
    typer.echo(f"{name} 已可登录 · may sign in")


@app.command("forget-second-step")
def forget_second_step(
    name: Annotated[str, typer.Argument(help="登录名 · name to sign in with")],
) -> None:
    """重置两步验证并结束会话，用于手机和恢复码都已遗失 · Resets a second step whose telephone and codes are lost."""
    with database():
        from storage.people import user_of
        from storage.second_factor import end_second_factor
        from storage.sessions import end_sessions

        user = user_of(name)
        if user is None:
            fail(f"没有登录名为 {name} 的用户 · nobody has this name")
        end_sessions(user.pk)
        if not end_second_factor(user.pk):
            fail(f"{name} 没有设置两步验证 · has no second step")
    typer.echo(f"{name} 的两步验证已重置 · second step reset")


def _read_role(role: str, *, staff: bool) -> Role | None:
    fitting = [one.value for one in Role if one.staff == staff]
    if role and role not in fitting:
        fail(f"--role {role} 不适用，可用：{'、'.join(fitting)} · is not one of {', '.join(fitting)}")
    return Role(role) if role else None


@app.command("tell")
def tell(
    enterprise: Annotated[str, typer.Argument(help="企业 · enterprise")],
    name: Annotated[str, typer.Argument(help="联系人 · contact")],
    channel: Annotated[
        str, typer.Option(help="email | wecom-bot …，见 haishao contact add · see contact add")
    ] = "email",
    address: Annotated[str, typer.Option(help="邮箱或机器人地址 · address", envvar="HAISHAO_ADDRESS")] = "",
    language: Annotated[str, typer.Option(help="zh | en")] = "zh",
    least_tier: Annotated[str, typer.Option(help="high | medium | low")] = "medium",
) -> None:
    """新增接收预警的联系人 · Adds somebody who is told of an enterprise's alerts."""
    from haishao.commands.contacts import check_address, read_contact

    contact = read_contact(name, channel, address, language, least_tier)
    with database():
        from storage.brands import save_contact

        check_known(enterprise)
        check_address(contact)
        save_contact(enterprise, contact, least_tier=least_tier)
    typer.echo(f"{name} 将收到 {enterprise} 的预警 · will be told")


def check_known(enterprise: str) -> None:
    """Ends the command for an enterprise without a watchlist: most often a name typed otherwise than there."""
    from storage.brands import enterprise_names

    known = enterprise_names()
    if enterprise not in known:
        names = "、".join(known[:20]) or "—"
        fail(
            f"没有名为 {enterprise} 的企业，请先用 haishao brands import 导入其品牌；已有：{names} · "
            f"no enterprise of that name; import its brands first"
        )
