"""Reading bounces: the bytes of a mail become a `Bounce`, or are found to be none.

Read are delivery status notifications (RFC 3464, its actions and status codes of RFC 3463), Exim's and Gmail's texts
with `X-Failed-Recipients`, qmail's QSBMF (https://cr.yp.to/proto/qsbmf.txt), and what other mailers say in words
when they return the mail itself beside them: Coremail (163, 126), QQ. A report in no form known here is told as such.
"""

import hashlib
import re
from dataclasses import replace

from domain.bounce import Action, Bounce
from notifier.bounce_mail import EMAIL_FAULTS, MOST_BYTES, Fields, TakenApart, one_line, take_apart

__all__ = ["MOST_BYTES", "read_bounce"]

_MOST_SAID = 250
_CODE = re.compile(r"(?<![\d.])([245]\.[0-7]\.\d{1,2})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\w.])([45])[0-5]\d[ -]{1,3}[A-Za-z<(#*]")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_DELAYED = re.compile(
    r"\bdelay|\bwarning\b|still (?:being )?(?:retried|trying)|not yet|延迟|尚未|稍后重试", re.I
)
_SUBJECT = re.compile(
    r"undeliver|returned mail|returning message|failure notice|delivery (?:status|fail|has failed)|mail delivery|"
    r"could not be delivered|not delivered|email is returned|退信|退回|投递失败|发送失败|无法投递|无法送达|延迟",
    re.I,
)
_DAEMON = re.compile(
    r"^(?:mailer-daemon|mail-daemon|mailerdaemon|postmaster|mdaemon|microsoftexchange\w{0,40})@", re.I
)
_NOBODY = re.compile(
    r"no such (?:user|mailbox|address)|user (?:is )?(?:unknown|not (?:found|exist|known))|unknown user|"
    r"does ?n[o']t exist|not exist|(?:mailbox|address) (?:not found|unavailable)|"
    r"(?:用户|邮箱|账号|帐号|地址|收件人)[^\n，。]{0,12}不存在|未开通",
    re.I,
)
_QMAIL = re.compile(r"^hi\. this is the\b", re.M | re.I)
_RETURNED_BELOW = re.compile(
    r"^-{3,}[^\n]{0,80}(?:copy of the message|original message|原邮件|原始邮件)", re.M | re.I
)
_OTHER_REPORTS = ("disposition-notification", "feedback-report")
_ANSWERING_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Response")


def read_bounce(raw: bytes) -> Bounce | None:
    """What a mail reports of mail sent before; None for any other mail: people's, receipts, answering machines.

    Never raises. Only the first `MOST_BYTES` are looked at.
    """
    try:
        mail = take_apart(raw)
        bounce = _read(mail)
        return bounce if bounce is None else _signed_off(bounce, mail)
    except EMAIL_FAULTS:
        said = raw[:MOST_BYTES].lower()
        if b"mailer-daemon" not in said and b"report-type" not in said:
            return None
        return _bounce(Action.UNREAD, key=hashlib.sha256(raw).hexdigest())


def _read(mail: TakenApart) -> Bounce | None:
    if mail.report_type in _OTHER_REPORTS or any(mail.header(name) for name in _ANSWERING_MACHINES):
        return None
    if mail.has_status:
        return _from_status(mail)
    text = _own_words(mail.text)
    if failed := mail.header("X-Failed-Recipients"):
        return _from_words(mail, text, _address(failed))
    if _QMAIL.search(text):
        recipients = re.findall(r"^<([^<>\n]{1,320})>:", text, re.M)
        return _from_words(mail, text, recipients[0]) if recipients else _bounce(Action.UNREAD)
    if _looks_like_one(mail):
        return _from_free_text(mail, text)
    return None


def _from_status(mail: TakenApart) -> Bounce | None:
    """By the block of the recipient that fared worst. Success, relaying and expansion are no bounces."""
    told = [_told(block) for block in mail.blocks if {"action", "status"} & block.keys()]
    for action in (Action.FAILED, Action.DELAYED):
        for bounce in told:
            if bounce is not None and bounce.action is action:
                return bounce if bounce.diagnostic else _with_words(bounce, mail)
    return None if told and None in told else _bounce(Action.UNREAD)


def _told(block: Fields) -> Bounce | None:
    """One recipient's block; None when it tells of nothing gone wrong."""
    diagnostic = _typed(block.get("diagnostic-code", ""))
    status = _code_in(block.get("status", ""))
    inner = _code_in(diagnostic)
    if inner[:1] == status[:1] and status.endswith(".0.0"):
        status = inner
    status = status or inner
    word = (re.findall(r"[a-z]+", block.get("action", "").lower()) or [""])[0]
    if not word and status:
        word = {"4": "delayed", "5": "failed"}.get(status[0], "delivered")
    if word not in (Action.FAILED, Action.DELAYED):
        return None if word else _bounce(Action.UNREAD)
    recipient = block.get("original-recipient") or block.get("final-recipient") or ""
    return _bounce(Action(word), _address(_typed(recipient)), status, diagnostic)


def _from_words(mail: TakenApart, text: str, recipient: str) -> Bounce:
    """Texts that name the recipient and then say why, up to a blank line."""
    said = _after(text, recipient)
    action = Action.DELAYED if _DELAYED.search(mail.header("Subject")) else Action.FAILED
    return _bounce(action, recipient, _code_in(said) or _code_in(text), said or _last_words(text))


def _from_free_text(mail: TakenApart, text: str) -> Bounce:
    """Words of any mailer; believed only when it returns the mail they are about."""
    for line in text.splitlines():
        code, reply = _code_in(line), _REPLY.search(line)
        nobody = _NOBODY.search(line)
        if not (code or reply or nobody) or not mail.returned:
            continue
        kind = code[:1] or (reply.group(1) if reply else "5")
        if kind == "2":
            continue
        late = kind == "4" or _DELAYED.search(mail.header("Subject"))
        return _bounce(
            Action.DELAYED if late else Action.FAILED, _first_address(mail, text), code, line.strip()
        )
    return _bounce(Action.UNREAD, _first_address(mail, text), "", _last_words(text))


def _looks_like_one(mail: TakenApart) -> bool:
    if mail.media_type == "multipart/report" and mail.report_type == "delivery-status":
        return True
    daemon = _DAEMON.search(_address(mail.header("From"))) or mail.header("Return-Path") == "<>"
    return bool(daemon and _SUBJECT.search(mail.header("Subject")))


def _own_words(text: str) -> str:
    """The text up to the mail it returns."""
    below = _RETURNED_BELOW.search(text)
    return text[: below.start()] if below else text


def _after(text: str, recipient: str) -> str:
    """The lines after the one that names the recipient, up to a blank one; of the lines that do, the last."""
    lines = text.splitlines()
    said: list[str] = []
    for number, line in enumerate(lines):
        if line.strip().strip("<>:").lower() == recipient.lower():
            said = []
            for further in lines[number + 1 : number + 11]:
                if not further.strip() or (
                    further.strip() == further and "@" in further and " " not in further
                ):
                    break
                said.append(further)
            if said:
                break
    return " ".join(said)


def _last_words(text: str) -> str:
    return " ".join(line for line in text.splitlines() if line.strip())


def _first_address(mail: TakenApart, text: str) -> str:
    own = _address(mail.header("To"))
    return next((one for one in _ADDRESS.findall(text[:4_000]) if one.lower() != own.lower()), "")


def _with_words(bounce: Bounce, mail: TakenApart) -> Bounce:
    said = _after(mail.text, bounce.recipient) or _last_words(_own_words(mail.text))
    return _bounce(bounce.action, bounce.recipient, bounce.status, said)


def _typed(value: str) -> str:
    """A field's value without its type: `smtp; 550 …`, `rfc822;a@b`."""
    kind, mark, rest = value.partition(";")
    return rest.strip() if mark and kind.strip().replace("-", "").isalnum() else value


def _code_in(text: str) -> str:
    found = _CODE.search(text)
    return found.group(1) if found else ""


def _address(text: str) -> str:
    found = _ADDRESS.search(text)
    return found.group() if found else ""


def _bounce(
    action: Action, recipient: str = "", status: str = "", diagnostic: str = "", key: str = ""
) -> Bounce:
    return Bounce(
        key=key,
        message_ids=(),
        recipient=one_line(recipient, 320),
        action=action,
        status=status,
        diagnostic=one_line(diagnostic, _MOST_SAID),
    )


def _signed_off(bounce: Bounce, mail: TakenApart) -> Bounce:
    """With the mail it speaks of, who says so, and the key it is known by: nothing that mail gains on its way."""
    ids = tuple(dict.fromkeys((*mail.returned, *mail.answered)))
    own = mail.header("Message-ID") or mail.header("Date") + one_line(mail.text, 2_000)
    known_by = "\n".join((own, *ids, bounce.recipient, bounce.action, bounce.status))
    return replace(
        bounce,
        key=hashlib.sha256(known_by.encode()).hexdigest(),
        message_ids=ids,
        sender=one_line(mail.header("From"), 200),
        subject=one_line(mail.header("Subject"), 200),
    )
