"""Length of the longest common subsequence, bit-parallel, for compiled code.

Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): a word holds 64 rows of the dynamic programme,
and a step is one addition and three bit operations. A pattern of more than 64 letters takes several words,
with the carry passed on between them, so strings of any length are compared exactly.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

Words = npt.NDArray[np.uint64]
Letters = npt.NDArray[np.uint16]


@intrinsic
def popcount(typingctx: Any, x: Any) -> Any:
    """Bits set in a word: LLVM's `ctpop`, which vectorises where the processor can."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def trailing_zeros(typingctx: Any, x: Any) -> Any:
    """Zeros below a word's lowest set bit; undefined for 0."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@njit(cache=True, nogil=True)
def lcs_one_word(places: Words, letters: Letters, start: int, end: int, length: int) -> int:
    """LCS of a pattern of 1 to 64 letters and `letters[start:end]`.

    `places[c]` has bit i set where letter i of the pattern is c.
    """
    rows = np.uint64(0xFFFFFFFFFFFFFFFF)
    for at in range(start, end):
        met = rows & places[letters[at]]
        rows = (rows + met) | (rows - met)
    if length < 64:
        rows |= ~((np.uint64(1) << np.uint64(length)) - np.uint64(1))
    return 64 - np.int64(popcount(rows))


@njit(cache=True, nogil=True)
def lcs_words(places: Words, letters: Letters, start: int, end: int, length: int, rows: Words) -> int:
    """LCS of a pattern of any length and `letters[start:end]`.

    `places` has a row of `len(rows)` words for each letter; `rows` is working space.
    """
    words = rows.shape[0]
    rows[:] = np.uint64(0xFFFFFFFFFFFFFFFF)
    for at in range(start, end):
        carry = np.uint64(0)
        base = np.int64(letters[at]) * words
        for w in range(words):
            row = rows[w]
            met = row & places[base + w]
            total = row + met
            over = np.uint64(total < row)
            whole = total + carry
            over |= np.uint64(whole < total)
            rows[w] = whole | (row - met)
            carry = over
    left = 0
    for w in range(words):
        row = rows[w]
        here = min(64, length - 64 * w)
        if here < 64:
            row |= ~((np.uint64(1) << np.uint64(here)) - np.uint64(1))
        left += 64 - np.int64(popcount(row))
    return left
