"""The centre's duties in the demo: lists, one fair from before to after, cases, questionnaires, both reports. All made up.

Everything is done as a person or the clock would do it, so nothing is done twice when the demo is run again.
"""

import time
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from haishao.demo.asked import ask_enterprises
from haishao.demo.casework import list_proceeding, work_on_cases
from haishao.demo.cast import cast
from haishao.demo.fairs import LAST, NOW, hold_fairs, list_exhibitors, work_at_fairs
from haishao.demo.listed import keep_lists
from haishao.demo.reported import write_papers
from haishao.services import Services
from jobs.after_fair import watch_after_fairs
from jobs.queue import jobs_left
from storage.cases import cases

MOST_SECONDS = 30.0
"""How long the sheets and the watch after a fair are waited for."""


def list_what_is_met() -> None:
    """Takes in what no gazette of the demo brings: exhibitors, and a proceeding. Before the flow, which judges them."""
    list_exhibitors()
    list_proceeding(timezone.localdate())


def do_duties(console: Console, services: Services, folder: Path) -> None:
    """Does the rest once alerts are delivered, and says where to look."""
    if services.stopping:
        return
    actors, today = cast(), timezone.localdate()
    keep_lists(actors, today)
    held = hold_fairs(actors, today)
    watch_after_fairs()
    work_on_cases(actors, today)
    work_at_fairs(actors, held)
    ask_enterprises(actors, today)
    give_up = time.monotonic() + MOST_SECONDS
    while jobs_left() and time.monotonic() < give_up and services.pause(0.2):
        pass
    if services.stopping:
        return
    write_papers(actors, (held[LAST], held[NOW]), folder)
    count = len(cases(actors.staff))
    console.print(
        f"   {len(held)} 届展会 /fairs，{count} 件案件 /cases，名录 /lists，境外案件 /proceedings，问卷 /surveys，"
        f"报告 /reports，文件在 {folder}"
        f" · {len(held)} editions of a fair, {count} cases, lists, proceedings, questionnaires, reports; files in that folder",
        highlight=False,
        soft_wrap=True,
    )
