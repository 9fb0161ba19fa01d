"""The steps a plan is made of. 预案步骤."""

import datetime as dt

from domain.deadline import Confidence, Deadline, Extension, NoWindow, Origin
from domain.plan import FilingState, Paper, Step, StepKind
from response.counting import add_months
from response.offices import Office, next_open_day
from response.routes import ANY_TIME, Route, fee_of, papers_of, routes


def opposition_steps(
    office: Office, window: Deadline, today: dt.date, *, late: bool = False
) -> tuple[Step, ...]:
    """Opposition, then more time for it. `late`: the window is over, and only what may revive it is given."""
    remarks = tuple(_extension(office, window, e) for e in window.extensions if e.day is None)
    if late:
        open_still = tuple(
            _already_extended(office, e)
            for e in window.extensions
            if e.rolled is not None and e.rolled >= today
        )
        return (*open_still, *remarks)
    last = window.last_day
    papers = papers_of(office.code, "opposition")
    opposition = Step(
        kind=StepKind.OPPOSITION,
        says_zh=f"向{office.authority_zh}提出异议",
        says_en=f"file an opposition with {office.authority_en}",
        last_day=last.day,
        rolled=window.rolled,
        internal_day=_internal_day(last.day, papers),
        fee=fee_of(office.code, "opposition", today),
        papers=papers,
        origin=Origin(source=last.rule_source, checked_on=last.checked_on, confidence=last.confidence),
        caveat_zh=_joined("；", last.caveat_zh, _short_of_time(last.day, papers, today)[0]),
        caveat_en=_joined("; ", last.caveat_en, _short_of_time(last.day, papers, today)[1]),
    )
    more = tuple(_extension(office, window, e) for e in window.extensions if e.day is not None)
    return (opposition, *more, *remarks)


def _extension(office: Office, window: Deadline, extension: Extension) -> Step:
    """Must be asked for before the window's own last day; a further one before the one before it ends."""
    fee_zh, fee_en = _extension_fee(extension)
    if extension.day is None:
        says_zh, says_en = f"关于延期：{extension.says_zh}", f"on extensions: {extension.says_en}"
        return Step(
            kind=StepKind.EXTENSION,
            says_zh=says_zh,
            says_en=says_en,
            origin=extension.origin,
            caveat_zh=extension.caveat_zh,
            caveat_en=extension.caveat_en,
        )
    return Step(
        kind=StepKind.EXTENSION,
        says_zh=f"来不及时请求延期至 {extension.day}：{extension.says_zh}{fee_zh}",
        says_en=f"if short of time, ask for an extension to {extension.day}: {extension.says_en}{fee_en}",
        last_day=window.last_day.day,
        rolled=window.rolled,
        origin=extension.origin,
        caveat_zh=extension.caveat_zh,
        caveat_en=extension.caveat_en,
    )


def _already_extended(office: Office, extension: Extension) -> Step:
    return Step(
        kind=StepKind.OPPOSITION,
        says_zh=f"仅当贵方已在期内获准延期：向{office.authority_zh}提出异议（{extension.says_zh}）",
        says_en=f"only if an extension was obtained in time: oppose with {office.authority_en} ({extension.says_en})",
        last_day=extension.day,
        rolled=extension.rolled,
        origin=extension.origin,
        caveat_zh=extension.caveat_zh,
        caveat_en=extension.caveat_en,
    )


def _extension_fee(extension: Extension) -> tuple[str, str]:
    if extension.fee is None:
        return "", ""
    if extension.fee == 0:
        return "；免费", "; no fee"
    return f"；官费 {extension.currency} {extension.fee:,}", f"; fee {extension.currency} {extension.fee:,}"


def observation_steps(office: Office, today: dt.date) -> tuple[Step, ...]:
    """Remarks of third parties while the filing is examined, where the office takes them."""
    return tuple(
        Step(
            kind=StepKind.OBSERVATIONS,
            says_zh=f"向{office.authority_zh}提交第三方意见：{route.where_zh}",
            says_en=f"send observations to {office.authority_en}: {route.where_en}",
            papers=papers_of(office.code, "observations"),
            origin=route.origin,
            caveat_zh=route.caveat_zh,
            caveat_en=route.caveat_en,
        )
        for route in routes(office.code, "observations", today)
    )


def invalidation_steps(office: Office, registered_on: dt.date | None, today: dt.date) -> tuple[Step, ...]:
    """Invalidation after registration: earlier rights within their years, bad faith within its own."""
    return tuple(
        _invalidation(office, route, registered_on, today)
        for route in routes(office.code, "invalidation", today)
    )


def _invalidation(office: Office, route: Route, registered_on: dt.date | None, today: dt.date) -> Step:
    papers = papers_of(office.code, "invalidation")
    last = add_months(registered_on, route.years * 12) if registered_on and route.years else None
    limit_zh = f"在先权利须自注册起 {route.years} 年内提出" if route.years else "在先权利未见固定期限"
    limit_en = (
        f"on earlier rights within {route.years} years of registration"
        if route.years
        else "no fixed limit on earlier rights was seen"
    )
    bad_zh, bad_en = _bad_faith(route, registered_on)
    gone = last is not None and last < today
    if gone:
        limit_zh += f"（已于 {last} 届满，仅余恶意等理由）"
        limit_en += f" (ended on {last}; bad faith and the like remain)"
    return Step(
        kind=StepKind.INVALIDATION,
        says_zh=f"注册后请求宣告无效（{route.where_zh}）：{limit_zh}；{bad_zh}",
        says_en=f"seek invalidation once registered ({route.where_en}): {limit_en}; {bad_en}",
        last_day=None if gone else last,
        rolled=None if gone or last is None else next_open_day(office.code, last),
        internal_day=None if gone or last is None else _internal_day(last, papers),
        papers=papers,
        origin=route.origin,
        caveat_zh=route.caveat_zh,
        caveat_en=route.caveat_en,
    )


def _bad_faith(route: Route, registered_on: dt.date | None) -> tuple[str, str]:
    if route.bad_faith == ANY_TIME:
        return "恶意注册不受期限限制", "against bad faith at any time"
    if route.bad_faith:
        years = int(route.bad_faith)
        until = str(add_months(registered_on, years * 12)) if registered_on else ""
        zh, en = f"恶意注册须在 {years} 年内提出", f"against bad faith within {years} years"
        return (f"{zh}（至 {until}）", f"{en} (until {until})") if until else (zh, en)
    return (
        "恶意注册的期限未见明文，按同一期限办理",
        "no limit for bad faith was seen; act within the same limit",
    )


def non_use_steps(office: Office, registered_on: dt.date | None, today: dt.date) -> tuple[Step, ...]:
    """Revocation for non-use. Where sources conflict on the years, the longer stands: asked for too early, it fails."""
    found = routes(office.code, "non-use", today)
    if not found:
        return ()
    route = max(found, key=lambda r: ((r.years or 0), r.months))
    length = (route.years or 0) * 12 + route.months
    opens = add_months(registered_on, length) if registered_on and length else None
    extra_zh = f"零 {route.months} 个月" if route.months else ""
    extra_en = f" and {route.months} months" if route.months else ""
    return (
        Step(
            kind=StepKind.NON_USE,
            says_zh=f"连续 {route.years or '若干'} 年{extra_zh}未使用的，请求撤销：{route.where_zh}",
            says_en=f"seek revocation after {route.years or 'some'} years{extra_en} without use: {route.where_en}",
            opens_on=opens if opens and opens > today else None,
            papers=papers_of(office.code, "non-use"),
            origin=route.origin,
            caveat_zh=_joined("；", route.caveat_zh, "" if registered_on else "须先查明注册日期"),
            caveat_en=_joined(
                "; ", route.caveat_en, "" if registered_on else "find out the day of registration first"
            ),
        ),
    )


def negotiation_step(window: Deadline | NoWindow) -> Step:
    """Talks, with the cooling-off the office gives them."""
    cooling = window.cooling_off if isinstance(window, Deadline) else None
    zh, en = "", ""
    if cooling is not None and cooling.months is not None:
        most_zh = f"，至多 {cooling.most_months} 个月" if cooling.most_months else ""
        most_en = f", {cooling.most_months} at most" if cooling.most_months else ""
        zh = f"；提出异议后有 {cooling.months} 个月冷静期{most_zh}"
        en = f"; once opposed there are {cooling.months} months of cooling-off{most_en}"
    if cooling is not None and cooling.remark_zh:
        zh, en = f"{zh}（{cooling.remark_zh}）", f"{en} ({cooling.remark_en})"
    return Step(
        kind=StepKind.NEGOTIATION,
        says_zh=f"争取转让、共存或撤回{zh}。谈判不停止异议期",
        says_en=f"negotiate an assignment, co-existence or withdrawal{en}. Talks do not stop the clock",
        origin=cooling.origin if cooling else None,
    )


def own_filing_step(office: Office) -> Step:
    """An own filing there, by Madrid where the office takes designations."""
    if office.code == "WO":
        zh = "以国内申请或注册为基础，经国际局指定各目标市场"
        en = "file an international application on your home mark and designate each target market"
    elif office.madrid_since is not None:
        zh = "马德里指定或单一国家（地区）申请本企业自己的商标"
        en = "file your own mark by a Madrid designation or with the office itself"
    else:
        zh = "直接向该局申请本企业自己的商标（未见其接受马德里指定）"
        en = "file your own mark with the office itself (not known to take Madrid designations)"
    return Step(
        kind=StepKind.OWN_FILING,
        says_zh=f"{zh}；国内申请 6 个月内可主张优先权",
        says_en=f"{en}; priority may be claimed within 6 months of the home filing",
        papers=papers_of(office.code, "own-filing"),
        origin=Origin(source="", checked_on=dt.date(2026, 11, 22), confidence=Confidence.GENERAL),
    )


def market_step(state: FilingState) -> Step:
    """What can be done outside the office."""
    if state is FilingState.REGISTERED:
        zh = "对方已注册，先核查本企业在当地的商品链接和在途货物，防其投诉"
        en = "the mark is registered: check your own listings and goods in transit against complaints"
    else:
        zh = "查对方是否已在电商平台和展会使用该标识"
        en = "see whether the sign is in use on marketplaces and at fairs"
    return Step(
        kind=StepKind.MARKET,
        says_zh=f"固定证据（公告、对方网店和展会记录）；{zh}",
        says_en=f"secure the evidence (gazette, the holder's shops and fairs); {en}",
    )


def _internal_day(last_day: dt.date, papers: tuple[Paper, ...]) -> dt.date:
    """By when the papers must be under way: the slowest paper's lead time before the nominal last day."""
    return last_day - dt.timedelta(days=max((paper.lead_days for paper in papers), default=0))


def _short_of_time(last_day: dt.date, papers: tuple[Paper, ...], today: dt.date) -> tuple[str, str]:
    if _internal_day(last_day, papers) >= today:
        return "", ""
    return (
        "内部期限已过，文件可能来不及：请立即联系当地代理人，询问可否后补或先请求延期",
        "the internal day has passed and papers may be late: ask local counsel today whether they may follow, or for more time",
    )


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)
