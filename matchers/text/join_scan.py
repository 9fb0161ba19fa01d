"""The compiled scan of a lossless join: probes against blocks of keys.

LCS(a, b) ≥ L is asked of every pair whose lengths allow a ratio of the threshold, in steps that never lose one:

1. lengths: 2·min(|a|, |b|) ≥ t·(|a| + |b|), and L = ⌈t·(|a| + |b|) / 2⌉;
2. a block of 64 like keys as one: popcount(A & (B₁ | … | B₆₄)) + min(over) ≥ L, or all are passed over;
3. each key's letter signature: popcount(A & B) + min(over) ≥ L;
4. shared bigrams: a common subsequence of length L leaves at least 3L − |a| − |b| − 1 of them whole;
5. the LCS itself, bit-parallel.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

from matchers.text.join_keys import Ints, Longs, Packed
from matchers.text.lcs import Letters, Words, lcs_one_word, lcs_words, popcount, trailing_zeros

BLOCK = 64
Floats = npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def least_common(threshold: float, total: int) -> int:
    """The least LCS with 2·LCS / total ≥ threshold; a hair below it counts, as for rapidfuzz's own cutoff."""
    return int(np.ceil(threshold * total / 2 - 1e-9))


@njit(cache=True, nogil=True)
def scan(
    probes: Packed,
    probe_groups: Longs,
    keys: Packed,
    key_groups: Longs,
    block_low: Words,
    block_high: Words,
    block_over: Ints,
    group_blocks: Longs,
    threshold: float,
    alphabet: int,
    out_probe: Ints,
    out_key: Ints,
    out_ratio: Floats,
) -> int:
    """Writes every pair at or above the threshold, and returns how many there are.

    Probes and keys stand by length: group g of either holds strings `groups[g, 0]` to `groups[g, 1]` of
    `groups[g, 2]` letters. Group g of the keys has blocks `group_blocks[g]` to `group_blocks[g + 1]`. When the
    result passes the room in `out_…` the count is still right, and the caller comes again with more room.
    """
    found = 0
    widest = 1
    for g in range(probe_groups.shape[0]):
        widest = max(widest, probe_groups[g, 1] - probe_groups[g, 0])
    passed = np.zeros((widest + 7) // 8 * 8, np.uint8)
    places = np.zeros(alphabet, np.uint64)
    empty_rows = np.zeros(1, np.uint64)
    for kg in range(key_groups.shape[0]):
        key_length = key_groups[kg, 2]
        for pg in range(probe_groups.shape[0]):
            probe_length = probe_groups[pg, 2]
            total = probe_length + key_length
            least = least_common(threshold, total)
            if least > min(probe_length, key_length) or least == 0:
                continue
            p0, p1 = probe_groups[pg, 0], probe_groups[pg, 1]
            shared = 3 * least - total - 1
            for block in range(group_blocks[kg], group_blocks[kg + 1]):
                k0 = key_groups[kg, 0] + (block - group_blocks[kg]) * BLOCK
                k1 = min(k0 + BLOCK, key_groups[kg, 1])
                low, high, over = block_low[block], block_high[block], np.int64(block_over[block])
                hits = _pass_block(probes, p0, p1, low, high, over, least, passed)
                if hits == 0:
                    continue
                for i in range(p0, p1):
                    if passed[i - p0]:
                        found = _scan_block(
                            probes, i, probe_length, keys, k0, k1, over, least, shared, total, places, empty_rows,
                            out_probe, out_key, out_ratio, found,
                        )  # fmt: skip
    return found


@njit(cache=True, nogil=True)
def _pass_block(
    probes: Packed,
    p0: int,
    p1: int,
    low: int,
    high: int,
    over: int,
    least: int,
    passed: npt.NDArray[np.uint8],
) -> int:
    """Marks the probes that may have `least` letters in common with some key of the block."""
    hits = 0
    probe_low, probe_high, probe_over = probes.low[p0:p1], probes.high[p0:p1], probes.over[p0:p1]
    if over == 0:
        for n in range(p1 - p0):
            common = np.int64(popcount(probe_low[n] & low)) + np.int64(popcount(probe_high[n] & high))
            may = common >= least
            passed[n] = may
            hits += may
        return hits
    for n in range(p1 - p0):
        common = np.int64(popcount(probe_low[n] & low)) + np.int64(popcount(probe_high[n] & high))
        may = common + min(over, np.int64(probe_over[n])) >= least
        passed[n] = may
        hits += may
    return hits


@njit(cache=True, nogil=True)
def _scan_block(
    probes: Packed, i: int, probe_length: int, keys: Packed, k0: int, k1: int, over: int, least: int, shared: int,
    total: int, places: Words, rows: Words, out_probe: Ints, out_key: Ints, out_ratio: Floats, found: int,
) -> int:  # fmt: skip
    """Compares one probe with the keys of one block."""
    low, high = probes.low[i], probes.high[i]
    bound = np.uint64(max(0, least - min(over, np.int64(probes.over[i]))))
    key_low, key_high = keys.low[k0:k1], keys.high[k0:k1]
    may = np.zeros(BLOCK, np.uint8)
    for n in range(k1 - k0):
        may[n] = popcount(low & key_low[n]) + popcount(high & key_high[n]) >= bound
    eights = may.view(np.uint64)
    ready = False
    for w in range(BLOCK // 8):
        marks = eights[w]
        while marks != 0:
            n = np.int64(trailing_zeros(marks)) >> 3
            marks &= ~(np.uint64(255) << np.uint64(n * 8))
            j = k0 + w * 8 + n
            if shared > 0:
                spare = min(probes.pairs_over[i], keys.pairs_over[j])
                if np.int64(popcount(probes.pairs[i] & keys.pairs[j])) + spare < shared:
                    continue
            if not ready:
                places, rows = _place(probes.letters, probes.offsets[i], probe_length, places)
                ready = True
            start, end = keys.offsets[j], keys.offsets[j + 1]
            if probe_length <= 64:
                common = lcs_one_word(places, keys.letters, start, end, probe_length)
            else:
                common = lcs_words(places, keys.letters, start, end, probe_length, rows)
            if common >= least:
                if found < out_probe.shape[0]:
                    out_probe[found], out_key[found] = i, j
                    out_ratio[found] = 2.0 * common / total
                found += 1
    if ready and probe_length <= 64:
        for at in range(probes.offsets[i], probes.offsets[i + 1]):
            places[probes.letters[at]] = 0
    return found


@njit(cache=True, nogil=True)
def _place(letters: Letters, start: int, length: int, places: Words) -> tuple[Words, Words]:
    """Where each letter stands in the pattern; the shared table for short patterns, one of its own for long."""
    if length <= 64:
        for n in range(length):
            if letters[start + n] != 0:
                places[letters[start + n]] |= np.uint64(1) << np.uint64(n)
        return places, places[:1]
    words = (length + 63) // 64
    wide = np.zeros(places.shape[0] * words, np.uint64)
    for n in range(length):
        letter = np.int64(letters[start + n])
        if letter != 0:
            wide[letter * words + n // 64] |= np.uint64(1) << np.uint64(n % 64)
    return wide, np.zeros(words, np.uint64)
