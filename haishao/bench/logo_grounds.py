"""What a logo is printed or pasted on: photos from scikit-image, and grounds made up of gradients, blobs and grain."""

from functools import cache
from importlib import resources

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

PHOTOS = (
    "astronaut.png", "chelsea.png", "coffee.png", "color.png", "hubble_deep_field.jpg", "ihc.png", "motorcycle_left.png",
    "rocket.jpg", "retina.jpg", "camera.png", "coins.png", "page.png",
)  # fmt: skip
TEXTURES = ("brick.png", "grass.png", "gravel.png")


@cache
def _photo(name: str) -> Image.Image | None:
    """A picture of the package scikit-image, None where it is not installed."""
    try:
        file = resources.files("skimage.data").joinpath(name)
        with file.open("rb") as stream, Image.open(stream) as image:
            return image.convert("RGB")
    except (ModuleNotFoundError, FileNotFoundError):
        return None


def ground(rng: np.random.Generator, size: int, *, textures: bool = False) -> Image.Image:
    """A square ground: a random part of a photo four times in five, else made up."""
    names = TEXTURES if textures else PHOTOS
    photo = _photo(str(rng.choice(names)))
    if photo is None or rng.random() < 0.2:
        return Image.fromarray(_made_up(rng, size))
    side = int(rng.integers(min(photo.size) // 2, min(photo.size) + 1))
    x, y = int(rng.integers(0, photo.width - side + 1)), int(rng.integers(0, photo.height - side + 1))
    part = photo.crop((x, y, x + side, y + side)).resize((size, size), Image.Resampling.BICUBIC)
    return part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else part


def _made_up(rng: np.random.Generator, size: int) -> npt.NDArray[np.uint8]:
    """Soft blobs of colour with grain."""
    coarse = rng.uniform(0, 255, (int(rng.integers(2, 9)), int(rng.integers(2, 9)), 3)).astype(np.float32)
    soft = cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.clip(soft + rng.normal(0, rng.uniform(2, 20), soft.shape), 0, 255).astype(np.uint8)
