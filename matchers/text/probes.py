"""The keys a sign is looked up by: its whole, its core, its words in order, and windows of words. 检索键."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matchers.text.readings import FOREIGN, Reading, Word, joined_sound

_MOST_WORDS = 24
_MOST_WINDOW = 3
_MOST_WINDOW_OF_HANZI = 5
_LEAST_BITS_OF_ONE = 8.0
_LEAST_SOUND = 3
_WHOLE = 0.7
"""A run of words with at least this share of the bits is met more loosely, as a whole."""
_LEAST_BONES = 3


@dataclass(slots=True)
class Keys:
    """Keys of many readings: key number `key[i]` of `texts` stands in reading `entry[i]` with weight `share[i]`.

    A share is the key's part of the reading's bits, 0 to 1.
    """

    texts: dict[str, int] = field(default_factory=dict)
    key: list[int] = field(default_factory=list)
    entry: list[int] = field(default_factory=list)
    share: list[float] = field(default_factory=list)

    def add(self, text: str, entry: int, share: float) -> None:
        """One more key of a reading."""
        self.key.append(self.texts.setdefault(text, len(self.texts)))
        self.entry.append(entry)
        self.share.append(share)


@dataclass(slots=True)
class Probes:
    """The keys of a batch: wholes by spelling, all by spelling, by sound, and by consonants alone.

    Consonants serve the scripts that write few vowels or too many of them.
    """

    wholes: Keys = field(default_factory=Keys)
    spelled: Keys = field(default_factory=Keys)
    sounded: Keys = field(default_factory=Keys)
    bones: Keys = field(default_factory=Keys)

    def put(self, entry: int, found: Sequence[Word], share: float, foreign: bool) -> None:
        """The keys of one run of words."""
        key = "".join([word.key for word in found])
        self.spelled.add(key, entry, share)
        if share >= _WHOLE:
            self.wholes.add(key, entry, share)
        sound = joined_sound(found)
        if len(sound) >= _LEAST_SOUND:
            self.sounded.add(sound, entry, share)
        if foreign:
            bare = "".join([word.bones for word in found])
            if len(bare) >= _LEAST_BONES:
                self.bones.add(bare, entry, share)


def put_sign(probes: Probes, entry: int, reading: Reading) -> None:
    """The keys of a sign's reading."""
    found = reading.words[:_MOST_WORDS]
    foreign = bool(reading.flags & FOREIGN)
    probes.put(entry, found, 1.0, foreign)
    count = len(found)
    if count == 1:
        return
    core = [word for word in found if not word.generic]
    total = reading.total or 1.0
    if core and len(core) < count:
        probes.put(entry, core, 1.0, foreign)
    if 2 <= len(core) <= 6:
        ordered = sorted(core)
        if ordered != core:
            probes.put(entry, ordered, sum(word.bits for word in core) / total, foreign)
    widest = _MOST_WINDOW if reading.flags & FOREIGN or reading.scripts == 1 else _MOST_WINDOW_OF_HANZI
    for size in range(1, min(widest, count - 1) + 1):
        for start in range(count - size + 1):
            window = found[start : start + size]
            weight = sum([word.bits for word in window])
            if weight < _LEAST_BITS_OF_ONE:
                continue
            probes.put(entry, window, weight / total, foreign)


_LEAST_BITS_OF_PART = 12.0
_LEAST_SHARE_OF_PART = 0.3


def put_view(probes: Probes, entry: int, reading: Reading) -> None:
    """The keys of a brand's view: its whole and core, and the parts that could stand for it."""
    found = reading.words
    probes.put(entry, found, 1.0, True)
    if len(found) == 1:
        return
    core = [word for word in found if not word.generic]
    total = reading.total or 1.0
    if core and len(core) < len(found):
        probes.put(entry, core, 1.0, True)
    if 2 <= len(core) <= 6:
        ordered = sorted(core)
        if ordered != core:
            probes.put(entry, ordered, sum(word.bits for word in core) / total, True)
    for size in range(1, min(_MOST_WINDOW, len(found) - 1) + 1):
        for start in range(len(found) - size + 1):
            window = found[start : start + size]
            weight = sum(word.bits for word in window)
            if weight >= _LEAST_BITS_OF_PART and weight / total >= _LEAST_SHARE_OF_PART:
                probes.put(entry, window, weight / total, True)
