"""Figures of reports in templates."""

from collections.abc import Mapping

from django import template

from domain.report import Chapter, Figure, FigureTable, Said
from reports.chapter_words import NOT_WRITTEN, says_something, written
from reports.figure_words import reservations as reserved_of
from reports.figure_words import value_of as shown

register = template.Library()


@register.filter
def value_of(figure: Figure) -> str:
    """The value as a report has it."""
    return shown(figure)


@register.simple_tag
def written_in(chapter: Chapter, narrative: Mapping[str, str] | None) -> tuple[str, ...]:
    """The paragraphs somebody wrote for a chapter; none where the page has no narrative."""
    return written(chapter, narrative or {})


@register.simple_tag
def not_written(chapter: Chapter, narrative: Mapping[str, str] | None) -> Said | None:
    """What stands in place of a chapter that says nothing; None for one that says something."""
    return None if says_something(chapter, narrative or {}) else NOT_WRITTEN


@register.filter
def reservations(table: FigureTable) -> tuple[Said, ...]:
    """Why figures are missing or bounds, and the table's own note, each once."""
    return reserved_of(table)
