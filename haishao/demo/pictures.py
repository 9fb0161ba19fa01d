"""Pictures of the demo's figurative filings: a watched logo as a squatter would hand it in, and drawings of nobody's."""

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from pictures.decode import decode

LOGOS = Path(__file__).parent / "logos"
_SIDE = 420


def copied_logo(brand_id: str) -> bytes:
    """The logo of a demo brand mirrored, in black on white, as a 1-bit G4 TIFF."""
    logo = _on_white(brand_id)
    grey = ImageOps.mirror(logo.convert("L"))
    sheet = Image.new("L", (_SIDE, _SIDE), 255)
    sheet.paste(grey.resize((300, 300), Image.Resampling.LANCZOS), (60, 60))
    return _saved(sheet.point(lambda value: 255 if value > 215 else 0).convert("1"), "TIFF")


def recoloured_logo(brand_id: str) -> bytes:
    """The logo of a demo brand turned by a few degrees, in grey, as a JPEG of low quality."""
    turned = _on_white(brand_id).rotate(7, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    return _saved(turned.convert("L").resize((260, 260), Image.Resampling.LANCZOS), "JPEG")


def unrelated_drawing(seed: str) -> bytes:
    """A few random shapes, the same for the same seed, as a PNG."""
    rng = random.Random(seed)  # nosec B311 # made-up pictures, not secrets
    sheet = Image.new("L", (240, 240), 255)
    draw = ImageDraw.Draw(sheet)
    for _ in range(rng.randint(2, 5)):
        corners = [(rng.randint(20, 220), rng.randint(20, 220)) for _ in range(rng.randint(3, 6))]
        draw.polygon(corners, fill=rng.choice((0, 60, 120)))
    return _saved(sheet, "PNG")


def _on_white(brand_id: str) -> Image.Image:
    picture = decode((LOGOS / f"{brand_id}.svg").read_bytes())
    drawn = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba)
    sheet = Image.new("RGB", drawn.size, "white")
    sheet.paste(drawn, (0, 0), drawn)
    return sheet


def _saved(image: Image.Image, form: str) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **({"compression": "group4"} if form == "TIFF" else {}))
    return file.getvalue()
