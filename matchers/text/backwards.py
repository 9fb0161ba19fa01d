"""Letters of other scripts back to plain Latin, one table a script.

Cyrillic follows BGN/PCGN (1947, Russian; its soft and hard signs dropped), Greek ELOT 743, hangul the
Revised Romanisation (2000, letter by letter), kana Hepburn (long-vowel marks dropped). Arabic and Hebrew
are read by their letters, short vowels being unwritten. What a table lacks is read by AnyAscii.
"""

from anyascii import anyascii

_CYRILLIC_LETTERS = (
    "а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch "
    "ш sh щ sh ъ - ы y ь - э e ю yu я ya і i ї yi є ye ґ g ў w ј j љ l њ n ћ c ђ d џ dz ѕ dz қ q ғ g ң ng "
    "ө o ұ u ү u һ h ә a"
)
_GREEK_LETTERS = (
    "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o"
)
_ARABIC_LETTERS = (
    "ا a أ a إ i آ a ب b ت t ث th ج j ح h خ kh د d ذ d ر r ز z س s ش sh ص s ض d ط t ظ z ع - غ gh ف f ق q "
    "ك k ک k ل l م m ن n ه h و w ي y ی y ى a ة a ء - ئ y ؤ w پ p چ ch ژ zh گ g ڤ v ـ -"
)
_HEBREW_LETTERS = "א a ב b ג g ד d ה h ו v ז z ח h ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע - פ p ף f צ ts ץ ts ק k ר r ש sh ת t"


def _table(letters: str) -> dict[int, str]:
    parts = letters.split()
    return {ord(a): "" if b == "-" else b for a, b in zip(parts[::2], parts[1::2], strict=True)}


CYRILLIC = _table(_CYRILLIC_LETTERS)
GREEK = _table(_GREEK_LETTERS)
ARABIC = _table(_ARABIC_LETTERS)
HEBREW = _table(_HEBREW_LETTERS)

_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()


def from_hangul(run: str) -> str:
    """Hangul syllables letter by letter; a final before a vowel is read as it sounds there."""
    read: list[str] = []
    for letter in run:
        index = ord(letter) - 0xAC00
        if not 0 <= index < 11_172:
            read.append(anyascii(letter).lower())
            continue
        initial, medial, final = index // 588, index // 28 % 21, index % 28
        read += (_INITIALS[initial], _MEDIALS[medial], _FINALS[final])
    return "".join(part for part in read if part != "-")


_KANA_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ",
    "p": "パピプペポ",
}  # fmt: skip
_KANA = {
    kana: row + vowel for row, kanas in _KANA_ROWS.items() for kana, vowel in zip(kanas, "aiueo", strict=True)
}
_KANA |= {
    "シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヤ": "ya", "ユ": "yu",
    "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ン": "n", "ヴ": "vu", "ヵ": "ka", "ヶ": "ke",
    "ヷ": "va", "ヺ": "vo",
}  # fmt: skip
_SMALL = dict(zip("ァィゥェォャュョヮ", ("a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"), strict=True))


def from_kana(run: str) -> str:
    """Hiragana or katakana in Hepburn; small kana change the vowel before, ッ doubles, ー is dropped."""
    read: list[str] = []
    double = False
    for letter in run:
        kana = chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter
        if kana == "ッ":
            double = True
            continue
        if kana in _SMALL and read:
            read[-1] = _with_small(read[-1], _SMALL[kana])
            continue
        sound = _KANA.get(kana) or _SMALL.get(kana, "")
        if double and sound:
            sound = sound[0] + sound
        double = False
        read.append(sound)
    return "".join(read)


def _with_small(sound: str, small: str) -> str:
    """シ+ャ is sha, テ+ィ is ti, フ+ァ is fa, ウ+ィ is wi."""
    if sound == "u":
        return "w" + small
    stem = sound[:-1]
    if len(small) == 2 and stem in ("sh", "ch", "j"):
        return stem + small[1]
    return stem + small


def from_any(run: str) -> str:
    """A script without a table of its own, by AnyAscii."""
    return anyascii(run).lower()
