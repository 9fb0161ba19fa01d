"""Kinds of values that several resources take."""

from typing import Annotated

from pydantic import Field, StringConstraints

RowId = Annotated[int, Field(ge=1, le=(1 << 63) - 1)]

_CONTROLS = "\\u0000-\\u001f\\u007f"

Words = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=200, pattern=f"^[^{_CONTROLS}]*[^{_CONTROLS}\\s][^{_CONTROLS}]*$"
    ),
]
"""One line that says something."""

Lines = Annotated[str, StringConstraints(max_length=5_000, pattern="^[^\\u0000]*$")]
"""Text of any number of lines, or none."""

Chosen = Annotated[str, StringConstraints(max_length=200, pattern=f"^[^{_CONTROLS}]*$")]
"""What a list is narrowed to; "" for all."""
