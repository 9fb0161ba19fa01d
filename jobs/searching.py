"""A search of the register: keys of the query, candidates from the database, judged by the word matcher. 检索."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from domain.brand import Brand
from domain.match import Evidence
from domain.search import RegisterHit, RegisterPage, RegisterQuery
from matchers.text.matcher import WordMatcher
from matchers.text.rules import WIDE_2
from matchers.text.search_keys import Asked, asked_of_holder, asked_of_sign, fact_key, in_pinyin
from storage import register
from storage.register import Candidate, Narrowed

PAGE_SIZE = 50
MOST_FOUND = 1_000
"""Hits that are counted and exported."""

MOST_NEAR = 300
"""Candidates that are a letter or a likeness of sound away and are compared."""

_PLACE = re.compile(r"(\d{1,18})-(\d{1,4})-(\d{1,5})-(\d{1,18})")


class UnreadableWord(ValueError):
    """Nothing of a word that is asked for can be read: it has no letter, hanzi or digit."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page begins: after the hit `last_id`, whose score was `score` ten-thousandths.

    `top` is the highest id when the first page was made: what came later moves no page. `found` is what was counted.
    """

    top: int
    found: int
    score: int
    last_id: int

    def __str__(self) -> str:
        return f"{self.top}-{self.found}-{self.score}-{self.last_id}"


def place_of(text: str) -> _Place | None:
    """Where a page begins, as its address has it; None for the first, and for what is no such place."""
    read = _PLACE.fullmatch(text)
    return _Place(*map(int, read.groups())) if read else None


def search(query: RegisterQuery, *, after: str = "", size: int = PAGE_SIZE) -> RegisterPage:
    """One page of what answers a query: the nearest first where a word is asked for, else the newest.

    `after` is a page's `following`. Raises UnreadableWord, and SearchTooLong of `storage.register`.
    """
    place = place_of(after)
    return _by_word(query, place, size) if query.word else _by_facts(query, place, size)


def _by_facts(query: RegisterQuery, place: _Place | None, size: int) -> RegisterPage:
    below = place.last_id if place else register.LAST_ID
    limit = size + 1 if place else max(size, MOST_FOUND) + 1
    ids = register.newest(_narrowed(query), below_id=below, limit=limit)
    found = place.found if place else len(ids)
    following = str(_Place(0, min(found, 9_999), 0, ids[size - 1])) if len(ids) > size else ""
    return _page(register.hits_of(ids[:size]), found, following, more=found > MOST_FOUND)


def _by_word(query: RegisterQuery, place: _Place | None, size: int) -> RegisterPage:
    top = place.top if place else register.top_id()
    ranked, more = _ranked(query, top)
    after = (-place.score, -place.last_id) if place else (-100_000, 0)
    rest = [one for one in ranked if (-_parts(one.score), -one.observation_id) > after]
    shown = rest[:size]
    kept = {hit.observation_id: hit for hit in register.hits_of([one.observation_id for one in shown])}
    hits = [
        replace(kept[one.observation_id], score=one.score, evidence=one.evidence)
        for one in shown
        if one.observation_id in kept
    ]
    last = shown[-1] if shown else None
    following = (
        str(_Place(top, len(ranked), _parts(last.score), last.observation_id))
        if last and len(rest) > size
        else ""
    )
    return _page(hits, len(ranked), following, more=more)


def _page(hits: list[RegisterHit], found: int, following: str, *, more: bool) -> RegisterPage:
    return RegisterPage(hits=tuple(hits), found=min(found, MOST_FOUND), more=more, following=following)


@dataclass(frozen=True, slots=True)
class _Ranked:
    observation_id: int
    score: float
    evidence: tuple[Evidence, ...]


def _ranked(query: RegisterQuery, top: int) -> tuple[list[_Ranked], bool]:
    """What answers a word, the nearest first, and whether more was found than compared."""
    asked = asked_of_sign(query.word)
    if not asked.same:
        raise UnreadableWord(query.word)
    found: dict[int, tuple[Candidate, bool]] = {}
    more = False
    for wanted, limit, same in _roads(_narrowed(query), asked):
        met = register.candidates(wanted, below_id=top + 1, limit=limit + 1)
        more |= len(met) > limit
        for one in met[:limit]:
            found.setdefault(one.observation_id, (one, same))
    return _judged(query.word, list(found.values())), more


def _roads(narrowed: Narrowed, asked: Asked) -> Iterator[tuple[Narrowed, int, bool]]:
    """What to look for, the surest first, how many of it at most, and whether it is the word itself."""
    yield replace(narrowed, groups=(*narrowed.groups, asked.same)), MOST_FOUND - 2 * MOST_NEAR, True
    if asked.together:
        yield replace(narrowed, every=(*narrowed.every, *asked.together)), MOST_NEAR // 2, True
    if asked.but_one:
        yield replace(narrowed, either=asked.but_one), MOST_NEAR // 2, False
    if asked.near:
        yield replace(narrowed, groups=(*narrowed.groups, asked.near)), MOST_NEAR, False


def _judged(word: str, found: list[tuple[Candidate, bool]]) -> list[_Ranked]:
    """Candidates with the word matcher's score and reasons; one that is only near and meets nothing is left out.

    The matcher holds words in Latin letters against no hanzi, for a brand brings its own; a search does not, so that
    signs in hanzi are read in Pinyin here.
    """
    matcher = WordMatcher([Brand(brand_id=word, name=word)], WIDE_2)
    hanzi_asked = bool(in_pinyin(word))
    same = {one.observation_id: is_same for one, is_same in found}
    best: dict[int, _Ranked] = {}
    texts = [
        (one.observation_id, text, read)
        for one, _ in found
        for text in (one.sign, one.brand)
        if text
        for read in dict.fromkeys(("", "" if hanzi_asked else in_pinyin(text)))
    ]
    met = matcher.match([read or text for _, text, read in texts], least=0.0)
    for (row_id, text, read), matches in zip(texts, met, strict=True):
        if matches and (row_id not in best or best[row_id].score < matches[0].score):
            said = matches[0].evidence or (_reached(word, text, same=same[row_id]),)
            said = (_pinyin(text, read), *said) if read else said
            best[row_id] = _Ranked(row_id, matches[0].score, said)
    for one, is_same in found:
        if is_same:
            said = (_reached(word, one.sign, same=True),)
            best.setdefault(one.observation_id, _Ranked(one.observation_id, 0.0, said))
    return sorted(best.values(), key=lambda one: (-_parts(one.score), -one.observation_id))


def _pinyin(sign: str, read: str) -> Evidence:
    read = read.upper()
    return Evidence(
        feature="view", score=1.0, ours=read, theirs=sign, says=f"{sign} 的拼音为 {read}",
        says_en=f"{sign} is {read} in Pinyin",
    )  # fmt: skip


def _reached(word: str, sign: str, *, same: bool) -> Evidence:
    """Why a sign was found of which the matcher says nothing, as of a generic word."""
    says, says_en = (f"含有 {word}", f"has {word} in it") if same else (f"与 {word} 相近", f"close to {word}")
    return Evidence(feature="contains", score=0.0, ours=word, theirs=sign, says=says, says_en=says_en)


def _parts(score: float) -> int:
    """A score in ten-thousandths, as places write it."""
    return round(score * 10_000)


def _narrowed(query: RegisterQuery) -> Narrowed:
    every = [
        fact_key(name, value)
        for name, value in (("kind", query.kind), ("office", query.office), ("source", query.source))
        if value
    ]
    groups = []
    if query.classes:
        groups.append(tuple(fact_key("class", number) for number in query.classes))
    if query.holder:
        of_holder = asked_of_holder(query.holder)
        if not of_holder:
            raise UnreadableWord(query.holder)
        groups.append(of_holder)
    return Narrowed(groups=tuple(groups), every=tuple(every), since=query.since, until=query.until)


def narrowed_to(query: RegisterQuery) -> Narrowed:
    """What an observation must have to answer a query, its word itself too; what is near the word does not count. Raises
    UnreadableWord.
    """
    narrowed = _narrowed(query)
    if not query.word:
        return narrowed
    asked = asked_of_sign(query.word)
    if not asked.same:
        raise UnreadableWord(query.word)
    return replace(narrowed, groups=(*narrowed.groups, asked.same))


def make_ready() -> None:
    """Has the matcher's compiled code loaded before somebody waits for it; takes seconds, once in a process."""
    _judged("haishao", [(Candidate(observation_id=0, sign="HAISHAO 海哨", brand=""), True)])
