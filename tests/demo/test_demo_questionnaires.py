"""The demo's questionnaires: what is over is over by the day it names."""

from django.utils import timezone

from haishao.demo.asked import ask_enterprises
from haishao.demo.cast import FOODS, HOSES, MEDICAL, cast, let_in
from storage import models
from storage.survey_lines import surveys


def test_the_one_that_takes_no_more_answers_does_not_name_a_day_still_to_come(db: None) -> None:
    for name in (FOODS, MEDICAL, HOSES):
        models.Enterprise.objects.create(name=name)
    let_in("a long made-up pass phrase", FOODS)
    actors, today = cast(), timezone.localdate()
    for _ in range(2):
        ask_enterprises(actors, today)
    found = {one.open: one.closes_on for one in surveys(actors.staff, today=today)}
    assert found[False] == today < found[True]
