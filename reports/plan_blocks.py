"""A plan laid out: headings, paragraphs, bullets and tables, for whatever writes them down. 应对预案的版式."""

from dataclasses import dataclass

from domain.deadline import Deadline, Fee, NoWindow, Origin
from domain.jurisdictions import name
from domain.plan import FilingState, Plan, Step, StepKind
from reports.wording import HOW_CHECKED

_STATES = {
    FilingState.UNPUBLISHED: ("尚未公布（或无异议期）", "not published, or no window"),
    FilingState.IN_WINDOW: ("异议期内", "in the opposition window"),
    FilingState.WINDOW_CLOSED: ("异议期已过，未见注册", "window closed, not known to be registered"),
    FilingState.REGISTERED: ("已注册", "registered"),
}
_KINDS = {
    StepKind.OPPOSITION: ("异议", "Opposition"),
    StepKind.EXTENSION: ("延期", "Extension"),
    StepKind.OBSERVATIONS: ("第三方意见", "Observations"),
    StepKind.INVALIDATION: ("无效宣告", "Invalidation"),
    StepKind.NON_USE: ("不使用撤销", "Non-use"),
    StepKind.NEGOTIATION: ("协商", "Negotiation"),
    StepKind.OWN_FILING: ("自行申请", "Own filing"),
    StepKind.MARKET: ("取证与市场", "Evidence and markets"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level, 1 the highest."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """An unordered list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of label and text."""

    rows: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Bullets | Table


def plan_blocks(
    plan: Plan, *, language: str = "zh", sign: str = "", proofs: int | None = None
) -> list[Block]:
    """The whole plan. `language` is `zh…` or English; `sign` the mark it is about, "" when not named; `proofs` the pieces of
    evidence of reputation at hand for the country, None where nobody looked."""
    words = _Words(language)
    title = words(f"应对预案：{name(plan.office, 'zh')}", f"Response plan: {name(plan.office, 'en')}")
    at_hand = words(f"{proofs} 项", f"{proofs} pieces")
    kept = (
        ((words("现有知名度证据", "Evidence of reputation at hand"), at_hand),) if proofs is not None else ()
    )
    found: list[Block] = [Heading(1, f"{title} · {sign}" if sign else title)]
    designation = words("是", "yes") if plan.madrid else words("否", "no")
    found.append(
        Table(
            (
                (words("状态", "State"), words(*_STATES[plan.state])),
                (words("依据", "Read from"), words(plan.why_state_zh, plan.why_state_en)),
                (words("马德里指定", "Madrid designation"), designation),
                (words("拟定日期", "Drawn on"), str(plan.drawn_on)),
                *kept,
                *_window_rows(plan.window, plan, words),
            )
        )
    )
    notes = words.each(plan.notes_zh, plan.notes_en)
    if notes:
        found += [Heading(2, words("须知", "Mind")), Bullets(notes)]
    found.append(Heading(2, words("现在可走的步骤", "Open now, in this order")))
    found += _steps(plan.steps, words)
    if plan.if_late:
        found.append(Heading(2, words("若已错过", "If that is missed")))
        found += _steps(plan.if_late, words)
    closing = words(
        "按名义截止日办理；顺延日仅供参考。本预案不构成法律意见，请向当地律师确认。",
        "Work by the nominal day; the rolled one is for reference. This is no legal advice: confirm with local counsel.",
    )
    return [*found, Paragraph(closing)]


class _Words:
    """Chooses the language once."""

    def __init__(self, language: str) -> None:
        self._chinese = language.startswith("zh")

    def __call__(self, chinese: str, english: str) -> str:
        return chinese if self._chinese else english

    def each(self, chinese: tuple[str, ...], english: tuple[str, ...]) -> tuple[str, ...]:
        return chinese if self._chinese else english


def _window_rows(window: Deadline | NoWindow, plan: Plan, words: _Words) -> tuple[tuple[str, str], ...]:
    if isinstance(window, NoWindow):
        rows = [(words("异议截止日", "Last day to oppose"), words(window.reason_zh, window.reason_en))]
        return (*rows, *(((words("出处", "Source"), window.source),) if window.source else ()))
    last = window.last_day
    left = last.days_left(plan.drawn_on)
    days = (
        words(f"剩 {left} 天", f"{left} days left")
        if left >= 0
        else words(f"已过 {-left} 天", f"passed {-left} days ago")
    )
    rows = [
        (words("截止日（名义）", "Last day (nominal)"), f"{last.day} · {days}"),
        (words("截止日（顺延）", "Last day (rolled)"), str(window.rolled)),
        (words("规则", "Rule"), words(last.rule_zh, last.rule_en)),
        (
            words("出处", "Source"),
            f"{last.rule_source} · {last.checked_on} · {words(*HOW_CHECKED[last.confidence])}",
        ),
    ]
    if last.caveat_zh:
        rows.append((words("注意", "Caveat"), words(last.caveat_zh, last.caveat_en)))
    return tuple(rows)


def _steps(steps: tuple[Step, ...], words: _Words) -> list[Block]:
    found: list[Block] = []
    for number, step in enumerate(steps, start=1):
        found.append(Heading(3, f"{number}. {words(*_KINDS[step.kind])}"))
        found.append(Paragraph(words(step.says_zh, step.says_en)))
        rows = step_rows(step, words("zh", "en"))
        if rows:
            found.append(Table(rows))
    return found


def step_rows(step: Step, language: str) -> tuple[tuple[str, str], ...]:
    """Days, fee, papers, origin and caveat of a step, as rows of label and text."""
    words = _Words(language)
    rows: list[tuple[str, str]] = []
    if step.opens_on:
        rows.append((words("最早可提", "Not before"), str(step.opens_on)))
    if step.last_day:
        moved = words(f"（顺延 {step.rolled}）", f" (rolled {step.rolled})")
        rolled = moved if step.rolled != step.last_day else ""
        rows.append((words("截止日", "Last day"), f"{step.last_day}{rolled}"))
    if step.internal_day:
        rows.append((words("内部期限", "Internal day"), f"{step.internal_day}{_slowest(step, words)}"))
    if step.kind is StepKind.OPPOSITION or step.fee:
        rows.append((words("官费", "Official fee"), _fee(step.fee, words)))
    if step.papers:
        papers = words("；", "; ").join(
            words(f"{p.says_zh}（约 {p.lead_days} 天）", f"{p.says_en} (about {p.lead_days} days)")
            for p in step.papers
        )
        rows.append((words("所需文件", "Papers"), papers))
    if step.origin:
        rows.append((words("出处", "Source"), _origin(step.origin, words)))
    if step.caveat_zh:
        rows.append((words("注意", "Caveat"), words(step.caveat_zh, step.caveat_en)))
    return tuple(rows)


def step_title(step: Step, language: str) -> str:
    """What kind of step it is."""
    return _Words(language)(*_KINDS[step.kind])


def state_text(state: FilingState, language: str) -> str:
    """Where the filing stands, in words."""
    return _Words(language)(*_STATES[state])


def _slowest(step: Step, words: _Words) -> str:
    days = max((paper.lead_days for paper in step.papers), default=0)
    return words(
        f"（文件约需 {days} 天，系估计）", f" (papers take about {days} days, an estimate of this project)"
    )


def _fee(fee: Fee | None, words: _Words) -> str:
    if fee is None:
        return words("未收录，请向当地代理人询价", "not known here; ask local counsel")
    known = words(*HOW_CHECKED[fee.origin.confidence])
    return f"{fee.currency} {fee.amount:,} · {words(fee.per_zh, fee.per_en)} · {known}"


def _origin(origin: Origin, words: _Words) -> str:
    parts = (origin.source, str(origin.checked_on), words(*HOW_CHECKED[origin.confidence]))
    return " · ".join(part for part in parts if part)
