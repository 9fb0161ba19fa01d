"""A complaint to a platform: its case, its pack, and the days that follow from what is written down. 平台投诉办理."""

import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Collection, Iterable

from domain.case import CaseKind, CaseOrigin, NewCase
from domain.platform import Platform, PlatformClock, RuleTopic
from domain.takedown import Gap, ListingOutcome, NewTakedown, ReliedRight, Takedown
from jobs.case_opening import ask, open_from_alert, title_of
from reports.fixed_zip import ZIP_DAY
from reports.takedown_counts import OUTCOMES
from reports.takedown_form import checklist, takedown_form
from reports.takedown_listings import listings_table, parts_of
from response.platforms import clock, needs_of, platforms
from response.takedown import gaps, warnings
from storage import takedowns
from storage.alerts import alert_for
from storage.case_days import NewDay
from storage.case_list import whose_alert
from storage.cases import CaseOpen
from storage.together import together
from storage.viewers import NotVisible, Viewer

EVIDENCE = "03 证据包.zip"


def case_for_alert(viewer: Viewer, alert_id: int, *, form: uuid.UUID, by: str, today: dt.date) -> int:
    """The case of an alert about listings, opened where there is none: by staff from the alert, by an administrator of the
    enterprise as a request. Raises `NotVisible`, `TooManyAsked`.
    """
    if viewer.staff:
        return open_from_alert(viewer, alert_id, by=by, today=today)[0].case_id
    alert = alert_for(viewer, alert_id)
    enterprise_id, brand_row = whose_alert(viewer, alert_id)
    if not viewer.may_change(enterprise_id):
        raise NotVisible(f"alert {alert_id}")
    seen = alert.leading.observation
    new = NewCase(
        origin=CaseOrigin.ACCEPTANCE,
        kind=CaseKind.TAKEDOWN,
        title=title_of(alert, seen, "平台投诉"),
        office=seen.office,
        brand_row=brand_row,
        alert_id=alert_id,
    )
    try:
        return ask(viewer, enterprise_id, new, form=form, by=by)[0].case_id
    except CaseOpen as before:
        return before.case.case_id


def prepare(viewer: Viewer, case_id: int, new: NewTakedown, *, form: uuid.UUID, by: str) -> int:
    """Keeps a complaint as prepared; its id. Raises as `storage.takedowns.prepare`."""
    says = (
        f"准备平台投诉：{platforms()[new.platform].name_zh}，{len(new.targets)} 条链接，依据 {new.relied.key}"
    )
    return takedowns.prepare(viewer, case_id, new, says=says, form=form, by=by)


def submit(viewer: Viewer, takedown_id: int, *, on: dt.date, reference: str, by: str) -> None:
    """Writes down that a complaint was sent; where the platform's usual time is known, its end becomes a day of the case.

    Raises as `storage.takedowns.submit`.
    """
    found = takedowns.takedown_of(viewer, takedown_id)
    platform = platforms()[found.new.platform]
    counted = clock(platform.key, RuleTopic.ANSWER, found.new.right, on)
    says_zh = f"查看{platform.name_zh}的投诉结果（第 {takedown_id} 号投诉）"
    says_en = f"See what {platform.name_en} answers to complaint no. {takedown_id}"
    answer = _day(says_zh, says_en, counted) if counted else None
    number = f"，平台编号 {reference}" if reference else ""
    says = f"已提交平台投诉：{platform.name_zh}，{on}，{len(found.lines)} 条链接{number}"
    takedowns.submit(viewer, takedown_id, on=on, reference=reference, answer=answer, says=says, by=by)


def settle(
    viewer: Viewer,
    takedown_id: int,
    line_ids: Collection[int],
    outcome: ListingOutcome,
    *,
    on: dt.date,
    words: str,
    by: str,
) -> int:
    """Writes down what became of listings; with a counter-notice the earliest day to answer it becomes a day of the case.
    Returns how many that changes. Raises as `storage.takedowns.settle`.
    """
    found = takedowns.takedown_of(viewer, takedown_id)
    platform = platforms()[found.new.platform]
    counted = (
        clock(platform.key, RuleTopic.COUNTER, found.new.right, on)
        if outcome is ListingOutcome.COUNTERED
        else None
    )
    says_zh = f"回应{platform.name_zh}的反通知（第 {takedown_id} 号投诉）"
    says_en = f"Answer the counter-notice at {platform.name_en} (complaint no. {takedown_id})"
    reply = _day(says_zh, says_en, counted) if counted else None
    says = f"平台投诉（{platform.name_zh}）{OUTCOMES[outcome][0]}，{on}{'：' if words else ''}{words}"
    return takedowns.settle(
        viewer, takedown_id, line_ids, outcome, on=on, words=words, reply=reply, says=says, by=by
    )


def _day(says: str, says_en: str, counted: PlatformClock) -> NewDay:
    rule = counted.rule
    caveat = f"（{rule.caveat_zh}）" if rule.caveat_zh else ""
    caveat_en = f" ({rule.caveat_en})" if rule.caveat_en else ""
    return NewDay(
        says=says,
        says_en=says_en,
        day=counted.day,
        rule=f"{rule.says_zh}{caveat}",
        rule_en=f"{rule.says_en}{caveat_en}",
        source=rule.origin.source,
        checked_on=rule.origin.checked_on,
        confidence=rule.origin.confidence,
    )


def gaps_of(takedown: Takedown, rights: Iterable[ReliedRight], today: dt.date) -> tuple[Gap, ...]:
    """What a prepared complaint lacks."""
    new = takedown.new
    return gaps(platforms()[new.platform], new.relied, new.targets, new.signer.role, rights, today)


def pack(
    takedown: Takedown,
    rights: Iterable[ReliedRight],
    today: dt.date,
    *,
    evidence: bytes | None,
    why_none: str,
) -> bytes:
    """The pack as a ZIP: the filled-in form, the listings in parts the platform takes, the evidence, and a checklist.

    Without `evidence` the checklist says `why_none`.
    """
    platform = platforms()[takedown.new.platform]
    files = {
        f"01 投诉表 {platform.name_en}.docx": takedown_form(takedown, platform, needs_of(platform.key), today)
    }
    files |= _tables(takedown, platform)
    if evidence is not None:
        files[EVIDENCE] = evidence
    missing = list(gaps_of(takedown, rights, today))
    if evidence is None:
        missing.append(Gap(says_zh=f"没有证据包：{why_none}", says_en="no evidence pack"))
    files["04 核对清单.docx"] = checklist(takedown, platform, missing, warnings(platform, today), list(files))
    return _zipped(files)


def _tables(takedown: Takedown, platform: Platform) -> dict[str, bytes]:
    parts = parts_of(takedown.new.targets, platform.most)
    found, first = {}, 1
    for number, part in enumerate(parts, 1):
        found[f"02 商品链接 {number}-{len(parts)}.xlsx"] = listings_table(platform, part, first=first)
        first += len(part)
    return found


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name, date_time=ZIP_DAY.timetuple()[:6]), content)
    return out.getvalue()


def prepare_for_alert(
    viewer: Viewer, alert_id: int, new: NewTakedown, *, form: uuid.UUID, by: str, today: dt.date
) -> int:
    """Prepares a complaint in the case of an alert, opened with it; both or neither. Raises as both do."""
    with together():
        case_id = case_for_alert(viewer, alert_id, form=form, by=by, today=today)
        return prepare(viewer, case_id, new, form=form, by=by)
