"""Whom messages are handed to: the mail server, WeCom, the mailbox of bounces. Nothing is sent."""

from collections.abc import Iterator
from dataclasses import replace

from haishao.doctor.finding import Finding, Level

STEP_SECONDS = 8.0
"""Seconds a receiver may take for each answer."""


def smtp() -> Iterator[Finding]:
    """Connects, EHLO, STARTTLS, AUTH, and has the sender accepted."""
    from jobs.sending import email_settings
    from notifier.channel import Undelivered
    from notifier.email import Mailer

    chosen = replace(email_settings(), timeout=STEP_SECONDS)
    if not chosen.host:
        yield Finding(
            name="smtp",
            level=Level.WARN,
            zh="未设邮件服务器，邮件发不出",
            en="no mail server is set; no mail goes out",
            cure_zh="设置 HAISHAO_SMTP_HOST、_USER、_PASSWORD、_SENDER",
            cure_en="set HAISHAO_SMTP_HOST, _USER, _PASSWORD and _SENDER",
        )
        return
    try:
        with Mailer(chosen) as mailer:
            mailer.check()
    except Undelivered as refusal:
        yield Finding(
            name="smtp",
            level=Level.FAIL,
            zh=f"{chosen.host}:{chosen.port} 不接受：{refusal.reason}",
            en=f"{chosen.host}:{chosen.port} refuses: {refusal.reason}",
            cure_zh=_mail_cure(refusal.reason)[0],
            cure_en=_mail_cure(refusal.reason)[1],
        )
        return
    signed_in = ("已登录", "signed in") if chosen.user else ("未设登录", "without a sign-in")
    yield Finding(
        name="smtp",
        level=Level.OK,
        zh=f"{chosen.host}:{chosen.port}（{chosen.security}，{signed_in[0]}）接受发件人",
        en=f"{chosen.host}:{chosen.port} ({chosen.security}, {signed_in[1]}) accepts the sender",
    )


def _mail_cure(said: str) -> tuple[str, str]:
    if said.startswith(("535", "534", "530", "538")):
        return (
            "核对 HAISHAO_SMTP_USER 与 HAISHAO_SMTP_PASSWORD；QQ 与网易邮箱须用授权码",
            "check HAISHAO_SMTP_USER and HAISHAO_SMTP_PASSWORD; QQ and NetEase want an authorisation code",
        )
    if "SSL" in said or "Certificate" in said or "STARTTLS" in said:
        return (
            "核对 HAISHAO_SMTP_SECURITY 与端口：465 为 tls，587 为 starttls；并核对服务器证书",
            "check HAISHAO_SMTP_SECURITY and the port: tls at 465, starttls at 587; and the server's certificate",
        )
    return (
        "核对 HAISHAO_SMTP_HOST、HAISHAO_SMTP_PORT、HAISHAO_SMTP_SENDER 与防火墙",
        "check HAISHAO_SMTP_HOST, HAISHAO_SMTP_PORT, HAISHAO_SMTP_SENDER and the firewall",
    )


def wecom() -> Iterator[Finding]:
    """Asks for a token of the WeCom app, where one is set."""
    from jobs.sending import channel_settings
    from notifier.channel import Undelivered
    from notifier.web import Web
    from notifier.wecom_app import check_app

    chosen = channel_settings()
    named = [chosen.wecom_app.corp, chosen.wecom_app.secret, chosen.wecom_app.agent]
    if not any(named):
        yield Finding(name="wecom", level=Level.SKIP, zh="未设企业微信应用", en="no WeCom app is set")
        return
    said = "" if all(named) else "HAISHAO_WECOM_CORP, HAISHAO_WECOM_SECRET, HAISHAO_WECOM_AGENT"
    if not said:
        try:
            with Web(chosen.allowed, timeout=STEP_SECONDS) as web:
                check_app(web, chosen.wecom_app)
        except Undelivered as refusal:
            said = refusal.reason
    if said:
        yield Finding(
            name="wecom",
            level=Level.FAIL,
            zh=f"企业微信应用不可用：{said}",
            en=f"the WeCom app cannot be used: {said}",
            cure_zh="三项须同时设置且正确；errcode 60020 须把本机 IP 加入应用的可信 IP",
            cure_en="all three are set, and right; for errcode 60020 add this machine's IP to the app's trusted ones",
        )
        return
    yield Finding(name="wecom", level=Level.OK, zh="已取得令牌", en="a token was given")


def bounces() -> Iterator[Finding]:
    """Signs in to the mailbox that bounces come to, where one is set."""
    from jobs.bounces import mailbox_settings
    from notifier.mailbox import Mailbox, MailboxTrouble

    chosen = mailbox_settings()
    if chosen is None:
        yield Finding(
            name="bounces",
            level=Level.SKIP,
            zh="未设退信邮箱，退信不会被读取",
            en="no mailbox is set; bounces are not read",
        )
        return
    try:
        with Mailbox(replace(chosen, timeout=STEP_SECONDS)):
            pass
    except MailboxTrouble as trouble:
        yield Finding(name="bounces", level=Level.FAIL, zh=trouble.chinese, en=trouble.english)
        return
    yield Finding(name="bounces", level=Level.OK, zh="可登录", en="can be signed in to")
