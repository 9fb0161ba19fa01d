"""The keys a sign is found by in a search of everything kept, and those a query asks for. 检索键.

A key is a number of 32 bits: a hash of a run of the sign's words in a-z and 0-9, of that run's sound or of its
consonants, each kind under a mark of its own. A sign has few keys, for it is the query that is spelled in every way
one letter can be wrong. Both sides are read by the same latinisation, so that Pinyin finds hanzi and the other way
round. Two keys in some thousand million are equal by chance: what is found is judged by the word matcher afterwards.
"""

import string
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from domain.brand import Brand
from matchers.text.compiled.sounds import Spellings, respelled
from matchers.text.generic import GENERIC
from matchers.text.normal import words
from matchers.text.scripts import Script, latin, script_of, scripts_of
from matchers.text.signs import parted
from matchers.text.sound import BONES, SOUNDS
from matchers.text.views import ViewKind, views_of

VERSION = 2
"""Of the keys, and of how they are kept: raised when these change, so that what was kept before is indexed anew."""

_MOST_TOKENS = 24
_SHORT_SIGN = 8
"""Tokens up to which a sign's runs are read up to three words wide, and each by its sound."""
_MOST_EDITED = 24
_MOST_TOGETHER = 8
_LEAST_EDITED = 4
_LEAST_SOUND = 3
_LEAST_EDITED_SOUND = 5
_LEAST_BONES = 3
_LETTERS = string.ascii_lowercase
_CODE = {letter: code for code, letter in enumerate(_LETTERS + string.digits)}
_EDITED = frozenset({ViewKind.WRITTEN, ViewKind.PINYIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a query asks for: any of `same` is the word itself in some script, all of `together` are its words in
    any order (() for a single word), any of `near` is one letter or a likeness of sound away, all of any of `but_one`
    are its words without one that may be wrong (() for fewer than three).
    """

    same: tuple[int, ...]
    together: tuple[int, ...]
    near: tuple[int, ...]
    but_one: tuple[tuple[int, ...], ...]


def fact_key(name: str, value: object) -> int:
    """The key of a fact that is the same or not: an office, a class."""
    return _key(name, str(value))


def keys_of_signs(signs: Sequence[Sequence[str]], holders: Sequence[Sequence[str]]) -> list[set[int]]:
    """The keys of each of many observations: of its signs, and of the names of who stands behind it."""
    read = [[_Read(sign) for sign in of_one] for of_one in signs]
    every = {form for of_one in read for one in of_one for form in one.by_sound}
    sounds, bones = _respelled(every, SOUNDS, bones=False), _respelled(every, BONES, bones=True)
    found = []
    for of_one, names in zip(read, holders, strict=True):
        keys: set[int] = set()
        for one in of_one:
            keys.update(_key("=", form) for form in one.whole)
            keys.update(_key("l", form) for form in one.runs)
            keys.update(_key("s", sounds[form]) for form in one.by_sound if len(sounds[form]) >= _LEAST_SOUND)
            keys.update(_key("b", bones[form]) for form in one.by_sound if len(bones[form]) >= _LEAST_BONES)
        for name in names:
            keys.update(_key("h", form) for form in _Read(name).runs)
        found.append(keys)
    return found


def asked_of_sign(word: str) -> Asked:
    """What finds a word and its likes among signs; all empty when nothing of it can be read."""
    whole = dict.fromkeys(sorted(_Read(word).whole))
    edited: dict[str, None] = {}
    together: tuple[int, ...] = ()
    for view in views_of(Brand(brand_id="", name=word)):
        core = [w for w in view.words if w not in GENERIC] or list(view.words)
        forms = ("".join(view.words), "".join(core))
        whole |= dict.fromkeys(forms)
        if view.kind in _EDITED:
            edited[forms[1]] = None
        if view.kind is ViewKind.WRITTEN and len(core) > 1:
            together = tuple(dict.fromkeys(_key("l", w) for w in core[:_MOST_TOGETHER]))
    sounds = _respelled(whole, SOUNDS, bones=False)
    bones = _respelled(whole, BONES, bones=True)
    near = {_key("s", sound) for sound in sounds.values() if len(sound) >= _LEAST_SOUND}
    near |= {_key("b", bone) for bone in bones.values() if len(bone) >= _LEAST_BONES}
    for form in edited:
        if _LEAST_EDITED <= len(form) <= _MOST_EDITED:
            near |= {_key("l", other) for other in _one_edit(form, _LETTERS)}
        if _LEAST_EDITED_SOUND <= len(sounds[form]) <= _MOST_EDITED:
            near |= {_key("s", other) for other in _one_edit(sounds[form], _HEARD)}
    same = {_key("l", form) for form in whole} | {_key("=", form) for form in whole}
    but_one = (
        tuple(together[:i] + together[i + 1 :] for i in range(len(together))) if len(together) > 2 else ()
    )
    return Asked(
        same=tuple(sorted(same)), together=together, near=tuple(sorted(near - same)), but_one=but_one
    )


def asked_of_holder(name: str) -> tuple[int, ...]:
    """Any of these finds a holder by its name or a run of its words, in hanzi or Pinyin."""
    forms: dict[str, None] = {}
    for view in views_of(Brand(brand_id="", name=name)):
        core = [w for w in view.words if w not in GENERIC] or list(view.words)
        forms |= dict.fromkeys(("".join(view.words), "".join(core)))
    forms |= dict.fromkeys(_Read(name).whole)
    return tuple(sorted(_key("h", form) for form in forms))


def in_pinyin(sign: str) -> str:
    """A sign with its hanzi in Pinyin, a run of them one word; "" for one without hanzi."""
    if sign.isascii() or not any(script_of(letter) is Script.HAN for letter in sign):
        return ""
    read: list[str] = []
    joins = False
    for token in [part for whole in words(sign) for part in parted(whole)]:
        han = scripts_of(token) == {Script.HAN}
        single = han and len(token) == 1
        if single and joins and read:
            read[-1] += latin(token)
        else:
            read.append(latin(token) if han else token)
        joins = single
    return " ".join(read)


class _Read:
    """A text as runs of its tokens. `whole` is all of them with and without generic ones, `runs` those and the runs
    of neighbours, `by_sound` those of them that are known by sound too.
    """

    __slots__ = ("by_sound", "runs", "tokens", "whole")

    def __init__(self, text: str) -> None:
        every = [part for token in words(text) for part in parted(token)][:_MOST_TOKENS]
        read = [(latin(token), token) for token in every]
        self.tokens = [(key, token) for key, token in read if key]
        keys = [key for key, _ in self.tokens]
        core = [key for key, token in self.tokens if token not in GENERIC] or keys
        self.whole = {form for form in ("".join(keys), "".join(core)) if form}
        single = set(self._runs(1))
        runs = single | self.whole
        widest = 3 if len(keys) <= _SHORT_SIGN else 2
        if any(scripts_of(token) == {Script.HAN} for _, token in self.tokens):
            widest = 5
        for width in range(2, min(widest, len(keys)) + 1):
            runs.update(self._runs(width))
        self.runs = runs
        self.by_sound = runs if len(keys) <= _SHORT_SIGN else single | self.whole

    def _runs(self, width: int) -> Iterator[str]:
        """Runs of so many neighbours; a hanzi alone says too little to stand for a longer name."""
        for start in range(len(self.tokens) - width + 1):
            part = self.tokens[start : start + width]
            alone = width == 1 and len(self.tokens) > 1 and scripts_of(part[0][1]) == {Script.HAN}
            if not alone:
                yield "".join(key for key, _ in part)


def _one_edit(form: str, letters: str) -> Iterator[str]:
    """Every text one letter away: left out, swapped with its neighbour, another, one more."""
    for place in range(len(form) + 1):
        before, after = form[:place], form[place:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _respelled(forms: Iterable[str], table: Spellings, *, bones: bool) -> dict[str, str]:
    """How forms sound, or their consonants, in letters again."""
    listed = list(forms)
    if not listed:
        return {}
    letters = np.array([_CODE[letter] for form in listed for letter in form], np.uint8)
    at = np.zeros(len(listed) + 1, np.int32)
    np.cumsum([len(form) for form in listed], out=at[1:])
    heard, heard_at = respelled(letters, at, table, bones, False)
    spelled = "".join(_SPELLED[code] for code in heard.tolist())
    ends = heard_at.tolist()
    return {form: spelled[ends[i] : ends[i + 1]] for i, form in enumerate(listed)}


_SPELLED = _LETTERS + string.digits
_HEARD = "".join(sorted({_SPELLED[code] for code in SOUNDS.sound.tolist()} | set("aeiou")))


def _key(mark: str, form: str) -> int:
    """The key as PostgreSQL's integer holds it: signed."""
    number = zlib.crc32(f"{mark}\0{form}".encode())
    return number - (1 << 32) if number >= 1 << 31 else number
