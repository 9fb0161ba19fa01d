"""The centre's duties in the demo, made up throughout: lists, one fair from before to after, cases, a takedown, questionnaires,
trainings, the year's plan, reports.

Everything is done as a person or the clock would do it, so nothing is done twice when the demo is run again.
"""

import time
from pathlib import Path

from django.utils import timezone
from rich.console import Console

from haishao.demo.asked import ask_enterprises
from haishao.demo.casework import list_proceeding, work_on_cases
from haishao.demo.cast import cast
from haishao.demo.fairs import LAST, NOW, hold_fairs, list_exhibitors, put_sheets_on_queue, work_at_fairs
from haishao.demo.help_given import give_help
from haishao.demo.listed import keep_lists
from haishao.demo.planned import plan_and_train
from haishao.demo.reported import write_papers
from haishao.demo.shops import complain, list_shop
from haishao.demo.traded import import_figures, keep_reputation
from haishao.services import Services
from jobs.after_fair import watch_after_fairs
from jobs.queue import jobs_left
from storage.cases import cases

MOST_SECONDS = 30.0
"""How long the sheets and the watch after a fair are waited for."""


def list_what_is_met() -> None:
    """Takes in what no gazette of the demo brings: exhibitors, a proceeding, and listings. Before the flow, which judges them."""
    list_exhibitors()
    list_proceeding(timezone.localdate())
    list_shop()


def do_duties(console: Console, services: Services, folder: Path) -> None:
    """Does the rest once alerts are delivered, and says where to look."""
    if services.stopping:
        return
    actors, today = cast(), timezone.localdate()
    keep_lists(actors, today)
    import_figures(actors, today)
    keep_reputation(actors, today)
    held = hold_fairs(actors, today)
    watch_after_fairs()
    work_on_cases(actors, today)
    give_help(actors, today)
    complain(actors, today)
    work_at_fairs(actors, held)
    plan_and_train(actors, held[NOW], today)
    put_sheets_on_queue(actors, held)
    ask_enterprises(actors, today)
    give_up = time.monotonic() + MOST_SECONDS
    while jobs_left() and time.monotonic() < give_up and services.pause(0.2):
        pass
    if services.stopping:
        return
    write_papers(actors, (held[LAST], held[NOW]), folder)
    count = len(cases(actors.staff))
    console.print(
        f"   {len(held)} 届展会 /fairs，{count} 件案件 /cases，平台投诉 /takedowns，名录 /lists，培训 /training，"
        f"推进计划 /work-plan，问卷 /surveys，贸易 /trade，境外案件 /proceedings，报告 /reports，文件在 {folder} · "
        f"{len(held)} editions of a fair, {count} cases, a takedown, lists, trainings, the work plan, questionnaires, trade, "
        "proceedings, reports; files in that folder",
        highlight=False,
        soft_wrap=True,
    )
