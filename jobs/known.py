"""What a reader is told of sources and fairs beside an observation."""

import datetime as dt

from crawlers.catalogue import load_all
from notifier.words import Known
from storage.fairs import closing_days


def known_on(today: dt.date, language: str) -> Known:
    """What the sources are called in Chinese (`zh…`) or English, and the last days of fairs."""
    chinese = language.startswith("zh")
    return Known(
        titles={one.name: one.title_zh if chinese else one.title_en for one in load_all()},
        closing=closing_days(today),
    )
