"""Three editions of one made-up fair, so that it is seen before, during and after: entries, sheets, list, leads, filings."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from domain.fair import Fair, FairDuty
from domain.fair_desk import NewLead, NewPhoto
from domain.observation import Kind, Observation, Party, Provenance
from haishao.demo.cast import FOODS, HOSES, MARK, MEDICAL, STAFF, Cast, form
from haishao.demo.filings import BLUE, LAKE
from haishao.demo.pictures import recoloured_logo, unrelated_drawing
from haishao.demo.taken_in import taken_in
from jobs.fair_duty import tell_those_on_duty
from jobs.fair_sheets import make_sheets
from pictures.decode import decode
from pictures.thumbnail import thumbnail
from storage.brand_lists import brand_called
from storage.fair_cases import lead_to_case
from storage.fair_follow_ups import add_follow_up, finish_follow_up, follow_ups_of
from storage.fair_leads import take_lead, take_photo
from storage.fair_sheets import last_round
from storage.fairs import (
    Exhibits,
    add_duty,
    checklist_of,
    entries_of,
    fair_of,
    fairs,
    make_ready,
    save_entries,
    save_fair,
)
from storage.runs import last_good_run_at

LIST = "demo-fair-list"
"""The source the made-up exhibitors are of; no crawler reads it."""

_NAME = "栎港国际食品与健康用品展（演示）"
"""A city and a fair that are not."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition, opening so many days from the demo's first day."""

    title: str
    opens_in: int
    exhibiting: tuple[tuple[str, str, str, tuple[int, ...]], ...]
    trained: int
    """How many of those that exhibit were trained and have all of the checklist."""

    @property
    def name(self) -> str:
        """As the calendar and the list of exhibitors have it."""
        return f"{_NAME}{self.title}"


_OURS = (
    (FOODS, "B210", "冷冻水产品；鱼罐头", (29,)),
    (MEDICAL, "C118", "注射器；输液器", (10,)),
    (HOSES, "D045", "液压软管", (17,)),
)
LAST = Edition("第十一届", -258, _OURS[:2], 2)
NOW = Edition("第十二届", -1, _OURS, 3)
NEXT = Edition("第十三届", 45, _OURS[:2], 1)
_DAYS = 3
_MORNING, _HERE = dt.time(10, 30), ZoneInfo("America/New_York")
"""When leads are found, by the clock of the made-up city."""

_CHECKLIST = "\n".join(
    (
        "商标注册证复印件与译文",
        "产品购销合同、首次销售凭证",
        "展品与宣传册知识产权自查记录",
        "驻会值守电话与紧急应对卡",
    )
)
_LISTED = {
    LAST: ((BLUE, "A102"), (LAKE, "A233"), ("Crestholm Kitchens Inc.", "B004"), ("Ordway Farms LLC", "B017")),
    NOW: (
        ("Haiweixian Seafood Inc.", "B217"),
        ("Kangruining Medical Supply LLC", "C305"),
        (BLUE, "A102"),
        ("Ordway Farms LLC", "B019"),
        *((f"{word} Provisions LLC", f"E{number:03d}") for number, word in enumerate(
            ("Alderbrook", "Brindlewood", "Calverton", "Dunmere", "Eastlake", "Fernhollow", "Gravenport", "Hollisford",
             "Ironbay", "Juniper Point", "Kestrel", "Loudwater", "Marrowby", "Northcliff", "Oxmoor", "Pennant Hill"), 101)),
    ),
}  # fmt: skip


def list_exhibitors() -> None:
    """Takes the made-up lists of exhibitors in, once, as the crawl of a list is, and puts their judging on the queue."""
    if last_good_run_at(LIST) is not None:
        return
    seen = [
        Observation(
            kind=Kind.EXHIBITOR, source=LIST, ref=f"{edition.opens_in}-{stand}", sign=name, office="US", event=edition.name,
            stand=stand, holders=(Party(name=name, country="US"),), provenance=Provenance.MADE_UP,
        )
        for edition, listed in _LISTED.items()
        for name, stand in listed
    ]  # fmt: skip
    taken_in(LIST, seen)


def hold_fairs(cast: Cast, today: dt.date) -> dict[Edition, Fair]:
    """The editions with entries, training and duty. One held by an earlier demo keeps its days."""
    known = {one.name: one.fair_id for one in fairs(cast.staff)}
    held = {}
    for edition in (LAST, NOW, NEXT):
        fair_id = known.get(edition.name) or _open(cast, edition, today)
        held[edition] = fair_of(cast.staff, fair_id)
    return held


def put_sheets_on_queue(cast: Cast, held: dict[Edition, Fair]) -> None:
    """Once an edition, when all that a sheet tells of an enterprise is written down: its training and its cases."""
    for fair in held.values():
        if last_round(cast.staff, fair.fair_id) is None:
            make_sheets(cast.staff, fair.fair_id, by=STAFF)


def _open(cast: Cast, edition: Edition, today: dt.date) -> int:
    opens = today + dt.timedelta(days=edition.opens_in)
    closes = opens + dt.timedelta(days=_DAYS - 1)
    fair = Fair(
        fair_id=0, name=edition.name, office="US", city="Oakhaven (made up)", opens_on=opens, closes_on=closes,
        organiser="Oakhaven Fairs Inc. (Demo)", source=LIST if edition in _LISTED else "", event=edition.name,
        route_zh="主办方知识产权服务台：一号厅 1-05（演示）", route_en="Organiser's IP desk: hall 1, stand 1-05 (demo)",
        checklist=_CHECKLIST, made_up=True,
    )  # fmt: skip
    fair_id = save_fair(cast.staff, fair)
    save_entries(
        cast.staff,
        fair_id,
        [
            Exhibits(enterprise_id=cast.enterprises[name], stand=stand, goods=goods, classes=classes)
            for name, stand, goods, classes in edition.exhibiting
        ],
    )
    lines = checklist_of(fair)
    for number, entry in enumerate(entries_of(cast.staff, fair_id)):
        whole = number < edition.trained
        make_ready(
            cast.staff,
            fair_id,
            entry.entry_id,
            ready=lines if whole else lines[:2],
            trained_on=min(today, opens - dt.timedelta(days=14)) if whole else None,
        )
    for name, role in (("陈驻会（演示）", "驻会值守"), ("林后台（演示）", "后台支持")):
        duty = FairDuty(duty_id=0, name=name, role=role, reach="000-0000-0000", since=opens, until=closes)
        add_duty(cast.staff, fair_id, duty)
    return fair_id


def work_at_fairs(cast: Cast, held: dict[Edition, Fair]) -> None:
    """Whoever is on duty is told, two leads are filed, one becomes a case; after the last edition things are followed up."""
    tell_those_on_duty(timezone.now())
    now = held[NOW]
    copied = _lead(
        "copied", now, stand="B217", exhibitor="Haiweixian Seafood Inc.", enterprise=cast.enterprises[FOODS],
        brand=brand_called(cast.staff, "HY-01").row_id, seen="展位背板及冷冻虾仁包装使用与“海蔚鲜”近似的 HAIWEIXIAN 字样（演示）",
        picture=recoloured_logo("HY-11"),
    )  # fmt: skip
    case_of_lead = _file(cast, now, *copied)
    lead_to_case(cast.staff, now.fair_id, case_of_lead, by=STAFF)
    other = _lead(
        "leaflet", now, stand="E104", exhibitor="Dunmere Provisions LLC", enterprise=cast.enterprises[MEDICAL], brand=None,
        seen="宣传册上的注射器外观与我方展品相近，待比对（演示）", picture=unrelated_drawing("leaflet"),
    )  # fmt: skip
    _file(cast, now, *other)
    _after(cast, held[LAST])


def _lead(
    name: str,
    fair: Fair,
    *,
    stand: str,
    exhibitor: str,
    enterprise: int,
    brand: int | None,
    seen: str,
    picture: bytes,
) -> tuple[NewLead, NewPhoto]:
    sha256 = hashlib.sha256(picture).hexdigest()
    at = dt.datetime.combine(fair.opens_on, _MORNING, _HERE)
    lead = NewLead(
        form=form(f"lead {name}"), seen=f"{MARK}{seen}", seen_at=at, stand=stand, exhibitor=exhibitor, place="一号厅",
        enterprise_id=enterprise, brand_row=brand, photos=(sha256,),
    )  # fmt: skip
    media = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    photo = NewPhoto(
        sha256=sha256,
        media_type=media,
        content=picture,
        preview=thumbnail(decode(picture), 360),
        taken_at=at,
        reduced=False,
    )
    return lead, photo


def _file(cast: Cast, fair: Fair, lead: NewLead, photo: NewPhoto) -> int:
    kept, _ = take_lead(cast.staff, fair.fair_id, lead, by=STAFF)
    take_photo(cast.staff, fair.fair_id, lead.form, photo, by=STAFF)
    return kept.lead_id


def _after(cast: Cast, last: Fair) -> None:
    """What was to be done after the last edition: one thing done, one not."""
    closed = last.closes_on
    add_follow_up(cast.staff, last.fair_id, f"{MARK}整理参展商名录与照片存档", closed + dt.timedelta(days=7))
    add_follow_up(
        cast.staff,
        last.fair_id,
        f"{MARK}回访：展后申请的异议准备",
        closed + dt.timedelta(days=300),
        enterprise_id=cast.enterprises[FOODS],
    )
    for one in follow_ups_of(cast.staff, last.fair_id):
        if one.done_at is None and "存档" in one.says:
            finish_follow_up(cast.staff, last.fair_id, one.follow_up_id, by=STAFF)
