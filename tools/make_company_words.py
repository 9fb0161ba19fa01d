"""Makes matchers/company_words.csv from a gzipped CSV of exhibitors (column `exhibitor`): PATH of the file.

python tools/make_company_words.py exhibitors.csv.gz
"""

import csv
import gzip
import sys
from collections import Counter
from pathlib import Path

from matchers.text.normal import words
from matchers.text.scripts import latin

LEAST = 25
OUT = Path(__file__).resolve().parent.parent / "matchers" / "company_words.csv"


def main(path: Path) -> None:
    """Counts each word once a distinct name."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        names = {" ".join(words(row["exhibitor"])) for row in csv.DictReader(file)}
    counts = Counter(word for name in names for word in {latin(w) for w in name.split()})
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("word", "per_100000"))
        for word, count in counts.most_common():
            each = count * 100_000 / len(names)
            if each >= LEAST and word:
                writer.writerow((word, round(each)))
    print(f"{len(names)} names, {OUT}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
