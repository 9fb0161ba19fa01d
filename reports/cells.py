"""Cells of spreadsheets that stay text whatever a source has written into them."""

from reports.wording import encodable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), full-width forms included."""

_LONGEST_CELL = 32_767
"""Characters a cell of a workbook holds (Excel specifications and limits)."""


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that would be is led by an apostrophe."""
    text = encodable(cell)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def inert_in_workbook(cell: str) -> str:
    """The same for a workbook, which has no room for control characters or more than 32,767 others."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # every command would load it otherwise

    return inert(ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell))[:_LONGEST_CELL]
