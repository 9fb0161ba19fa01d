"""Pixels of the formats offices, shops and enterprises send, by Pillow with an allow-list. Runs in the child only.

Odd things seen: gazettes print 1-bit CCITT G4 TIFF, several pages in a file; scanners write 16-bit grey, of which
only 12 bits may be used, and white as 0; print shops send CMYK JPEG; shops send palettes, animations and photos
whose turn stands in EXIF.
"""

import io
import warnings

import numpy as np
from PIL import AvifImagePlugin, Image, ImageOps, UnidentifiedImageError

from domain.fault_kind import FaultKind
from domain.picture import Picture
from pictures.limits import LONGEST_SIDE, MOST_PIXELS, MOST_RATIO
from pictures.refused import Refused

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")
"""What is read. Left out: what Pillow hands on to other programs (EPS, WMF), and what nobody sends."""

_DEPTHS = (255, 1_023, 4_095, 16_383, 65_535)
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def raster(data: bytes) -> Picture:
    """The first page or frame of a picture file, upright, reduced to `LONGEST_SIDE`. Raises Refused."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            check_size(image.width, image.height)
            image.load()
            return picture_of(_upright(image))
    except UnidentifiedImageError as error:
        raise Refused(FaultKind.PICTURE_UNKNOWN, f"{len(data):,} bytes, {data[:8].hex(' ')}") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(FaultKind.PICTURE_TOO_LARGE, f"> {MOST_PIXELS:,} pixels") from error


def check_size(width: float, height: float) -> None:
    """Raises Refused for a picture of no size, too many pixels, or the shape of a line."""
    size = f"{width:g} × {height:g}"
    if width <= 0 or height <= 0:
        raise Refused(FaultKind.PICTURE_EMPTY, size)
    if max(width, height) / min(width, height) > MOST_RATIO:
        raise Refused(FaultKind.PICTURE_SHAPE, size)
    if width * height > MOST_PIXELS:
        raise Refused(FaultKind.PICTURE_TOO_LARGE, f"{size} > {MOST_PIXELS:,} pixels")


def picture_of(image: Image.Image) -> Picture:
    """The pixels of an image, reduced to `LONGEST_SIDE`. Raises Refused for pixels of no known kind."""
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode in ("CMYK", "YCbCr", "HSV"):
        image = image.convert("RGB")
    try:
        image = image.convert("RGBA")
    except ValueError as error:
        raise Refused(FaultKind.PICTURE_UNKNOWN, f"{image.format} {image.mode}") from error
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Picture(image.width, image.height, image.tobytes())


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(image)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of more than 8 bits, scaled: Pillow's own conversion clips it, and a page turns white.

    Whole numbers by the depth that holds the brightest of them, fractions by their own range.
    """
    values = np.asarray(image).astype(np.float32)
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    if image.mode == "F":
        low, high = float(values.min()), float(values.max())
        low, high = (min(low, 0.0), 1.0) if low >= 0.0 and high <= 1.0 else (low, high)
    else:
        most = float(values.max())
        low, high = 0.0, float(next((depth for depth in _DEPTHS if most <= depth), most))
    grey = np.clip((values - low) * (255.0 / max(high - low, 1e-9)), 0, 255).astype(np.uint8)
    tags = getattr(image, "tag_v2", {})
    if tags and tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO and image.mode != "F":
        grey = 255 - grey
    return Image.fromarray(grey)
