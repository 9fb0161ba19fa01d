"""Writes matchers/text/names.csv: in how many real names each word stands.

The names are one quarter of the public exhibitor lists in ../shared/data; words of fewer than two names are left
out. Run: PYTHONPATH=. python tools/make_names.py
"""

import csv
from collections import Counter
from pathlib import Path

from haishao.bench.word_samples import COUNTED, exhibitor_names
from matchers.text.normal import words
from matchers.text.scripts import latin

OUT = Path(__file__).parent.parent / "matchers" / "text" / "names.csv"


def main() -> None:
    """Counts each word once a name."""
    names = exhibitor_names(COUNTED)
    counts: Counter[str] = Counter()
    for name in names:
        counts.update({latin(word) for word in words(name)} - {""})
    with OUT.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("word", "names"))
        writer.writerow(("", len(names)))
        writer.writerows(sorted((w, n) for w, n in counts.items() if n >= 2))
    print(len(names), len(counts))


if __name__ == "__main__":
    main()
