"""What stands in a chapter beside its tables: what was written by hand, or that nothing was. 章节文字。"""

from collections.abc import Mapping

from domain.report import Chapter, Said

NOT_WRITTEN = Said(zh="（本节未填写。）", en="(Nothing is written here.)")
"""In place of a chapter that says nothing."""


def written(chapter: Chapter, narrative: Mapping[str, str]) -> tuple[str, ...]:
    """The paragraphs somebody wrote for a chapter."""
    lines = narrative.get(chapter.asks, "").splitlines() if chapter.asks else ()
    return tuple(line.strip() for line in lines if line.strip())


def says_something(chapter: Chapter, narrative: Mapping[str, str]) -> bool:
    """False for a chapter of a heading alone."""
    return bool(chapter.sentences or written(chapter, narrative) or chapter.tables or chapter.lists)
