"""Questionnaires of the centre put on their way. 问卷发放."""

import datetime as dt

from jobs.tasks import start_delivering
from storage import surveys
from storage.together import together
from storage.viewers import Viewer


def send(viewer: Viewer, survey_id: int, *, seen: int, by: str, today: dt.date) -> int:
    """Asks everybody a questionnaire is for and puts the messages on the queue; raises what `storage.surveys.send` does."""
    with together():
        asked = surveys.send(viewer, survey_id, seen=seen, by=by, today=today)
        start_delivering()
    return asked
