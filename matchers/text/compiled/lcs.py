"""Length of the longest common subsequence, bit-parallel, for compiled code.

Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): a word holds 64 rows of the dynamic programme,
and a step is one addition and three bit operations. A pattern of more than 64 letters takes several words,
with the carry passed on between them, so strings of any length are compared exactly.

numba's cache looks at the date of the calling file alone: whoever changes this one removes `__pycache__` beside it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
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
    """LCS of a pattern of at most 64 letters and `letters[start:end]`.

    `places[c]` has bit i set where letter i of the pattern is c. Indices are unsigned: of others the compiler asks
    at every step whether they count from the end.
    """
    rows = np.uint64(0xFFFFFFFFFFFFFFFF)
    for at in range(np.uint64(start), np.uint64(end)):
        met = rows & places[letters[at]]
        rows = (rows + met) | (rows - met)
    if length < 64:
        rows |= ~((np.uint64(1) << np.uint64(length)) - np.uint64(1))
    return 64 - np.int64(popcount(rows))


@njit(cache=True, nogil=True)
def lcs_words(places: Words, number: Ints, letters: Letters, length: int, rows: Words) -> int:
    """LCS of a pattern of any length and `letters`.

    `places` has `len(rows)` words for each letter of the pattern, in the rows that `number` gives the letters: 0,
    a row of zeros, for one that is not in the pattern. `rows` is working space.
    """
    words = rows.shape[0]
    rows[:] = np.uint64(0xFFFFFFFFFFFFFFFF)
    for letter in letters:
        carry = np.uint64(0)
        base = np.int64(number[letter]) * words
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
