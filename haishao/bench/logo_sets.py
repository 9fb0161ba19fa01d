"""Public sets of drawn logos and icons, read from a folder of archives as their registries give them.

`simple-icons*.tar.gz` and `super-tiny-icons*.tar.gz` hold SVG files; `iconify-json-*.tgz` (npm packages `@iconify-json/…`)
one `icons.json` with the body of each drawing. Nothing of them is kept in this project. Brands are told apart by their
folded name, so that one brand drawn by two sets falls on one side of a split.
"""

import hashlib
import json
import re
import tarfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import resvg_py
from PIL import Image

LOGO_SETS = (
    "simple-icons", "super-tiny-icons", "logos", "devicon", "skill-icons", "fa6-brands", "cib", "token-branded",
    "cryptocurrency-color", "vscode-icons", "file-icons",
)  # fmt: skip
"""Sets that draw brands."""
ICON_SETS = (
    "twemoji", "noto", "openmoji", "mdi", "tabler", "ph", "game-icons", "circle-flags", "streamline", "fluent-emoji-flat",
)  # fmt: skip
"""Sets of pictograms that are no brand's: to learn from, never to report on."""
_VARIANTS = re.compile(
    r"[-_ ]?(?:icon|logo|light|dark|plain|original|line|wordmark|colored|color|alt|new|old|legacy|opened|square|circle|fill|"
    r"vertical|horizontal|file-type|folder-type|brands?)$"
)
_LARGEST = 60_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing: its set, its name there, the folded brand, and its SVG."""

    set: str
    name: str
    brand: str
    svg: str

    @property
    def key(self) -> str:
        """Its set and its name there."""
        return f"{self.set} {self.name}"


def drawings(folder: Path, sets: tuple[str, ...]) -> Iterator[Drawing]:
    """The drawings of these sets, in the order of their names; a set whose archive is missing is passed over."""
    for name in sets:
        for archive in sorted(folder.iterdir()):
            if archive.name.startswith(
                (f"{name}.tar.gz", f"iconify-json-{name}-1", f"iconify-json-{name}-2")
            ):
                found = _svg_files(archive) if archive.name.endswith(".tar.gz") else _iconify(archive)
                for key, svg in sorted(found):
                    if len(svg) <= _LARGEST:
                        yield Drawing(name, key, folded_brand(key), svg)


def _svg_files(archive: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".svg"):
                file = tar.extractfile(member)
                if file is not None:
                    yield Path(member.name).stem, file.read().decode("utf-8", "replace")


def _iconify(archive: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/icons.json")
        if file is None:
            return
        data = json.load(file)
    for name, icon in data["icons"].items():
        left, top = icon.get("left", 0), icon.get("top", 0)
        width = icon.get("width", data.get("width", 16))
        height = icon.get("height", data.get("height", 16))
        yield (
            name,
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'viewBox="{left} {top} {width} {height}">{icon["body"].replace("currentColor", "#000")}</svg>',
        )


def folded_brand(name: str) -> str:
    """The brand a drawing's name stands for: `google-chrome-icon` and `googlechrome` are one."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"^(?:file-type|folder-type)-", "", text)
    while (shorter := _VARIANTS.sub("", text)) != text and len(shorter) > 1:
        text = shorter
    return "".join(c for c in text if c.isalnum()) or text


def side_of(brand: str) -> float:
    """Where a brand stands in a split, 0 to 1, by a hash of its name alone."""
    return int.from_bytes(hashlib.sha256(brand.encode()).digest()[:4], "big") / 2**32


def rendered(svg: str, size: int) -> npt.NDArray[np.uint8] | None:
    """The drawing as size × size × 4 RGBA pixels, kept in proportion; None where it cannot be drawn or shows nothing."""
    try:
        png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size))
    except ValueError:
        return None
    import io

    with Image.open(io.BytesIO(png)) as image:
        pixels = np.asarray(image.convert("RGBA"))
    if pixels.shape[:2] != (size, size):
        pixels = _squared(pixels, size)
    return pixels if int((pixels[..., 3] > 32).sum()) > size * size // 100 else None


def _squared(pixels: npt.NDArray[np.uint8], size: int) -> npt.NDArray[np.uint8]:
    image = Image.fromarray(pixels)
    image.thumbnail((size, size), Image.Resampling.LANCZOS)
    whole = Image.new("RGBA", (size, size))
    whole.paste(image, ((size - image.width) // 2, (size - image.height) // 2))
    return np.asarray(whole)
