"""How large a picture may be, and what decoding one may cost."""

from typing import Final

MOST_BYTES: Final = 32 * 1024**2
"""Bytes of one picture's file."""

MOST_PIXELS: Final = 40_000_000
"""Pixels of one picture as it was sent: an A3 page at 400 dpi has 31 million."""

MOST_RATIO: Final = 50.0
"""Longer to shorter side: beyond it nothing of a mark can be told."""

LONGEST_SIDE: Final = 1_600
"""Pixels of the longer side of a decoded picture; a larger one is reduced, since nobody compares more."""

VECTOR_SIDE: Final = 1_024
"""Pixels of the longer side that a drawing (SVG) is rendered to."""

MOST_SHAPES: Final = 100_000
"""Elements of a drawing with every <use> written out."""

MOST_MEMORY: Final = 1536 * 1024**2
"""Bytes of address space of a decoding child: three copies of the largest picture, and the libraries."""

MOST_SECONDS: Final = 10
"""Processor seconds for one picture."""

LONGEST_WAIT: Final = 30.0
"""Seconds for one picture by the clock, a child's start included."""
