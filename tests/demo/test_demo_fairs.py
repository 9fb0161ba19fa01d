"""The demo's fairs: what a sheet and a lead say agrees with the fair they are of."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from domain.brand import Brand
from haishao.demo.cast import FOODS, HOSES, MEDICAL, cast, let_in
from haishao.demo.fairs import LAST, NOW, hold_fairs, put_sheets_on_queue, work_at_fairs
from haishao.demo.planned import plan_and_train
from jobs.fair_sheets import fair_sheets
from storage.brands import save_brands
from storage.fair_leads import leads_of
from storage.fair_sheets import last_round, sheet_of
from storage.fairs import entries_of


def test_sheets_know_of_the_training_and_leads_are_found_while_the_fair_is_open(db: None) -> None:
    save_brands([Brand(brand_id=f"B-{name}", name=name[:2], enterprise=name) for name in (MEDICAL, HOSES)])
    save_brands([Brand(brand_id="HY-01", name="海蔚鲜", enterprise=FOODS)])
    let_in("a long made-up pass phrase", FOODS)
    actors, today = cast(), timezone.localdate()
    held = hold_fairs(actors, today)
    now = held[NOW]
    assert last_round(actors.staff, held[LAST].fair_id) is None, "not before all they tell is written down"
    work_at_fairs(actors, held)
    plan_and_train(actors, now, today)
    for _ in range(2):
        put_sheets_on_queue(actors, held)
    begun = last_round(actors.staff, now.fair_id)
    assert begun is not None
    fair_sheets(begun.round_id)
    for entry in entries_of(actors.staff, now.fair_id):
        assert sheet_of(actors.staff, entry.entry_id).entry.trained_on == entry.trained_on
    seen = [
        one.new.seen_at.astimezone(ZoneInfo("America/New_York"))
        for one in leads_of(actors.staff, now.fair_id)
    ]
    assert {(one.date(), 9 <= one.hour < 18) for one in seen} == {(now.opens_on, True)}
