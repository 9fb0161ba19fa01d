"""The demo's cases: what a case says was done is done."""

from django.utils import timezone

from domain.brand import Brand
from haishao.demo.casework import SUITS, list_proceeding, work_on_cases
from haishao.demo.cast import FOODS, HOSES, MEDICAL, cast, let_in
from jobs import tasks
from storage import models
from storage.brands import save_brands


def test_the_case_whose_answer_was_filed_waits_for_no_answer(db: None) -> None:
    owners = (HOSES, "Lutuo Hydraulic Hose (Demo) Co. Ltd")
    save_brands(
        [
            Brand(brand_id="YY-01", name="拓泽力", enterprise=HOSES, owners=owners),
            Brand(brand_id="HY-02", name="渔歌岛", enterprise=FOODS),
            Brand(brand_id="M-1", name="康瑞宁", enterprise=MEDICAL),
        ]
    )
    let_in("a long made-up pass phrase", FOODS)
    actors, today = cast(), timezone.localdate()
    list_proceeding(today)
    tasks.judge(run_id=models.CrawlRun.objects.get(source=SUITS).pk, after_id=0)
    tasks.raise_alerts()
    for _ in range(2):
        work_on_cases(actors, today)
    (answer,) = models.CaseDeadline.objects.filter(case__state="waiting", says__contains="书面答辩")
    assert answer.met_by == "staff"
