"""Figures of reports in templates."""

from django import template

from domain.report import Figure, FigureTable, Said
from reports.figure_words import value_of as shown

register = template.Library()


@register.filter
def value_of(figure: Figure) -> str:
    """The value as a report has it."""
    return shown(figure)


@register.filter
def reservations(table: FigureTable) -> list[Said]:
    """Why figures are missing or bounds, and the table's own note, each once."""
    said = [table.note, *(figure.why for _, figures in table.rows for figure in figures if figure)]
    return list(dict.fromkeys(one for one in said if one is not None))
