"""What happens to a logo on its way into a gazette, a shop or a squatter's filing: 35 operations, each seeded.

An operation takes a drawing (RGBA, any square size) and gives a picture in RGB on an opaque ground. `WITHHELD` are those
that neither the embedding nor the combiner learns from; they are reported apart.
"""

import io
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

from haishao.bench.logo_grounds import ground

Pixels = npt.NDArray[np.uint8]
Operation = Callable[[Image.Image, np.random.Generator], Image.Image]
SIZE = 300
_WHITE = (255, 255, 255)
WORDS = (
    "NOVA TRADING GLOBAL PLUS EXPORT COMPANY STORE ORIGINAL QUALITY PREMIUM HOME SPORT PRO GROUP STUDIO FASHION TOOLS LIFE KIDS "
    "MARINE FOODS"
).split()


def _on(
    logo: Image.Image, colour: tuple[int, ...] = _WHITE, margin: float = 0.1, size: int = SIZE
) -> Image.Image:
    """The drawing in the middle of a ground of one colour, with a margin on each side."""
    inner = max(8, round(size * (1 - 2 * margin)))
    scaled = ImageOps.contain(logo, (inner, inner), Image.Resampling.LANCZOS)
    whole = Image.new("RGB", (size, size), colour)
    whole.paste(scaled, ((size - scaled.width) // 2, (size - scaled.height) // 2), scaled)
    return whole


def clean(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """On white with another margin."""
    return _on(logo, margin=float(rng.uniform(0.02, 0.25)))


def grey(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Without colour."""
    return _on(logo).convert("L").convert("RGB")


def invert(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """White for black."""
    return ImageOps.invert(_on(logo))


def jpegq20(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Compressed hard."""
    return _jpeg(_on(logo), 20)


def _jpeg(picture: Image.Image, quality: int) -> Image.Image:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=quality)
    held.seek(0)
    return Image.open(held).convert("RGB")


def tiny64(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """As a 64 pixel picture."""
    return _on(logo).resize((64, 64), Image.Resampling.LANCZOS).resize((SIZE, SIZE), Image.Resampling.BICUBIC)


def blurnoise(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Out of focus and grainy."""
    soft = np.asarray(_on(logo).filter(ImageFilter.GaussianBlur(2.2)), np.float32)
    return Image.fromarray(np.clip(soft + rng.normal(0, 16, soft.shape), 0, 255).astype(np.uint8))


def halftone(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Printed in dots."""
    light = np.asarray(_on(logo).convert("L"), np.float32) / 255
    angle, step = rng.uniform(0.3, 1.2), 6.0
    y, x = np.mgrid[0:SIZE, 0:SIZE]
    u, v = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    screen = (np.cos(2 * np.pi * u / step) + np.cos(2 * np.pi * v / step) + 2) / 4
    dots = Image.fromarray(((light > screen * 0.96 + 0.02) * 255).astype(np.uint8))
    return dots.filter(ImageFilter.GaussianBlur(0.8)).convert("RGB")


def bitonal(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """As a fax or an old gazette: two tones, coarse, speckled."""
    small = _on(logo).convert("L").resize((150, 150), Image.Resampling.BILINEAR)
    ink = np.asarray(small) < 150
    ink ^= rng.random(ink.shape) < 0.004
    return (
        Image.fromarray((~ink * 255).astype(np.uint8))
        .resize((SIZE, SIZE), Image.Resampling.NEAREST)
        .convert("RGB")
    )


def _turned(picture: Image.Image, degrees: float, fill: tuple[int, ...] = _WHITE) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill)


def rot5_15(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Scanned askew."""
    return _turned(_on(logo), float(rng.uniform(5, 15)) * (1 if rng.random() < 0.5 else -1))


def rot90(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """On its side."""
    return _on(logo).transpose(
        Image.Transpose.ROTATE_90 if rng.random() < 0.5 else Image.Transpose.ROTATE_270
    )


def rot180(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """On its head."""
    return _on(logo).transpose(Image.Transpose.ROTATE_180)


def rot30_60(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Turned far."""
    return _turned(_on(logo), float(rng.uniform(30, 60)) * (1 if rng.random() < 0.5 else -1))


def mirror(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Left for right."""
    return ImageOps.mirror(_on(logo))


def _cropped(logo: Image.Image, rng: np.random.Generator, share: float) -> Image.Image:
    picture = _on(logo, margin=0.02)
    x, y = (int(rng.uniform(0, share) * SIZE) for _ in range(2))
    kept = int(SIZE * (1 - share))
    return picture.crop((x, y, x + kept, y + kept))


def crop10(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A tenth cut off."""
    return _cropped(logo, rng, 0.1)


def crop30(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Nearly a third cut off."""
    return _cropped(logo, rng, 0.3)


def aspect(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Stretched."""
    by = float(rng.uniform(1.2, 1.5))
    wide, high = (round(SIZE * by), SIZE) if rng.random() < 0.5 else (SIZE, round(SIZE * by))
    return _on(logo).resize((wide, high), Image.Resampling.BICUBIC)


def recolour(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """In other colours."""
    hsv = np.asarray(_on(logo).convert("HSV")).copy()
    hsv[..., 0] += np.uint8(rng.integers(40, 216))
    grey_level = np.asarray(_on(logo).convert("L"), np.float32)[..., None] / 255
    ink = np.asarray(strong_colour(rng), np.float32)
    flat = ink * (1 - grey_level) + 255 * grey_level
    turned = np.asarray(Image.fromarray(hsv, "HSV").convert("RGB"), np.float32)
    coloured = hsv[..., 1].mean() > 12
    return Image.fromarray((turned if coloured else flat).astype(np.uint8))


def strong_colour(rng: np.random.Generator) -> tuple[int, int, int]:
    bgr = cv2.cvtColor(np.uint8([[[rng.integers(0, 180), 220, rng.integers(110, 220)]]]), cv2.COLOR_HSV2RGB)
    red, green, blue = (int(c) for c in bgr[0, 0])
    return red, green, blue


def colourbg(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Knocked out in white on a coloured ground."""
    return _on(_flat(logo, _WHITE), strong_colour(rng))


def _flat(logo: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """The dark and coloured parts of a drawing as one colour; its own white parts stay open."""
    pixels = np.asarray(logo, np.float32)
    dark = 1 - np.asarray(logo.convert("RGB").convert("L"), np.float32) / 255
    ink = (
        np.clip(dark * 1.6, 0, 1)
        if float((dark * pixels[..., 3]).sum()) > 0.15 * float(pixels[..., 3].sum())
        else 1.0
    )
    flat = np.empty_like(pixels)
    flat[..., :3] = colour
    flat[..., 3] = pixels[..., 3] * ink
    return Image.fromarray(flat.astype(np.uint8), "RGBA")


def _words(rng: np.random.Generator) -> str:
    return " ".join(rng.choice(WORDS, 2 if rng.random() < 0.5 else 1))


def font_of(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def textbelow(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """With a word below."""
    return _with_word_below(_on(logo, margin=0.06), rng)


def _with_word_below(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    whole = Image.new("RGB", (SIZE, round(SIZE * 1.25)), _WHITE)
    whole.paste(picture, (0, 0))
    ImageDraw.Draw(whole).text(
        (SIZE / 2, SIZE * 1.1), _words(rng), fill=(20, 20, 20), font=font_of(42), anchor="mm"
    )
    return whole


def textside(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """With a long word at its side."""
    picture = Image.new("RGB", (SIZE * 3, SIZE), _WHITE)
    picture.paste(_on(logo, margin=0.06), (0, 0))
    ImageDraw.Draw(picture).text(
        (SIZE * 1.05, SIZE / 2), _words(rng)[:12], fill=(20, 20, 20), font=font_of(80), anchor="lm"
    )
    return picture


def frame(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """In a frame."""
    picture = _on(logo, margin=0.18)
    draw, box, ink = ImageDraw.Draw(picture), (12, 12, SIZE - 12, SIZE - 12), strong_colour(rng)
    width = int(rng.integers(5, 14))
    (draw.ellipse if rng.random() < 0.4 else draw.rectangle)(box, outline=ink, width=width)
    return picture


def badge(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Knocked out of a coloured disc or tile."""
    picture = Image.new("RGB", (SIZE, SIZE), _WHITE)
    draw, box, ink = ImageDraw.Draw(picture), (10, 10, SIZE - 10, SIZE - 10), strong_colour(rng)
    if rng.random() < 0.5:
        draw.ellipse(box, fill=ink)
    else:
        draw.rounded_rectangle(box, 50, fill=ink)
    inner = ImageOps.contain(_flat(logo, _WHITE), (160, 160), Image.Resampling.LANCZOS)
    picture.paste(inner, ((SIZE - inner.width) // 2, (SIZE - inner.height) // 2), inner)
    return picture


def texture(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Printed on cloth, wood or stone."""
    under = np.asarray(ground(rng, SIZE, textures=True).convert("RGB"), np.float32)
    pale = 140 + under * 0.45
    print_ = np.asarray(_on(logo), np.float32) / 255
    return Image.fromarray(np.clip(pale * print_, 0, 255).astype(np.uint8))


def pasted(logo: Image.Image, rng: np.random.Generator, share: float) -> Image.Image:
    """In a photo, at a share of its width, a little turned and shaded."""
    size = 400
    photo = ground(rng, size).convert("RGB")
    side = round(size * share)
    mark = ImageOps.contain(logo, (side, side), Image.Resampling.LANCZOS)
    if rng.random() < 0.5:
        plate = Image.new("RGBA", (side + side // 4,) * 2, (*_WHITE, 255))
        plate.paste(mark, ((plate.width - mark.width) // 2, (plate.height - mark.height) // 2), mark)
        mark = plate
    elif rng.random() < 0.5:
        mark = _flat(mark, _WHITE)
    mark = mark.rotate(float(rng.uniform(-12, 12)), Image.Resampling.BICUBIC, expand=True)
    x, y = (int(rng.integers(0, max(1, size - side_of_mark))) for side_of_mark in mark.size)
    photo.paste(mark, (x, y), mark)
    shaded = (
        np.asarray(photo, np.float32)
        * np.linspace(rng.uniform(0.7, 1), rng.uniform(0.7, 1.1), size)[None, :, None]
    )
    return _jpeg(Image.fromarray(np.clip(shaded, 0, 255).astype(np.uint8)), 70)


def photo50(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Half as wide as the photo it stands in."""
    return pasted(logo, rng, 0.5)


def photo30(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Three tenths of the photo's width."""
    return pasted(logo, rng, 0.3)


def photo18(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A sixth of the photo's width."""
    return pasted(logo, rng, 0.18)


def _grown(logo: Image.Image, kernel: int, grow: bool) -> Image.Image:
    light = np.asarray(_on(logo).convert("L"))
    around = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (kernel, kernel))
    return Image.fromarray((cv2.erode if grow else cv2.dilate)(light, around)).convert("RGB")


def bold(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Redrawn with thicker strokes."""
    return _grown(logo, 7, grow=True)


def thin(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Redrawn with thinner strokes."""
    return _grown(logo, 7, grow=False)


def outline(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Only its outlines."""
    light = np.asarray(_on(logo).convert("L"))
    edges = cv2.dilate(cv2.Canny(light, 60, 140), np.ones((4, 4), np.uint8))
    return Image.fromarray(255 - edges).convert("RGB")


def elastic(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Redrawn by hand."""
    picture = np.asarray(_on(logo, margin=0.15))
    shift = [
        cv2.GaussianBlur(rng.uniform(-1, 1, (SIZE, SIZE)).astype(np.float32), (0, 0), 18) for _ in range(2)
    ]
    shift = [16 * one / float(np.abs(one).max()) for one in shift]
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    moved = cv2.remap(picture, x + shift[0], y + shift[1], cv2.INTER_LINEAR, borderValue=_WHITE)
    return Image.fromarray(moved)


def erase25(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A quarter of it covered."""
    picture = _on(logo, margin=0.05)
    side = SIZE // 2
    x, y = (int(rng.integers(0, SIZE - side)) for _ in range(2))
    colour = _WHITE if rng.random() < 0.5 else strong_colour(rng)
    ImageDraw.Draw(picture).rectangle((x, y, x + side, y + side), fill=colour)
    return picture


def twologos(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Beside another device, made of simple shapes."""
    picture = Image.new("RGB", (SIZE * 2, SIZE), _WHITE)
    first = bool(rng.random() < 0.5)
    picture.paste(_on(logo, margin=0.08), (0 if first else SIZE, 0))
    draw, at = ImageDraw.Draw(picture), SIZE if first else 0
    for _ in range(int(rng.integers(2, 5))):
        x, y = (float(v) for v in rng.uniform(30, 190, 2))
        w, h = (float(v) for v in rng.uniform(40, 110, 2))
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape((at + x, y, at + min(SIZE - 10, x + w), min(SIZE - 10, y + h)), fill=strong_colour(rng))
    return picture


def combo_mrt(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Mirrored, recoloured, with text below."""
    return _with_word_below(ImageOps.mirror(recolour(logo, rng)), rng)


def combo_rbj(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A turned badge, compressed hard."""
    return _jpeg(_turned(badge(logo, rng), float(rng.uniform(-20, 20))), 25)


def combo_gaz(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """As a gazette prints it: framed with a word, two tones, askew."""
    picture = Image.new("RGB", (SIZE, SIZE), _WHITE)
    picture.paste(_on(logo, margin=0.14, size=230), (35, 14))
    draw = ImageDraw.Draw(picture)
    draw.text((SIZE / 2, SIZE - 38), _words(rng), fill=(0, 0, 0), font=font_of(30), anchor="mm")
    draw.rectangle((4, 4, SIZE - 4, SIZE - 4), outline=(0, 0, 0), width=3)
    light = np.asarray(_turned(picture, float(rng.uniform(-4, 4))).convert("L").resize((170, 170)))
    ink = (light < 165) ^ (rng.random(light.shape) < 0.004)
    return (
        Image.fromarray((~ink * 255).astype(np.uint8))
        .resize((SIZE, SIZE), Image.Resampling.NEAREST)
        .convert("RGB")
    )


OPERATIONS: dict[str, Operation] = {
    one.__name__: one
    for one in (
        clean, grey, invert, jpegq20, tiny64, blurnoise, halftone, bitonal, rot5_15, rot90, rot180, rot30_60, mirror,
        crop10, crop30, aspect, recolour, colourbg, textbelow, textside, frame, badge, texture, photo50, photo30,
        photo18, bold, thin, outline, elastic, erase25, twologos, combo_mrt, combo_rbj, combo_gaz,
    )
}  # fmt: skip
"""All 35, by name."""

WITHHELD = frozenset({"halftone", "erase25", "twologos", "combo_rbj", "combo_gaz", "textside", "photo18"})
"""Operations nothing is trained or fitted on."""
PHOTOS = frozenset({"photo50", "photo30", "photo18", "texture"})
EASY = frozenset(
    (
        "grey invert jpegq20 tiny64 blurnoise halftone bitonal rot5_15 rot90 rot180 rot30_60 mirror recolour crop10 crop30"
    ).split()
)
"""Grey, invert, JPEG, scans, turns, mirror, recolour, crop: what must nearly always be found."""


def applied(name: str, drawing: Pixels, seed: int) -> Pixels:
    """The operation on a drawing: RGBA pixels in, RGB pixels out, the same for the same seed."""
    rng = np.random.default_rng([seed, *name.encode()])
    return np.asarray(OPERATIONS[name](Image.fromarray(drawing, "RGBA"), rng))
