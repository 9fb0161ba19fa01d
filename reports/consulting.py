"""What the centre was asked without a case being needed, by channel. 咨询情况表。"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.case_words import CHANNEL
from domain.report import Figure, FigureTable, Said, Unit
from domain.report_facts import CaseFact, ConsultationFact
from reports.unit_words import COUNTED, UNIT

_MEANS = Said(
    zh="咨询日期在本期、编制时已登记的咨询。",
    en="Consultations of days of the period that were written down by then.",
)
_BECAME = Said(
    zh="本期咨询中期末前已转为案件的。", en="Those of the period that became a case before it ended."
)


def consulting_table(asked: Sequence[ConsultationFact], cases: Iterable[CaseFact]) -> FigureTable:
    """A line for each channel, for all, and for those that became one of these cases: 件次, and enterprises in 家."""
    opened = {one.case_id for one in cases}
    channels = (
        (channel.value, says, [one for one in asked if one.channel is channel], _MEANS)
        for channel, says in CHANNEL.items()
    )
    lines = (
        ("all", Said(zh="合计", en="All"), asked, _MEANS),
        *channels,
        ("case", Said(zh="其中：转为案件", en="Became a case"), [one for one in asked if one.case_id in opened], _BECAME),
    )  # fmt: skip
    return FigureTable(
        name="consultations",
        says=Said(zh="咨询（件次）", en="Consultations"),
        corner=Said(zh="渠道", en="Channel"),
        columns=(UNIT[Unit.CONSULTATION], UNIT[Unit.ENTERPRISE]),
        rows=tuple((says, consulted(f"consultations.{key}", of, says, means)) for key, says, of, means in lines),
        note=Said(
            zh="咨询与“起”“家次”不可相加；其中“家”只计中心名录内的企业。",
            en="Apart from disputes and cases; enterprises are those the centre knows.",
        ),
    )  # fmt: skip


def consulted(
    name: str, asked: Sequence[ConsultationFact], says: Said, means: Said = _MEANS
) -> tuple[Figure, Figure]:
    """How many consultations, and of how many enterprises."""
    ids = tuple(str(one.consultation_id) for one in sorted(asked, key=lambda one: one.consultation_id))
    firms = {one.firm.shown for one in asked if one.firm is not None}

    def figure(unit: Unit, named: tuple[str, ...]) -> Figure:
        said = Said(zh=means.zh + COUNTED[unit].zh, en=f"{means.en} {COUNTED[unit].en}")
        return Figure(
            name=f"{name}.{unit}", unit=unit, value=Decimal(len(named)), ids=named, says=says, means=said,
            enterprises=len(firms),
        )  # fmt: skip

    return figure(Unit.CONSULTATION, ids), figure(Unit.ENTERPRISE, tuple(sorted(firms)))


def consulting_sentence(table: FigureTable) -> str:
    """合计, the channels and what became cases, in a sentence."""
    value = {one.name: one.value for _, row in table.rows for one in row if one is not None}
    by_channel = "、".join(
        f"{says.zh}{value[f'consultations.{one.value}.{Unit.CONSULTATION}']}" for one, says in CHANNEL.items()
    )
    return (
        f"登记咨询{value[f'consultations.all.{Unit.CONSULTATION}']}件次（{by_channel}），涉及企业"
        f"{value[f'consultations.all.{Unit.ENTERPRISE}']}家；其中转为案件{value[f'consultations.case.{Unit.CONSULTATION}']}件次。"
    )
