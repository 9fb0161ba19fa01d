"""A report as canonical JSON, which is what a signature freezes: keys in order, no spaces, amounts as text. 定稿数据。"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from domain.report import Report, Said, Unit
from reports.figure_words import BESIDE, Placed, bounded, placed, plain_value, unit_said

VERSION = 2
"""Of the form of this JSON."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"


def canonical(report: Report, narrative: Mapping[str, str]) -> str:
    """All a report says: its figures with their ids, its sentences, its rows and what was written by hand."""
    lists = [one for chapter in report.chapters for one in chapter.lists]
    every = placed(report)
    tables = sorted(table.name for chapter in report.chapters for table in chapter.tables)
    said: Json = {
        "form": VERSION,
        "kind": report.kind.value,
        "period": str(report.period),
        "as_of": report.as_of.isoformat(),
        "about": report.about,
        "narrative": {name: words for name, words in sorted(narrative.items()) if words.strip()},
        "sentences": [sentence for chapter in report.chapters for sentence in chapter.sentences],
        "figures": {one.figure.name: _figure(one) for one in every},
        "order": [one.figure.name for one in every],
        "tables": [*tables],
        "rows": {one.says.zh: [list(row) for row in one.rows] for one in lists},
        "whole": [list(row) for row in report.whole.rows] if report.whole else [],
        "made_up": report.made_up,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(written: str) -> str:
    """The hash that is signed."""
    return hashlib.sha256(written.encode()).hexdigest()


def differing(signed: str, again: str) -> tuple[str, ...]:
    """The names of the figures that come out otherwise when a report is made again.

    Only what is counted is compared, since words are put otherwise over the years; and no table that the signed report did not
    have. One of form 1 does not say which tables it had: there all are compared.
    """
    ours, theirs = json.loads(signed), json.loads(again)
    had = ours.get("tables", theirs["tables"])
    then = {name: _told(one) for name, one in ours["figures"].items()}
    now = {name: _told(one) for name, one in theirs["figures"].items() if one["table"] in had}
    return tuple(name for name in sorted({*then, *now}) if then.get(name) != now.get(name))


def sources_told_of(signed: str) -> frozenset[str]:
    """The sources there were when a report was signed: all that one of its figures names."""
    figures = json.loads(signed)["figures"].values()
    return frozenset(name for one in figures if one["unit"] == Unit.SOURCE for name in one["ids"])


_COUNTED = ("unit", "currency", "value", "at_least", "ids")


def _told(figure: dict[str, Json]) -> tuple[Json, ...]:
    return tuple(figure[key] for key in _COUNTED)


def _figure(placed_: Placed) -> Json:
    figure = placed_.figure
    return {
        "chapter": placed_.chapter.zh,
        "chapter_en": placed_.chapter.en,
        "table": placed_.table,
        "where": placed_.where.zh,
        "where_en": placed_.where.en,
        "unit": figure.unit.value,
        "currency": figure.currency,
        "value": None if figure.value is None else str(figure.value),
        "at_least": figure.at_least,
        "why": figure.why.zh if figure.why else "",
        "why_en": figure.why.en if figure.why else "",
        "ids": list(figure.ids),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFigure:
    """A figure as a signed report has it; `value` is "" for one that could not be computed or was not shown, `why` says why."""

    name: str
    chapter: Said
    where: Said
    unit: Said
    value: str
    at_least: bool
    why: Said
    ids: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The value as it is read: "≥" before a lower bound, "—" for none."""
        return bounded(self.value, at_least=self.at_least)

    @property
    def table(self) -> Said:
        """What its table is called."""
        return self._parted(0)

    @property
    def within(self) -> Said:
        """Its line and column in that table."""
        return self._parted(2)

    @property
    def heading(self) -> tuple[Said, Said]:
        """What it stands under: its chapter and its table."""
        return self.chapter, self.table

    def _parted(self, part: int) -> Said:
        return Said(zh=self.where.zh.partition(BESIDE)[part], en=self.where.en.partition(BESIDE)[part])


def frozen_figures(written: str) -> tuple[FrozenFigure, ...]:
    """The figures of canonical JSON in the order of its pages; an older one does not tell that nor the chapters, and has no
    English."""
    said = json.loads(written)
    return tuple(_read(name, said["figures"][name]) for name in said.get("order", said["figures"]))


def _read(name: str, one: Mapping[str, Any]) -> FrozenFigure:
    return FrozenFigure(
        name=name,
        chapter=_both(one, "chapter"),
        where=_both(one, "where"),
        unit=unit_said(Unit(one["unit"]), one["currency"]),
        value=one["value"] or "",
        at_least=one["at_least"],
        why=_both(one, "why"),
        ids=tuple(one["ids"]),
    )


def _both(figure: Mapping[str, Any], key: str) -> Said:
    chinese = figure.get(key, "")
    return Said(zh=chinese, en=figure.get(f"{key}_en", chinese))


def as_frozen(placed_: Placed) -> FrozenFigure:
    """A figure of a draft as it would be frozen, its value as its table has it."""
    figure = placed_.figure
    return FrozenFigure(
        name=figure.name, chapter=placed_.chapter, where=placed_.where, unit=unit_said(figure.unit, figure.currency),
        value=plain_value(figure), at_least=figure.at_least, why=figure.why or Said(zh="", en=""), ids=figure.ids,
    )  # fmt: skip
