"""What the demo's centre plans: trainings before and after a fair, the year's plan, a commissioner. All made up."""

import datetime as dt

from domain.adviser import Adviser, AdviserKind
from domain.fair import Fair
from domain.lists import ListKind
from domain.training import Audience, TrainingSession
from domain.work_plan import Due, PlanItem, PlanState
from haishao.demo.cast import FOODS, HOSES, MARK, MEDICAL, STAFF, Cast, form
from storage.adviser_assignments import assign
from storage.adviser_lists import advisers, save_adviser
from storage.training import Came, attend, save_session
from storage.work_plan import save_item

_TEACHER = "专家甲（演示）"


def plan_and_train(cast: Cast, now: Fair, today: dt.date) -> None:
    """Holds one session for the fair that is on and plans another, writes four items, names a commissioner; once."""
    held = _session(
        cast, "before the fair", title=f"{MARK}参展知识产权实务", day=min(today, now.opens_on) - dt.timedelta(days=9),
        audience=Audience.FAIR, fair_id=now.fair_id, topic="展前排查、现场应对、证据留存", place="中心培训室（演示）",
    )  # fmt: skip
    came = [
        Came(enterprise_id=cast.enterprises[name], persons=count)
        for name, count in ((FOODS, 3), (MEDICAL, 2))
    ]
    attend(cast.staff, held, came, by=STAFF)
    _session(
        cast, "sellers", title=f"{MARK}跨境电商商标布局", day=today + dt.timedelta(days=20), audience=Audience.CROSS_BORDER,
        topic="马德里与逐国申请、平台投诉", online=True,
    )  # fmt: skip
    _items(cast, held, today)
    _commissioner(cast, today)


def _session(cast: Cast, name: str, **said: object) -> int:
    session = TrainingSession(session_id=0, teachers=(_TEACHER,), **said)  # type: ignore[arg-type]
    return save_session(cast.staff, session, form=form(f"session {name}"), by=STAFF)


def _items(cast: Cast, session: int, today: dt.date) -> None:
    month = today.replace(day=1)
    items = (
        ("商标海外被抢注预警与应对机制", "M1", "S3", "standing", PlanState.GOING, "", ""),
        (
            "举办展前知识产权培训",
            "K10",
            "S3",
            str(today),
            PlanState.DONE,
            "签到与课件存档（演示）",
            f"/training/{session}",
        ),
        ("按季度报送涉外纠纷信息", "P1", "S0", str(today + dt.timedelta(days=9)), PlanState.OPEN, "", ""),
        ("更新重点关注市场名录", "M11", "S4", str(month - dt.timedelta(days=1)), PlanState.GOING, "", ""),
    )
    for says, mechanism, paper, due, state, evidence, shows in items:
        item = PlanItem(
            item_id=0, year=today.year, says=f"{MARK}{says}", due=Due.of(due), paper=paper, mechanism=mechanism,
            lead="保护科（演示）", lead_user=cast.staff.user_id, support="办公室（演示）", state=state, evidence=evidence,
            shows=shows,
        )  # fmt: skip
        save_item(cast.staff, item, form=form(f"item {mechanism}"), by=STAFF)


def _commissioner(cast: Cast, today: dt.date) -> None:
    name = "特派员丁（演示）"
    known = {one.adviser.name: one.adviser.adviser_id for one in advisers(cast.staff, ListKind.THINK_TANKS)}
    if name not in known:
        record = Adviser(
            adviser_id=0, kind=AdviserKind.COMMISSIONER, name=name, organisation="某开发区（演示）", industries=("液压管",),
            reach="commissioner@demo.example", review_by=today + dt.timedelta(days=365),
        )  # fmt: skip
        known[name] = save_adviser(cast.staff, record, by=STAFF)
    assign(cast.staff, known[name], cast.enterprises[HOSES], says=f"{MARK}每季走访一次", by=STAFF)
