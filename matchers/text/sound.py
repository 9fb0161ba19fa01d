"""How a word sounds, roughly: one skeleton for the spellings of a sound in the Latin systems for Chinese.

shuanghui, shwanghwei, shuankhuey, shuanfui and swanghui all come out nearly alike. The table folds what
Pinyin, Wade-Giles, Hong Kong spelling, Palladius (through BGN) and the readings of kana and hangul write
differently, and what is commonly heard alike (b/p, d/t, g/k, r/l, f/h, n/ng). It is read once from left to
right, the longest spelling first.
"""

from functools import lru_cache

_SPELLINGS = """
chzh=c tch=c dzh=c tsz=c tzu=c tsu=cu tz=c ts=c dz=c cz=c zh=c ch=c q=c j=c z=c x=s sh=s hs=s sz=s ssu=s s=s c=c
ck=k cc=k ca=ka co=ko cu=ku ph=h kh=h th=t gh=k wh=u rh=l
ng=n m=m n=n b=p p=p d=t t=t g=k k=k r=l l=l f=h h=h v=u w=u y=i
ya=ia ye=ie yo=io yu=iu ee=i oo=u ou=u ow=ao aw=ao au=ao uei=ui uey=ui wei=ui wai=uai iou=iu yeh=ie ieh=ie ien=ian yen=ian
ung=on ong=on un=on eh=e ah=a oh=o ay=ai ey=ei oy=oi ie=ie
"""
_SOUND = dict(pair.split("=") for pair in _SPELLINGS.split())
_LONGEST = max(map(len, _SOUND))
_BY_FIRST = {
    first: tuple(sorted(((k, v) for k, v in _SOUND.items() if k[0] == first), key=lambda p: -len(p[0])))
    for first in {spelling[0] for spelling in _SOUND}
}
_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=1_000_000)
def skeleton(key: str) -> str:
    """The skeleton of a Latin key (a-z, 0-9), doubled sounds written once."""
    read: list[str] = []
    at = 0
    end = len(key)
    while at < end:
        for spelling, sound in _BY_FIRST.get(key[at], ()):
            if key.startswith(spelling, at):
                read.append(sound)
                at += len(spelling)
                break
        else:
            read.append(key[at])
            at += 1
    return _once("".join(read))


def _once(sounds: str) -> str:
    kept: list[str] = []
    for sound in sounds:
        if not kept or kept[-1] != sound or sound.isdigit():
            kept.append(sound)
    return "".join(kept)


_BONES = """
sch=s tsch=s tch=s dzh=s tsz=s tz=s ts=s dz=s dj=s cz=s zh=s ch=s sh=s ce=s ci=s cy=s ge=s gi=s c=k j=s x=ks z=s s=s
ck=k q=k k=k gh=k kh=k g=k ng=n ph=p pf=p f=p v=p b=p p=p th=t d=t t=t l=l r=l m=m n=n h= w= y= a= e= i= o= u=
"""
_BONE = dict(pair.split("=") for pair in _BONES.split())
_BONES_BY_FIRST = {
    first: tuple(sorted(((k, v) for k, v in _BONE.items() if k[0] == first), key=lambda p: -len(p[0])))
    for first in {spelling[0] for spelling in _BONE}
}


@lru_cache(maxsize=200_000)
def bones(key: str) -> str:
    """Classes of consonants alone: what kana, hangul, Arabic and Hebrew keep of a foreign name.

    Vowels are dropped (a first one is written a), for these scripts add them or leave them out; f, v, b and
    p are one, as are s, z, sh, ch and j.
    """
    read: list[str] = ["a"] if key[:1] in _VOWELS else []
    at = 0
    while at < len(key):
        for spelling, bone in _BONES_BY_FIRST.get(key[at], ()):
            if key.startswith(spelling, at):
                read.append(bone)
                at += len(spelling)
                break
        else:
            read.append(key[at])
            at += 1
    return _once("".join(read))
