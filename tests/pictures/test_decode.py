"""Pictures of unknown origin, decoded in the sandbox from real bytes made here."""

import base64
import io
import os
import shutil
import signal
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from domain.fault_kind import FaultKind
from domain.picture import Picture
from pictures import decode as decoding
from pictures.decode import decode
from pictures.refused import Refused

BLACK, WHITE, RED = (0, 0, 0), (255, 255, 255), (200, 0, 0)


def drawn(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """A dark bar on the left half of a white ground."""
    image = Image.new("RGB", size, WHITE)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill=BLACK)
    return image.convert(mode)


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def pixel(picture: Picture, x: int, y: int) -> tuple[int, ...]:
    at = (y * picture.width + x) * 4
    return tuple(picture.rgba[at : at + 4])


def shows_the_bar(picture: Picture) -> bool:
    """Dark on the left, light on the right, both solid."""
    left = pixel(picture, picture.width // 4, picture.height // 2)
    right = pixel(picture, picture.width * 3 // 4, picture.height // 2)
    return max(left[:3]) < 60 and min(right[:3]) > 195 and left[3] == right[3] == 255


def refusal(data: bytes) -> FaultKind:
    with pytest.raises(Refused) as caught:
        decode(data)
    assert caught.value.fault("a.png", "row 3").says("zh")
    return caught.value.kind


def frames(form: str) -> bytes:
    first, second = drawn("P"), drawn("P").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return saved(first, form, save_all=True, append_images=[second] * 5, duration=40)


def pages() -> bytes:
    other = drawn("1").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return saved(drawn("1"), "TIFF", compression="group4", save_all=True, append_images=[other])


def deep(form: str, *, top: int) -> bytes:
    grey = np.where(np.asarray(drawn("L")) > 127, top, 0).astype(np.uint16)
    return saved(Image.fromarray(grey), form)


SENT: dict[str, Callable[[], bytes]] = {
    "a 1-bit G4 TIFF of several pages, the first of them": pages,
    "a CMYK JPEG": lambda: saved(drawn("CMYK"), "JPEG"),
    "a 16-bit grey TIFF": lambda: deep("TIFF", top=65_535),
    "a 16-bit grey TIFF of which 12 bits are used": lambda: deep("TIFF", top=4_095),
    "a 16-bit grey PNG": lambda: deep("PNG", top=65_535),
    "a TIFF of fractions": lambda: saved(
        Image.fromarray(np.asarray(drawn("L")).astype(np.float32) / 255.0), "TIFF"
    ),
    "a palette PNG": lambda: saved(drawn("P"), "PNG"),
    "the first frame of an animated GIF": lambda: frames("GIF"),
    "the first frame of an animated WebP": lambda: frames("WEBP"),
    "an AVIF": lambda: saved(drawn(), "AVIF"),
    "a BMP": lambda: saved(drawn(), "BMP"),
    "a JPEG": lambda: saved(drawn(), "JPEG"),
}


@pytest.mark.parametrize("made", SENT.values(), ids=SENT.keys())
def test_what_gazettes_and_shops_send_is_read(made: Callable[[], bytes]) -> None:
    picture = decode(made())
    assert (picture.width, picture.height) == (64, 48)
    assert shows_the_bar(picture)


def test_what_is_clear_stays_clear() -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    image.putpixel((3, 3), (200, 0, 0, 255))
    picture = decode(saved(image, "PNG"))
    assert pixel(picture, 0, 0)[3] == 0
    assert pixel(picture, 3, 3) == (200, 0, 0, 255)


def test_a_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = decode(saved(drawn(), "JPEG", exif=exif))
    assert (picture.width, picture.height) == (48, 64)


def test_a_large_picture_is_reduced() -> None:
    picture = decode(saved(drawn("L", (6_000, 6_000)), "PNG"))
    assert (picture.width, picture.height) == (1_600, 1_600)
    assert shows_the_bar(picture)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))


def png(width: int, height: int) -> bytes:
    """A 1-bit PNG of that size, as small as it packs."""
    row = (width + 7) // 8 + 1
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"\0" * row) for _ in range(min(height, 20_000))) + packer.flush()
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff_bomb() -> bytes:
    file = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(file, "TIFF", compression="group4")
    return file.getvalue()


def gif_of_no_size() -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", 0, 0, 0, 0, 0) + b";"


REFUSED: dict[str, tuple[Callable[[], bytes], FaultKind]] = {
    "a PNG bomb": (lambda: png(30_000, 30_000), FaultKind.PICTURE_TOO_LARGE),
    "a TIFF bomb": (tiff_bomb, FaultKind.PICTURE_TOO_LARGE),
    "41 megapixels": (lambda: png(6_400, 6_500), FaultKind.PICTURE_TOO_LARGE),
    "a line": (lambda: png(1, 100_000), FaultKind.PICTURE_SHAPE),
    "a cut PNG": (lambda: saved(drawn(), "PNG")[:-60], FaultKind.PICTURE_BROKEN),
    "a cut JPEG": (lambda: saved(drawn("RGB", (600, 400)), "JPEG")[:-300], FaultKind.PICTURE_BROKEN),
    "a cut TIFF": (lambda: saved(drawn(), "TIFF")[:500], FaultKind.PICTURE_BROKEN),
    "nothing": (lambda: b"", FaultKind.PICTURE_EMPTY),
    "a web page": (lambda: b"<!DOCTYPE html><html><body>Not found</body></html>", FaultKind.PICTURE_UNKNOWN),
    "PostScript": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
        FaultKind.PICTURE_UNKNOWN,
    ),
    "an SVG of no size": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"/>',
        FaultKind.PICTURE_EMPTY,
    ),
    "an SVG line": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100000"/>',
        FaultKind.PICTURE_SHAPE,
    ),
    "a cut SVG": (
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g>',
        FaultKind.PICTURE_BROKEN,
    ),
}


@pytest.mark.parametrize(("made", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_safe_or_not_whole_is_refused_with_its_reason(
    made: Callable[[], bytes], why: FaultKind
) -> None:
    assert refusal(made()) is why


def test_a_picture_of_no_size_is_refused() -> None:
    assert refusal(gif_of_no_size()) in (
        FaultKind.PICTURE_EMPTY,
        FaultKind.PICTURE_BROKEN,
        FaultKind.PICTURE_UNKNOWN,
    )


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 64 48">{}</svg>'
BAR = '<rect width="64" height="48" fill="#fff"/><rect id="bar" width="32" height="48"/>'


def svg(inner: str, *, before: str = "") -> bytes:
    return (before + SVG.format(inner)).encode()


def test_a_drawing_is_rendered() -> None:
    picture = decode(svg(BAR))
    assert (picture.width, picture.height) == (1_024, 768)
    assert shows_the_bar(picture)


def test_a_drawing_sees_no_file_of_this_machine(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(saved(Image.new("RGB", (64, 48), RED), "PNG"))
    nested = base64.b64encode(svg(f'<image href="{secret}" width="64" height="48"/>')).decode()
    for href in (str(secret), f"file://{secret}", f"data:image/svg+xml;base64,{nested}"):
        for name in ("href", "xlink:href"):
            picture = decode(svg(f'{BAR}<image {name}="{href}" width="64" height="48"/>'))
            assert shows_the_bar(picture), href


def test_pixels_written_into_a_drawing_are_drawn() -> None:
    inside = base64.b64encode(saved(drawn(), "PNG")).decode()
    picture = decode(svg(f'<image xlink:href="data:image/png;base64,{inside}" width="64" height="48"/>'))
    assert shows_the_bar(picture)


def test_a_drawing_program_s_own_entities_are_written_out() -> None:
    before = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY black "#000000">]>'
    assert shows_the_bar(
        decode(
            svg(
                '<rect width="64" height="48" fill="#fff"/><rect width="32" height="48" fill="&black;"/>',
                before=before,
            )
        )
    )


def nested_uses() -> bytes:
    levels = "".join(f'<g id="g{n}">' + f'<use xlink:href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 12))
    return svg(f'<defs><g id="g0"><rect width="9" height="9"/></g>{levels}</defs><use xlink:href="#g11"/>')


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return svg("<text>&e11;</text>", before=f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e0 "x">{levels}]>')


def external_entity() -> bytes:
    before = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return svg("<text>&x;</text>", before=before)


@pytest.mark.parametrize(
    "made",
    [nested_uses, entity_bomb, external_entity, lambda: svg('<g id="a"><use href="#a"/></g>')],
    ids=["nested use", "entity bomb", "external entity", "a use of itself"],
)
def test_a_drawing_that_nests_beyond_measure_or_reaches_outside_is_refused(made: Callable[[], bytes]) -> None:
    assert refusal(made()) is FaultKind.PICTURE_UNSAFE


def test_a_child_that_died_is_replaced() -> None:
    decode(saved(drawn(), "PNG"))
    child = decoding._pool._idle[-1]
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()
    assert shows_the_bar(decode(saved(drawn(), "PNG")))


def test_a_picture_that_kills_a_fresh_child_is_refused_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoding.end_children()
    monkeypatch.setattr(decoding.sys, "executable", shutil.which("false"))
    assert refusal(saved(drawn(), "PNG")) is FaultKind.PICTURE_COSTLY
    monkeypatch.undo()
    assert shows_the_bar(decode(saved(drawn(), "PNG")))


def test_a_child_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    decode(saved(drawn(), "PNG"))
    child = decoding._pool._idle[-1]
    os.kill(child._process.pid, signal.SIGSTOP)
    monkeypatch.setattr(decoding, "LONGEST_WAIT", 0.5)
    assert refusal(saved(drawn(), "PNG")) is FaultKind.PICTURE_COSTLY
    monkeypatch.undo()
    assert child._process.returncode == -signal.SIGKILL
    assert shows_the_bar(decode(saved(drawn(), "PNG")))


def test_a_child_is_given_no_secret_and_bounded_memory() -> None:
    decode(saved(drawn(), "PNG"))
    child = decoding._pool._idle[-1]
    process = Path(f"/proc/{child._process.pid}")
    if not process.is_dir():
        pytest.skip("no /proc on this system")
    assert b"HAISHAO" not in (process / "environ").read_bytes()
    limits = (process / "limits").read_text()
    assert "1610612736" in next(line for line in limits.splitlines() if line.startswith("Max address space"))


@settings(max_examples=60)
@given(st.sampled_from(["PNG", "GIF", "JPEG", "TIFF", "WEBP"]), st.data())
def test_bytes_changed_anywhere_give_a_picture_or_a_refusal(form: str, data: st.DataObject) -> None:
    content = bytearray(saved(drawn(), form))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = decode(bytes(content))
    except Refused as refused:
        assert str(refused)
    else:
        assert len(picture.rgba) == picture.width * picture.height * 4
