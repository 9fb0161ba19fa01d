"""Letters that look alike: the second reading of a word written to deceive the eye. 形近字符.

Ѕhuаnghuі with Cyrillic letters, 5huanghui, SHUANGHU1, bumer for burner. The pairs are those Unicode lists as
confusable (UTS #39, confusables.txt, 15.0) for lower and upper case of a-z, and digits read as letters.
"""

from functools import lru_cache

from matchers.text.scripts import Script, scripts_of

_LOOKS = {
    "a": "аα4ɑạ@", "b": "Ььв6ЬßƄ", "c": "сϲ", "d": "ԁɗ", "e": "еє3ҽ", "f": "ғϝ", "g": "ɡ9գ", "h": "һнհη", "i": "іι1ıɩ",
    "j": "јϳ", "k": "кκқ", "l": "ӏ", "m": "мм", "n": "пήո", "o": "оο0օ", "p": "рρ", "q": "ԛզ", "r": "гɼ", "s": "ѕ5ꜱ",
    "t": "тτ", "u": "υцսμ", "v": "νѵ", "w": "шωԝ", "x": "хχ", "y": "уγүч", "z": "2ᴢʐ",
}  # fmt: skip
_LETTER = {ord(look): letter for letter, looks in _LOOKS.items() for look in looks}
_DIGITS = {point: letter for point, letter in _LETTER.items() if chr(point).isdigit()}
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


@lru_cache(maxsize=500_000)
def look_alikes(word: str) -> tuple[str, ...]:
    """Readings of a folded word by its looks, in a-z and 0-9; () when it has no other than its own."""
    if word.isascii():
        return _ascii_readings(word)
    scripts = scripts_of(word)
    if not scripts <= {Script.LATIN, Script.CYRILLIC, Script.GREEK, Script.OTHER}:
        return ()
    seen = word.translate(_LETTER)
    return (seen,) if seen.isascii() and seen.isalnum() else ()


def _ascii_readings(word: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    letters = sum(letter.isalpha() for letter in word)
    if letters >= 2 and letters < len(word) and len(word) - letters <= letters:
        plain = word.translate(_DIGITS)
        found[plain] = None
        if "1" in word:
            found[
                plain.replace("i", "l") if "i" not in word else word.replace("1", "l").translate(_DIGITS)
            ] = None
    for pair, letter in _PAIRS:
        if pair in word and len(word) > 4:
            found[word.replace(pair, letter)] = None
    return tuple(reading for reading in found if reading.isalnum() and reading != word)
