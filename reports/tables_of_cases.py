"""Tables of figures over cases and alerts that several reports have. 分类统计表。"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from domain.case import CaseKind, Outcome
from domain.case_words import KIND, OUTCOME
from domain.jurisdictions import name as jurisdiction
from domain.report import Figure, FigureTable, Said, Unit
from domain.report_facts import AlertFact, CaseFact
from reports.counting import amounts, at_least, counted, grouped, share, told
from reports.stock import UNITS
from reports.unit_words import UNIT

TOTAL = Said(zh="合计", en="All")
_NOT_SAID = Said(zh="未填写", en="Not said")
_MOST_ROWS = 40


def place(code: str) -> Said:
    """A country or region by its code."""
    return Said(zh=jurisdiction(code, "zh"), en=jurisdiction(code, "en")) if code else _NOT_SAID


def by_place_and_kind(cases: Sequence[CaseFact], title: Said) -> FigureTable:
    """国家×类型, in 起."""
    kinds = [kind for kind in CaseKind if any(case.kind is kind for case in cases)]
    rows = []
    for code, here in grouped(cases, lambda one: (one.office,)).items():
        of_kinds = [
            _or_none("place", code, kind, [one for one in here if one.kind is kind], KIND[kind])
            for kind in kinds
        ]
        rows.append(
            (place(code), (*of_kinds, counted(f"place.{code or '-'}.all", Unit.DISPUTE, here, place(code))))
        )
    whole = [
        counted(f"place.all.{kind}", Unit.DISPUTE, (c for c in cases if c.kind is kind), KIND[kind])
        for kind in kinds
    ]
    rows.append((TOTAL, (*whole, counted("place.all.all", Unit.DISPUTE, cases, TOTAL))))
    return FigureTable(
        name="place-kind", says=title, corner=Said(zh="国家/地区", en="Country"),
        columns=(*(KIND[kind] for kind in kinds), TOTAL), rows=tuple(rows), drawn="heat",
        note=Said(zh="单位：起。", en="In disputes."),
    )  # fmt: skip


def by_class_and_place(cases: Sequence[CaseFact], title: Said, *, most: int = 8) -> FigureTable:
    """类别×国家, in 家次: a case stands in each of its classes, so that lines cannot be added up."""
    places = list(grouped(cases, lambda one: (one.office,)))[:most]
    rows = []
    for number, here in sorted(
        grouped(cases, lambda one: map(str, one.classes)).items(), key=lambda one: int(one[0])
    ):
        says = Said(zh=f"第{number}类", en=f"Class {number}")
        cells = [
            _cell(
                f"class.{number}.{code or '-'}",
                Unit.CASE,
                [one for one in here if one.office == code],
                place(code),
            )
            for code in places
        ]
        rows.append((says, (*cells, counted(f"class.{number}.all", Unit.CASE, here, says))))
    return FigureTable(
        name="class-place", says=title, corner=Said(zh="尼斯分类", en="Nice class"),
        columns=(*map(place, places), TOTAL), rows=tuple(rows), drawn="heat",
        note=Said(
            zh=f"单位：家次。一案涉及多个类别的，在各类别中各计一次，故各行不可相加；列出案件最多的{len(places)}个国家/地区，“合计”含全部。",
            en="In cases. A case stands in each of its classes, so lines cannot be added up; “all” holds every country.",
        ),
    )  # fmt: skip


def by_word(
    name: str, cases: Sequence[CaseFact], by: Callable[[CaseFact], str], title: Said, corner: Said
) -> FigureTable:
    """Cases by a word of theirs (industry, district) in 起, 家次 and 家."""
    rows = []
    for word, here in list(grouped(cases, lambda one: (by(one),)).items())[:_MOST_ROWS]:
        says = Said(zh=word, en=word) if word else _NOT_SAID
        rows.append(
            (says, tuple(counted(f"{name}.{word or '-'}.{unit}", unit, here, says) for unit in UNITS))
        )
    rows.append((TOTAL, tuple(counted(f"{name}.all.{unit}", unit, cases, TOTAL) for unit in UNITS)))
    return FigureTable(
        name=name,
        says=title,
        corner=corner,
        columns=tuple(UNIT[unit] for unit in UNITS),
        rows=tuple(rows),
        drawn="bars",
    )


def by_outcome(ended: Sequence[CaseFact], title: Said) -> FigureTable:
    """What became of ended cases."""
    rows = []
    for outcome in (*Outcome, None):
        here = [one for one in ended if one.outcome is outcome]
        says = OUTCOME[outcome] if outcome else Said(zh="不予受理或撤回", en="Refused or withdrawn")
        if here:
            rows.append(
                (says, tuple(counted(f"outcome.{outcome or '-'}.{unit}", unit, here, says) for unit in UNITS))
            )
    return FigureTable(
        name="outcome", says=title, corner=Said(zh="结果", en="Result"), columns=tuple(UNIT[unit] for unit in UNITS),
        rows=tuple(rows),
    )  # fmt: skip


def alert_table(
    alerts: Sequence[AlertFact], overdue: Sequence[AlertFact], gap: Said | None, title: Said
) -> FigureTable:
    """预警发出、送达、确认、排除、逾期, in 条 and 家; lower bounds where sources gave nothing."""
    lines: tuple[tuple[str, Said, Said, Iterable[AlertFact]], ...] = (
        ("raised", Said(zh="发出", en="Raised"), Said(zh="本期内产生的预警。", en="Raised in the period."), alerts),
        ("delivered", Said(zh="其中：已送达", en="Delivered"),
         Said(zh="至少一名联系人的接收方答复已收到。", en="The receiver of at least one contact said yes."),
         [one for one in alerts if one.delivered_at]),
        ("confirmed", Said(zh="其中：已确认", en="Confirmed"),
         Said(zh="经工作人员确认为风险，或已转为案件。", en="Confirmed by staff, or a case was opened."),
         [one for one in alerts if one.confirmed_at or one.case_at]),
        ("dismissed", Said(zh="其中：已排除", en="Dismissed"),
         Said(zh="判断为本企业或授权主体所为，或不相关。", en="Own, authorised or not relevant."),
         [one for one in alerts if one.dismissed_at]),
        ("overdue", Said(zh="逾期未处理", en="Overdue"),
         Said(zh="截止日（名义）在本期内已过，而截止日前无人确认、排除或转为案件。",
              en="The last day (nominal) passed within the period, and nobody had confirmed, dismissed or opened a case."),
         overdue),
    )  # fmt: skip
    rows = tuple(
        (
            says,
            tuple(
                at_least(told(f"alert.{key}.{unit}", unit, of, says, means), gap)
                for unit in (Unit.ALERT, Unit.ENTERPRISE)
            ),
        )
        for key, says, means, of in lines
    )
    return FigureTable(
        name="alerts", says=title, corner=Said(zh="预警", en="Alerts"), columns=(UNIT[Unit.ALERT], UNIT[Unit.ENTERPRISE]),
        rows=rows, note=gap,
    )  # fmt: skip


def response_table(ended: Sequence[CaseFact], title: Said) -> FigureTable:
    """应对率, of what ended."""
    known = [one for one in ended if one.responded is not None]
    did = counted(
        "response.did", Unit.CASE, [one for one in known if one.responded], Said(zh="已应对", en="Responded")
    )
    of = counted(
        "response.of",
        Unit.CASE,
        known,
        Said(zh="已知是否应对的结案", en="Ended, and known whether responded"),
    )
    unknown = counted(
        "response.unknown",
        Unit.CASE,
        [one for one in ended if one.responded is None],
        Said(zh="未填写是否应对", en="Not said"),
    )
    means = Said(
        zh="应对率＝已应对家次÷本期结案且已知是否应对的家次；未填写的不计入分母。",
        en="Responded by ended cases of which it is known; those of which it is not are left out.",
    )
    rate = share("response.rate", did, of, Said(zh="应对率", en="Response rate"), means)
    rows = tuple((one.says, (one,)) for one in (did, of, unknown, rate))
    return FigureTable(
        name="response",
        says=title,
        corner=Said(zh="应对", en="Response"),
        columns=(Said(zh="数值", en="Value"),),
        rows=rows,
    )


def money_table(touched: Sequence[CaseFact], ended: Sequence[CaseFact], title: Said) -> FigureTable:
    """诉求金额、挽回或避免损失、费用, by currency."""
    parts = (
        *amounts("claimed", touched, lambda one: one.claimed, Said(zh="诉求/涉案金额", en="Claimed"),
                 Said(zh="本期新增、结案及在办案件的诉求或涉案金额。", en="Claimed in the cases told of.")),
        *amounts("saved", ended, lambda one: one.ending.saved if one.ending else None,
                 Said(zh="挽回或避免损失", en="Loss recovered or avoided"),
                 Said(zh="本期结案案件所填金额，估算口径见各案件。", en="As said of what ended, each by its own reckoning.")),
        *amounts("cost", ended, lambda one: one.ending.cost if one.ending else None, Said(zh="费用", en="Costs"),
                 Said(zh="本期结案案件所填费用。", en="As said of the cases that ended.")),
    )  # fmt: skip
    return FigureTable(
        name="money", says=title, corner=Said(zh="金额", en="Amount"), columns=(Said(zh="数值", en="Value"),),
        rows=tuple((Said(zh=f"{one.says.zh}（{one.currency}）", en=f"{one.says.en} ({one.currency})"), (one,)) for one in parts),
        note=Said(zh="不同币种不折算、不相加。", en="Currencies are neither converted nor added."),
    )  # fmt: skip


def in_period(figure: FigureTable, prefix: str) -> FigureTable:
    """The table with all its names led by a prefix, so that two of them can stand in one report."""
    rows = tuple(
        (says, tuple(one and replace(one, name=f"{prefix}.{one.name}") for one in figures))
        for says, figures in figure.rows
    )
    return replace(figure, name=f"{prefix}-{figure.name}", rows=rows)


def _or_none(of: str, code: str, kind: CaseKind, cases: Sequence[CaseFact], says: Said) -> Figure | None:
    return _cell(f"{of}.{code or '-'}.{kind}", Unit.DISPUTE, cases, says)


def _cell(name: str, unit: Unit, cases: Sequence[CaseFact], says: Said) -> Figure | None:
    return counted(name, unit, cases, says) if cases else None
