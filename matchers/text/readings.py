"""A sign or view as words with their sound, their bits and their script: what the kernel compares."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from matchers.text.alike import look_alikes
from matchers.text.generic import GENERIC, HAN_AFFIXES
from matchers.text.kernel import Entries, pack
from matchers.text.normal import words
from matchers.text.rarity import MOST_GENERIC, bits, known
from matchers.text.scripts import Script, latin, scripts_of
from matchers.text.sound import bones, skeleton

BY_LOOKS = 1
FOREIGN = 2
"""Flags of a reading: letters read by their looks; a script other than Latin and hanzi."""

_BIT = {script: 1 << number for number, script in enumerate(Script)}
LATIN_BIT = _BIT[Script.LATIN]
_FOREIGN_BITS = sum(_BIT[s] for s in Script if s not in (Script.LATIN, Script.HAN))
_MOST_WORDS = 64


class Word(NamedTuple):
    """One word: `key` in a-z and 0-9, its sound, its bits, and the scripts it is written in (a bit each)."""

    key: str
    sound: str
    bits: float
    generic: bool
    scripts: int
    known: bool
    bones: str


class Reading(NamedTuple):
    """A run of words. `core` leaves generic words out, unless nothing would be left."""

    words: tuple[Word, ...]
    core: str
    whole: str
    sound: str
    total: float
    scripts: int
    flags: int
    known: float
    bones: str


def script_bits(scripts: Iterable[Script]) -> int:
    """Scripts as one number, a bit each."""
    return sum(_BIT[script] for script in scripts)


@lru_cache(maxsize=1_000_000)
def word_of(folded: str) -> Word:
    """The word a folded token is."""
    key = latin(folded)
    generic = folded in GENERIC or key in GENERIC
    weight = bits(key)
    return Word(
        key, skeleton(key), min(weight, MOST_GENERIC) if generic else weight, generic,
        LATIN_BIT if folded.isascii() else script_bits(scripts_of(folded)), known(key), bones(key),
    )  # fmt: skip


def reading_of(found: Sequence[Word], flags: int = 0) -> Reading:
    """The reading of words; sounds meet across words without being doubled."""
    kept = tuple(word for word in found if word.key)[:_MOST_WORDS]
    scripts = 0
    total = 0.0
    for word in kept:
        scripts |= word.scripts
        total += word.bits
    whole = "".join([word.key for word in kept])
    core_words = [word for word in kept if not word.generic] or kept
    core = whole if len(core_words) == len(kept) else "".join([word.key for word in core_words])
    if scripts & _FOREIGN_BITS:
        flags |= FOREIGN
    shared = sum([word.known for word in core_words]) / len(core_words) if core_words else 0.0
    bare = "".join([word.bones for word in core_words]) if flags & FOREIGN else ""
    return Reading(kept, core, whole, joined_sound(core_words), total, scripts, flags, shared, bare)


def joined_sound(found: Sequence[Word]) -> str:
    """The sounds of words on end."""
    if len(found) == 1:
        return found[0].sound
    sound = ""
    for word in found:
        if sound and word.sound and sound[-1] == word.sound[0]:
            sound += word.sound[1:]
        else:
            sound += word.sound
    return sound


def readings_of_sign(sign: str) -> list[Reading]:
    """As it is written, then by its looks; [] when nothing of it can be read."""
    folded = words(sign)
    if not folded:
        return []
    if not sign.isascii():
        folded = [part for token in folded for part in _parted(token)]
    plain = reading_of([word_of(token) for token in folded])
    found = [plain] if plain.words else []
    if any(look_alikes(token) for token in folded):
        seen = [word_of(looks[0]) if (looks := look_alikes(token)) else word_of(token) for token in folded]
        found.append(reading_of(seen, BY_LOOKS))
    return found


@lru_cache(maxsize=100_000)
def _parted(token: str) -> tuple[str, ...]:
    """Hanzi one by one, their generic endings apart; any other token as it is."""
    if token.isascii() or scripts_of(token) != {Script.HAN}:
        return (token,)
    endings: list[str] = []
    while ending := next((a for a in HAN_AFFIXES if token.endswith(a) and len(token) > len(a) + 1), ""):
        token = token[: -len(ending)]
        endings.insert(0, ending)
    return (*token, *endings)


def entries_of(readings: Sequence[Reading]) -> Entries:
    """Readings as arrays for the kernel."""
    starts = np.zeros(len(readings) + 1, np.int32)
    np.cumsum(np.fromiter((len(r.words) for r in readings), np.int32, len(readings)), out=starts[1:])
    letters = pack([word.key for r in readings for word in r.words])
    core = pack([r.core for r in readings])
    whole = pack([r.whole for r in readings])
    sound = pack([r.sound for r in readings])
    bare = pack([r.bones for r in readings])
    return Entries(
        starts, letters.codes, letters.at,
        np.array([word.bits for r in readings for word in r.words], np.float32),
        np.array([r.total for r in readings], np.float32),
        np.array([r.known for r in readings], np.float32),
        core.codes, core.at, whole.codes, whole.at, sound.codes, sound.at, bare.codes, bare.at,
    )  # fmt: skip
