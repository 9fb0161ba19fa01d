"""How a word sounds, roughly: spellings of one sound in the Latin systems for Chinese folded into one.

shuanghui, shwanghwei, shuankhuey, shuanfui and swanghui all come out nearly alike. `SOUNDS` folds what Pinyin,
Wade-Giles, Hong Kong spelling, Palladius (through BGN) and the readings of kana and hangul write differently, and
what is commonly heard alike (b/p, d/t, g/k, r/l, f/h, n/ng). `BONES` keeps classes of consonants alone: what kana,
hangul, Arabic and Hebrew keep of a foreign name, for these scripts add vowels or leave them out. A table is read
once from left to right, the longest spelling first.
"""

import numpy as np
import numpy.typing as npt

from matchers.text.compiled.sounds import Spellings

_SOUNDS = """
chzh=c tch=c dzh=c tsz=c tzu=c tsu=cu tz=c ts=c dz=c cz=c zh=c ch=c q=c j=c z=c x=s sh=s hs=s sz=s ssu=s s=s c=c
ck=k cc=k ca=ka co=ko cu=ku ph=h kh=h th=t gh=k wh=u rh=l
ng=n m=m n=n b=p p=p d=t t=t g=k k=k r=l l=l f=h h=h v=u w=u y=i
ya=ia ye=ie yo=io yu=iu ee=i oo=u ou=u ow=ao aw=ao au=ao uei=ui uey=ui wei=ui wai=uai iou=iu yeh=ie ieh=ie ien=ian yen=ian
ung=on ong=on un=on eh=e ah=a oh=o ay=ai ey=ei oy=oi ie=ie
"""

_BONES = """
sch=s tsch=s tch=s dzh=s tsz=s tz=s ts=s dz=s dj=s cz=s zh=s ch=s sh=s ce=s ci=s cy=s ge=s gi=s c=k j=s x=ks z=s s=s
ck=k q=k k=k gh=k kh=k g=k ng=n ph=p pf=p f=p v=p b=p p=p th=t d=t t=t l=l r=l m=m n=n h= w= y= a= e= i= o= u=
"""


def _code(letter: str) -> int:
    return ord(letter) - ord("a") if letter.isalpha() else 26 + int(letter)


def _table(text: str) -> Spellings:
    rules = [pair.split("=") for pair in text.split()]
    rules.sort(key=lambda rule: (rule[0][0], -len(rule[0])))
    first = np.searchsorted([_code(spelling[0]) for spelling, _ in rules], np.arange(37)).astype(np.int32)
    pattern, pattern_at = _end_to_end([spelling for spelling, _ in rules])
    sound, sound_at = _end_to_end([heard for _, heard in rules])
    return Spellings(pattern, pattern_at, sound, sound_at, first)


def _end_to_end(texts: list[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    letters = np.array([_code(letter) for text in texts for letter in text], np.uint8)
    at = np.zeros(len(texts) + 1, np.int32)
    np.cumsum([len(text) for text in texts], out=at[1:])
    return letters, at


SOUNDS = _table(_SOUNDS)
BONES = _table(_BONES)
