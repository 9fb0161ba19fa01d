"""Drawn logos found again when turned, mirrored, recoloured, framed; strangers and empty pictures are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

from domain.picture import Picture
from matchers.image.codes import CODES, LogoCodes, WrongCodes, codes_of
from matchers.image.hashes import far_apart, pdq_of, turned
from matchers.image.ink import flat_rgb, ink_of
from matchers.image.matcher import LogoMatch, LogoMatcher, WatchedLogo
from matchers.image.views import views_of

SIZE = 240


def star(draw: ImageDraw.ImageDraw) -> None:
    right = [(120, 20), (150, 100), (225, 105), (165, 150), (190, 225)]
    left = [(120, 180), (60, 215), (75, 145), (20, 95), (95, 95)]
    draw.polygon([*right, *left], "navy")
    draw.rectangle((100, 120, 112, 205), fill="white")


def wave(draw: ImageDraw.ImageDraw) -> None:
    for n in range(4):
        draw.arc(
            (20 + 18 * n, 30 + 12 * n, 210 - 6 * n, 230 - 22 * n), 160 + 12 * n, 350, fill="black", width=10
        )
    draw.ellipse((150, 30, 190, 70), fill="red")


def blocks(draw: ImageDraw.ImageDraw) -> None:
    for box in (
        (20, 30, 90, 100),
        (110, 30, 140, 210),
        (20, 120, 90, 140),
        (160, 90, 220, 210),
        (40, 160, 70, 215),
    ):
        draw.rectangle(box, fill="black")
    draw.line((150, 40, 220, 80), fill="black", width=9)


def drawn(make: object) -> Image.Image:
    image = Image.new("RGB", (SIZE, SIZE), "white")
    make(ImageDraw.Draw(image))  # type: ignore[operator]
    return image


def picture(image: Image.Image) -> Picture:
    return Picture(image.width, image.height, image.convert("RGBA").tobytes())


LOGOS = {"star": drawn(star), "wave": drawn(wave), "blocks": drawn(blocks)}


@pytest.fixture(scope="module")
def matcher() -> LogoMatcher:
    return LogoMatcher(
        [
            WatchedLogo(brand_id=name, sha256=name, codes=codes_of(picture(image)))
            for name, image in LOGOS.items()
        ]
    )


def framed(image: Image.Image) -> Image.Image:
    around = ImageOps.expand(image, 40, "white")
    ImageDraw.Draw(around).rectangle((6, 6, around.width - 7, around.height - 7), outline="green", width=7)
    return around


def on_its_side(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_90)


def with_a_margin(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, 90, "white")


CHANGES = [ImageOps.invert, ImageOps.mirror, ImageOps.grayscale, on_its_side, with_a_margin, framed]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("name", LOGOS)
def test_a_changed_copy_is_found_first(matcher: LogoMatcher, name: str, change: object) -> None:
    (found,) = matcher.match([picture(change(LOGOS[name]))])  # type: ignore[operator]
    assert found, "nothing was found"
    assert found[0].brand_id == name
    assert found[0].evidence.says
    assert found[0].evidence.says_en


def test_points_lie_within_the_pictures_they_are_given_in(matcher: LogoMatcher) -> None:
    other = with_a_margin(LOGOS["star"]).resize((900, 900))
    (found,) = matcher.match([picture(other)])
    best: LogoMatch = found[0]
    for x, y, u, v in best.points:
        assert -2 <= x <= SIZE + 2
        assert -2 <= y <= SIZE + 2
        assert -4 <= u <= 904
        assert -4 <= v <= 904


def test_a_stranger_is_not_found(matcher: LogoMatcher) -> None:
    rng = np.random.default_rng(1)
    words = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(words).text((20, 40), "GLOBAL TRADING", fill="black")
    noise = Image.fromarray(rng.integers(0, 256, (200, 200, 3), dtype=np.uint8))
    found = matcher.match([picture(words), picture(noise)])
    assert [[one.brand_id for one in each if one.score > 0.9] for each in found] == [[], []]


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (300, 2), (64, 64)])
@pytest.mark.parametrize("colour", ["white", "black", (0, 0, 0, 0)])
def test_a_picture_that_shows_nothing_meets_nothing(
    matcher: LogoMatcher, size: tuple[int, int], colour: object
) -> None:
    empty = Image.new("RGBA", size, colour)  # type: ignore[arg-type]
    assert matcher.match([picture(empty)]) == [[]]
    assert codes_of(picture(empty)).blank


def test_what_is_beside_a_picture_does_not_change_its_matches(matcher: LogoMatcher) -> None:
    pictures = [picture(image) for image in LOGOS.values()]
    assert matcher.match(pictures) == [matcher.match([one])[0] for one in pictures]


def test_codes_are_read_back_as_they_were_written() -> None:
    codes = codes_of(picture(LOGOS["wave"]))
    assert LogoCodes.from_bytes(codes.to_bytes()).to_bytes() == codes.to_bytes()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no codes at all"])
def test_what_are_no_codes_is_refused(data: bytes) -> None:
    with pytest.raises(WrongCodes):
        LogoCodes.from_bytes(data)


def test_codes_of_another_version_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = codes_of(picture(LOGOS["wave"])).to_bytes()
    monkeypatch.setattr("matchers.image.codes.CODES", f"{CODES}-other")
    with pytest.raises(WrongCodes, match="make them anew"):
        LogoCodes.from_bytes(kept)


def test_nothing_watched_meets_nothing() -> None:
    assert LogoMatcher([]).match([picture(LOGOS["star"])]) == [[]]


@settings(max_examples=25)
@given(st.integers(0, 7), st.sampled_from(sorted(LOGOS)))
def test_one_of_the_eight_turns_is_the_code_of_a_turned_copy(turn: int, name: str) -> None:
    ink = ink_of(flat_rgb(picture(LOGOS[name])))
    assert ink is not None
    turns = turned(views_of(ink)[0].pixels)
    codes = np.stack([pdq_of(one) for one in turns])
    assert far_apart(pdq_of(turns[turn]), codes).min() == 0
