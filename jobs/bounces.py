"""Bounces taken in: from the mailbox they come to, or one mail at a time. 退信."""

import datetime as dt
import logging
from collections import Counter

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from domain.bounce import Action, Bounce, Outcome
from jobs.mail_ids import SentMail, sent_mail
from jobs.queue import defer_once
from jobs.sending import tell_staff
from notifier.bounces import MOST_BYTES, read_bounce
from notifier.mailbox import Letter, Mailbox, MailboxSettings, MailboxTrouble
from storage import bounces
from storage.together import together

log = logging.getLogger(__name__)

MOST_AT_ONCE = 100
"""Mails read in one session."""

READ_EVERY = 120.0
"""Seconds from one reading of the mailbox until the next."""

COMES_BACK_WITHIN = dt.timedelta(days=5)
"""How long servers try before they give a message up (RFC 5321 §4.5.4.1): one that has not come back by then arrived."""


def mailbox_settings() -> MailboxSettings | None:
    """The mailbox of the settings; None where none is set."""
    if not settings.BOUNCE_HOST:
        return None
    return MailboxSettings(
        host=settings.BOUNCE_HOST,
        port=settings.BOUNCE_PORT,
        user=settings.BOUNCE_USER,
        password=settings.BOUNCE_PASSWORD,
        folder=settings.BOUNCE_FOLDER,
        security=settings.BOUNCE_SECURITY,
        timeout=settings.SMTP_TIMEOUT,
    )


def read_in_a_while() -> None:
    """Puts the next reading of the mailbox on the queue, unless it waits there or no mailbox is set."""
    if settings.BOUNCE_HOST:
        defer_once("read_bounces", key="read_bounces", delay=READ_EVERY)


@app.task(name="read_bounces", queue="deliver")
def read_bounces() -> None:
    """Reads the mailbox of the settings; one that cannot be read is told on the page of deliveries."""
    mailbox = mailbox_settings()
    if mailbox is None:
        return
    try:
        read_mailbox(mailbox)
    except MailboxTrouble as trouble:
        log.warning("%s", trouble)


def read_mailbox(chosen: MailboxSettings) -> Counter[Outcome]:
    """Takes in what came to the mailbox since it was last read, and counts what that did.

    What a mail says and that it was read are written together, so a session cut off anywhere counts nothing twice. Only
    then is the mail marked as seen, and only if it is a report: what people wrote stays unseen. Raises `MailboxTrouble`,
    which is written down as well.
    """
    done: Counter[Outcome] = Counter()
    try:
        with Mailbox(chosen) as mailbox:
            kept = bounces.mailbox_state(chosen.name)
            after = kept.uid if kept.validity == mailbox.validity else 0
            for letter in mailbox.unseen(after=after, limit=MOST_AT_ONCE):
                outcome = _take_in_letter(letter, chosen.name, mailbox.validity)
                done[outcome] += 1
                if outcome is not Outcome.OTHER:
                    mailbox.mark_seen(letter.uid)
    except MailboxTrouble as trouble:
        bounces.mailbox_answered(chosen.name, (trouble.chinese, trouble.english))
        raise
    bounces.mailbox_answered(chosen.name)
    bounces.forgive(accepted_before=timezone.now() - COMES_BACK_WITHIN)
    if done:
        log.info("bounces: %s", ", ".join(f"{outcome} {count}" for outcome, count in sorted(done.items())))
    return done


def _take_in_letter(letter: Letter, mailbox: str, validity: int) -> Outcome:
    with together():
        outcome = take_in_mail(letter.raw)
        bounces.move_on(mailbox, validity=validity, uid=letter.uid)
    return outcome


def take_in_mail(raw: bytes) -> Outcome:
    """Reads one mail and does what it says, once however often it comes."""
    bounce = read_bounce(raw)
    if bounce is None:
        return Outcome.OTHER
    mail, address = _ours(bounce)
    with together():
        if mail is None or address is None:
            outcome = _not_ours(bounce, raw)
        elif bounce.action is Action.UNREAD:
            outcome = bounces.keep_bounce(bounce, raw[:MOST_BYTES], mail.delivery_id)
        else:
            moved = not mail.went_to(address)
            outcome = bounces.record_bounce(bounce, mail.delivery_id, moved=moved)
            if bounce.permanent and not moved and outcome is not Outcome.REPEATED:
                tell_staff(mail.delivery_id, bounce.said, came_back=True)
    about = f"delivery {mail.delivery_id}" if mail else "no message of ours"
    log.info("bounce of %s, %s: %s (%s)", about, bounce.action, outcome, bounce.said)
    return outcome


def _ours(bounce: Bounce) -> tuple[SentMail | None, str | None]:
    """The message the report is provably about, and its contact's address now."""
    for message_id in bounce.message_ids:
        mail = sent_mail(message_id)
        if mail is not None:
            return mail, bounces.address_of(mail.delivery_id)
    return None, None


def _not_ours(bounce: Bounce, raw: bytes) -> Outcome:
    """Changes nothing; staff are left to read what nobody else can place."""
    if bounces.is_contact(bounce.recipient) or (bounce.action is Action.UNREAD and not bounce.message_ids):
        return bounces.keep_bounce(bounce, raw[:MOST_BYTES], None)
    return Outcome.FOREIGN
