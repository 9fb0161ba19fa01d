"""What was read over a period, and what was not: without it a figure says more than anybody knows. 覆盖与未覆盖。"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from domain.period import Period
from domain.report import Chapter, Figure, FigureTable, Said, Unit, WordTable
from domain.report_facts import SourceFact
from reports.counting import share

NO_SOURCES: Mapping[str, Said] = MappingProxyType({})
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Sources that gave something, those that were asked or used to be and gave nothing, and those never read; `titles` are what
    they are called in Chinese and English."""

    titles: Mapping[str, Said]
    read: tuple[SourceFact, ...]
    silent: tuple[SourceFact, ...]
    never: tuple[str, ...]

    @property
    def gap(self) -> Said | None:
        """Why what was seen is a lower bound, None where every source that ever was read was read."""
        if not self.read:
            return Said(
                zh="本期没有来源有有效抓取，所列数为下限。",
                en="No source was read in the period: at least these.",
            )
        if not self.silent:
            return None
        first = [self.called(one.source) for one in self.silent[:_MOST_NAMED]]
        named = "、".join(one.zh for one in first)
        more = f"等{len(self.silent)}个来源" if len(self.silent) > _MOST_NAMED else ""
        english = ", ".join(one.en for one in first)
        return Said(
            zh=f"来源{named}{more}本期无有效抓取，所列数为下限。",
            en=f"No good run in the period of {english}{' …' if more else ''}: at least these.",
        )

    def called(self, source: str) -> Said:
        """What a source is called; its name, where the catalogue does not have it any more."""
        return self.titles.get(source, Said(zh=source, en=source))


def coverage_of(sources: Collection[SourceFact], known: Mapping[str, Said]) -> Coverage:
    """The coverage of a period; `known` are the titles of every source there is, by its name."""
    seen = {one.source for one in sources}
    return Coverage(
        titles=known,
        read=tuple(one for one in sources if one.good),
        silent=tuple(one for one in sources if not one.good),
        never=tuple(sorted(set(known) - seen)),
    )


def coverage_chapter(coverage: Coverage, period: Period) -> Chapter:
    """Sources with good runs and without, by name."""
    good = _sources(
        "coverage.read", [one.source for one in coverage.read], Said(zh="有有效抓取的来源", en="Read")
    )
    silent = _sources(
        "coverage.silent",
        [one.source for one in coverage.silent],
        Said(zh="曾抓取、本期无有效抓取的来源", en="Not read"),
    )
    never = _sources("coverage.never", coverage.never, Said(zh="已定义、从未抓取的来源", en="Never read"))
    whole = _sources(
        "coverage.all", [*good.ids, *silent.ids, *never.ids], Said(zh="全部来源", en="All sources")
    )
    means = Said(zh="有有效抓取的来源÷全部来源。", en="Sources read by all sources.")
    rate = share("coverage.rate", good, whole, Said(zh="来源覆盖率", en="Coverage"), means)
    rows = [
        (coverage.called(one.source).zh, str(one.runs), str(one.good), str(one.kept), _day(one))
        for one in (*coverage.silent, *coverage.read)
    ]
    return Chapter(
        says=Said(zh="数据来源与覆盖", en="Sources and coverage"),
        sentences=(
            f"{period.says_zh}内，{good.value}个来源有有效抓取，{silent.value}个曾抓取的来源本期无有效抓取，{never.value}个来源从未抓取。"
            "没有数据不等于没有风险：未覆盖的国家、平台和展会不在统计之内。",
        ),
        tables=(
            FigureTable(
                name="coverage", says=Said(zh="来源覆盖", en="Coverage"), corner=Said(zh="来源", en="Sources"),
                columns=(Said(zh="数值", en="Value"),), rows=tuple((one.says, (one,)) for one in (good, silent, never, rate)),
            ),
        ),
        lists=(
            WordTable(
                says=Said(zh="已运行来源一览", en="Sources that ran"),
                columns=("来源", "运行次数", "有效次数", "新增记录", "最近有效抓取"), rows=tuple(rows), shares=(3, 1, 1, 1, 2),
            ),
            WordTable(
                says=Said(zh="未覆盖来源", en="Sources never read"), columns=("来源",),
                rows=tuple((one,) for one in _lines([coverage.called(one).zh for one in coverage.never])),
            ),
        ),
    )  # fmt: skip


def _sources(name: str, names: Collection[str], says: Said) -> Figure:
    ids = tuple(sorted(set(names)))

    means = Said(
        zh="有效抓取指运行状态为正常；仅统计期内开始的运行。",
        en="A good run is one whose state is ok and that began in the period.",
    )
    return Figure(name=name, unit=Unit.SOURCE, value=Decimal(len(ids)), ids=ids, says=says, means=means)


def _day(source: SourceFact) -> str:
    return source.last_good_at.date().isoformat() if source.last_good_at else "无"


def _lines(names: Collection[str], wide: int = 3) -> list[str]:
    listed = list(names)
    return ["、".join(listed[at : at + wide]) for at in range(0, len(listed), wide)]
