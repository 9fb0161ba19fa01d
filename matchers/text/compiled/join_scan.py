"""The compiled scan of a lossless join: probes against keys, sixty-four like keys at a time.

LCS(a, b) ≥ L lets at most da = |a| − L letters of the probe and db = |b| − L letters of the key stay unmatched.
With the letter signatures A and B of `join_keys`, the letters of the probe that the key lacks are at least
popcount(A & ~B), and those of the key that the probe lacks at least popcount(B & ~A). Every step asks both, and
none loses a pair:

1. lengths: L = ⌈t·(|a| + |b|) / 2⌉ must not pass the shorter one;
2. 64 like keys as one: popcount(A & ~(B₁ | … | B₆₄)) ≤ da and popcount((B₁ & … & B₆₄) & ~A) ≤ db;
3. 8 like keys as one, in the same way;
4. each key, then with the second word of its signature;
5. bigrams: a common subsequence of length L leaves at least 3L − |a| − |b| − 1 of them whole in both;
6. the LCS itself, bit-parallel.

Steps 2 to 4 take eight words at a time.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from matchers.text.compiled.join_keys import EIGHT, UNKNOWN, Ints, Longs, Signed
from matchers.text.compiled.join_tree import Tree
from matchers.text.compiled.lcs import Letters, Words, lcs_one_word, lcs_words, popcount

Floats = npt.NDArray[np.float32]


@intrinsic
def _sift(
    typingctx: Any, some: Any, every: Any, at: Any, word: Any, lacking: Any, extra: Any, out: Any, count: Any
) -> Any:
    """Looks at the eight places from `at` on, writes to `out[count:]` those that may hold a key that meets the word,
    and returns the new count.

    They are those where at most `lacking` bits of the word are missing in `some`, and at most `extra` bits of `every` in
    the word. No branch on what passes: it is unforeseeable, and a wrong guess costs more than to look.
    """
    lanes, numbers = ir.VectorType(ir.IntType(64), EIGHT), ir.VectorType(ir.IntType(32), EIGHT)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        first, second, place, asked, most_lacking, most_extra, target, filled = arguments

        def data_of(position: int, array: Any) -> Any:
            return context.make_array(signature.args[position])(context, builder, array).data

        def load(position: int, array: Any) -> Any:
            pointer = builder.gep(data_of(position, array), [place])
            return builder.load(builder.bitcast(pointer, lanes.as_pointer()), align=8)

        def spread(value: Any, kind: Any) -> Any:
            one = builder.insert_element(
                ir.Constant(kind, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
            )
            return builder.shuffle_vector(
                one, ir.Constant(kind, ir.Undefined), ir.Constant(numbers, [0] * EIGHT)
            )

        def call(name: str, returns: Any, *values: Any) -> Any:
            kind = ir.FunctionType(returns, [value.type for value in values])
            return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), values)

        def few(bits: Any, most: Any) -> Any:
            counted = call(f"llvm.ctpop.v{EIGHT}i64", lanes, bits)
            return builder.icmp_unsigned("<=", counted, spread(most, lanes))

        letters = spread(asked, lanes)
        lacked = builder.and_(letters, builder.not_(load(0, first)))
        added = builder.and_(load(1, second), builder.not_(letters))
        passed = builder.and_(few(lacked, most_lacking), few(added, most_extra))
        here = builder.add(
            spread(builder.trunc(place, ir.IntType(32)), numbers), ir.Constant(numbers, list(range(EIGHT)))
        )
        pointer = builder.gep(data_of(6, target), [filled])
        call(f"llvm.masked.compressstore.v{EIGHT}i32", ir.VoidType(), here, pointer, passed)
        more = call("llvm.ctpop.i8", ir.IntType(8), builder.bitcast(passed, ir.IntType(8)))
        return builder.add(filled, builder.zext(more, filled.type))

    kinds = (some, every, types.intp, types.uint64, types.uint64, types.uint64, out, types.intp)
    return types.intp(*kinds), generate


@njit(cache=True, nogil=True)
def least_common(threshold: float, total: int) -> int:
    """The least LCS with 2·LCS / total ≥ threshold; a hair below it counts, for thresholds are binary fractions."""
    return max(1, int(np.ceil((threshold - 1e-8) * total / 2))) if total else 0


@njit(cache=True, nogil=True)
def scan(
    probes: Signed, probe_groups: Longs, tree: Tree, threshold: float, alphabet: int
) -> tuple[Ints, Ints, Floats]:
    """Every pair at or above the threshold: probe, place of the key, ratio; in no order.

    Row g of `probe_groups` is one length: length, first and end of its probes. All letters are below `alphabet`.
    """
    widest = 0
    for group in range(tree.groups.shape[0]):
        widest = max(widest, tree.groups[group, 2] - tree.groups[group, 1])
    spare, near = np.empty(widest + 2 * 64, np.int32), np.empty(widest + 2 * 64, np.int32)
    places, number = np.zeros(alphabet, np.uint64), np.zeros(alphabet, np.int32)
    found, room = 0, 1024
    probe, key, ratio = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float32)
    for group in range(tree.groups.shape[0]):
        size = tree.groups[group, 0]
        for g in range(probe_groups.shape[0]):
            length = probe_groups[g, 0]
            least = least_common(threshold, length + size)
            if least > min(length, size):
                continue
            for i in range(probe_groups[g, 1], probe_groups[g, 2]):
                count = _near(probes, i, length - least, size - least, tree, group, spare, near)
                if count == 0:
                    continue
                if found + count > room:
                    room = 2 * (found + count)
                    probe, key, ratio = _wider(probe, room), _wider(key, room), _wider(ratio, room)
                letters = probes.letters[probes.offsets[i] : probes.offsets[i + 1]]
                out = probe[found : found + count], key[found : found + count], ratio[found : found + count]
                if length <= 64:
                    found += _confirm(letters, i, tree, group, near[:count], least, places, *out)
                else:
                    found += _confirm_long(letters, i, tree, group, near[:count], least, number, *out)
    return probe[:found], key[:found], ratio[:found]


@njit(cache=True, nogil=True)
def _wider(column: Ints, room: int) -> Ints:
    wider = np.empty(room, column.dtype)
    wider[: column.shape[0]] = column
    return wider


@njit(cache=True, nogil=True)
def _near(
    probes: Signed, i: int, lacking: int, extra: int, tree: Tree, group: int, spare: Ints, near: Ints
) -> int:
    """Writes the keys of a group that signatures cannot tell from the probe, and returns how many there are.

    A place that stands for no key lacks every letter, which a probe of few different letters may lack as well: such
    places, from the group's end on, are left out by number, for they have no letters to be read.
    """
    word, high, bigrams, more = probes.low[i], probes.high[i], probes.bigrams[i], probes.more_bigrams[i]
    first, end, place = tree.groups[group, 1], tree.groups[group, 2], tree.groups[group, 3]
    whole = probes.offsets[i + 1] - probes.offsets[i] - lacking - 1 - lacking - extra
    most_lacking, most_extra = np.uint64(lacking), np.uint64(extra)
    many = 0
    for at in range(place, place + (end - first + 64 * EIGHT - 1) // (64 * EIGHT) * EIGHT, EIGHT):
        many = _sift(tree.some_64, tree.every_64, at, word, most_lacking, most_extra, spare, many)
    while many > 0 and (np.int64(spare[many - 1]) - place) * 64 >= end - first:
        many -= 1
    few = 0
    for n in range(many):
        block = first // 8 + (np.int64(spare[n]) - place) * EIGHT
        few = _sift(tree.some_8, tree.every_8, block, word, most_lacking, most_extra, near, few)
    many = 0
    for n in range(few):
        at = np.int64(near[n]) * EIGHT
        many = _sift(tree.low, tree.low, at, word, most_lacking, most_extra, spare, many)
    few = 0
    for n in range(many):
        j = np.int64(spare[n])
        lacked = popcount(word & ~tree.low[j]) + popcount(high & ~tree.high[j])
        added = popcount(tree.low[j] & ~word) + popcount(tree.high[j] & ~high)
        near[few] = j
        few += (lacked <= most_lacking) & (added <= most_extra) & (j < end)
    if whole <= 0:
        return few
    count = 0
    for n in range(few):
        j = np.int64(near[n])
        near[count] = j
        count += np.int64(popcount(bigrams & tree.bigrams[j])) + min(more, tree.more_bigrams[j]) >= whole
    return count


@njit(cache=True, nogil=True)
def _confirm(
    pattern: Letters, i: int, tree: Tree, group: int, near: Ints, least: int, places: Words, probe: Ints, key: Ints,
    ratio: Floats,
) -> int:  # fmt: skip
    """Writes the pairs that an LCS of at least `least` confirms, for a probe of at most 64 letters; how many."""
    for n in range(pattern.shape[0]):
        if pattern[n] != UNKNOWN:
            places[pattern[n]] |= np.uint64(1) << np.uint64(n)
    size, first, letters = tree.groups[group, 0], tree.groups[group, 1], tree.groups[group, 4]
    total, found = pattern.shape[0] + size, 0
    for j in near:
        at = letters + (j - first) * size
        common = lcs_one_word(places, tree.letters, at, at + size, pattern.shape[0])
        if common >= least and tree.alive[j]:
            probe[found], key[found], ratio[found] = i, j, 2.0 * common / total if total else 1.0
            found += 1
    for letter in pattern:
        places[letter] = 0
    return found


@njit(cache=True, nogil=True)
def _confirm_long(
    pattern: Letters, i: int, tree: Tree, group: int, near: Ints, least: int, number: Ints, probe: Ints, key: Ints,
    ratio: Floats,
) -> int:  # fmt: skip
    """The same for a longer probe, whose letters are numbered first: the table has a row of words for each."""
    words, distinct = (pattern.shape[0] + 63) // 64, 0
    for letter in pattern:
        if letter != UNKNOWN and number[letter] == 0:
            distinct += 1
            number[letter] = distinct
    places, rows = np.zeros((distinct + 1) * words, np.uint64), np.zeros(words, np.uint64)
    for n in range(pattern.shape[0]):
        if pattern[n] != UNKNOWN:
            places[number[pattern[n]] * words + n // 64] |= np.uint64(1) << np.uint64(n % 64)
    size, first, letters = tree.groups[group, 0], tree.groups[group, 1], tree.groups[group, 4]
    total, found = pattern.shape[0] + size, 0
    for j in near:
        at = letters + (j - first) * size
        common = lcs_words(places, number, tree.letters[at : at + size], pattern.shape[0], rows)
        if common >= least and tree.alive[j]:
            probe[found], key[found], ratio[found] = i, j, 2.0 * common / total
            found += 1
    for letter in pattern:
        number[letter] = 0
    return found
