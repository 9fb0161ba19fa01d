"""Pictures of the pages of Word files for `docs/screens/`, as LibreOffice lays them out.

    .venv/bin/python tools/take_pages.py docs/screens .haishao/demo/reports/annual-2026.docx …

`annual-2026.docx` becomes `annual-2026-1.png` and so on, up to `MOST_PAGES`. Needs LibreOffice and poppler: `make office`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

MOST_PAGES = 12
DPI = 72
SECONDS = 300


def main(folder: Path, documents: list[Path]) -> None:
    """Keeps the first pages of each document as pictures."""
    office, painter = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or painter is None:
        raise SystemExit(
            "没有 LibreOffice 或 poppler，请先 make office · no LibreOffice or poppler: make office"
        )
    with tempfile.TemporaryDirectory(prefix="haishao-pages-") as scratch:
        profile = f"-env:UserInstallation={(Path(scratch) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", scratch]
        subprocess.run(
            [*command, *map(str, documents)], check=True, timeout=SECONDS, stdout=subprocess.DEVNULL
        )
        for document in documents:
            pages = Path(scratch) / document.stem
            pages.mkdir()
            paint = [painter, "-png", "-r", str(DPI), "-l", str(MOST_PAGES)]
            subprocess.run([*paint, f"{pages}.pdf", str(pages / "page")], check=True, timeout=SECONDS)
            for number, page in enumerate(sorted(pages.glob("page-*.png")), 1):
                kept = folder / f"{document.stem}-{number}.png"
                Image.open(page).convert("L").quantize(32, dither=Image.Dither.NONE).save(kept, optimize=True)
                print(kept)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]])
