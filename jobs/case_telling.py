"""The contacts of a case's enterprise are told of something, each at its hour. 案件告知."""

import datetime as dt

from jobs.tasks import start_delivering
from storage.case_messages import tell_enterprise
from watchlists.telling import at_its_hour


def tell_contacts(case_id: int, *, subject: tuple[str, str], says: tuple[str, str], now: dt.datetime) -> None:
    """Opens the messages, Chinese and English, and has them sent. Within the transaction of what they tell."""
    told = tell_enterprise(
        case_id,
        subject=subject,
        says=says,
        when=lambda subscription, day: at_its_hour(subscription, day, now),
    )
    if told:
        start_delivering()
