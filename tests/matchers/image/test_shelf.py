"""The shelf of pictures: what is nearest, grown or made at once, and with part of it struck out."""

import numpy as np
import pytest

from matchers.image.codes import LogoCodes, codes_of
from matchers.image.look import glimpse_of
from matchers.image.shelf import PictureCodes, PictureShelf, WrongPictureCodes, picture_codes_of
from pictures.raster import raster
from tests.console.pictured import drawn


def codes(number: int) -> PictureCodes:
    glimpse = glimpse_of(raster(drawn(number)))
    assert glimpse is not None
    return picture_codes_of(glimpse)


def asked(number: int) -> LogoCodes:
    return codes_of(raster(drawn(number, ink="#222222")))


ALL = np.ones(5, bool)


def test_codes_come_back_from_their_bytes() -> None:
    made = codes(0)
    read = PictureCodes.from_bytes(made.to_bytes())
    assert np.array_equal(read.vectors, made.vectors)
    assert np.array_equal(read.pdq, made.pdq)
    for wrong in (b"", b"x", made.to_bytes()[:-1]):
        with pytest.raises(WrongPictureCodes):
            PictureCodes.from_bytes(wrong)


def test_a_shelf_that_grew_answers_as_one_made_at_once_and_lets_go_of_its_beginning() -> None:
    five = [codes(number) for number in range(5)]
    whole = PictureShelf(five)
    grown = PictureShelf([]).with_more(five[:2]).with_more(five[2:])
    for number in range(5):
        assert whole.nearest(asked(number), 3, ALL) == grown.nearest(asked(number), 3, ALL)
        assert whole.nearest(asked(number), 3, ALL)[0] == number
    short = whole.with_more([], without=2)
    assert len(short) == 3
    assert short.nearest(asked(4), 1, ALL[:3]) == [2]


def test_what_is_struck_out_is_not_found_however_much_that_is() -> None:
    shelf = PictureShelf([codes(number) for number in range(5)])
    for gone in ([0], [0, 1, 2], [0, 1, 2, 3, 4]):
        allowed = ALL.copy()
        allowed[gone] = False
        assert not set(shelf.nearest(asked(0), 5, allowed)) & set(gone)
    assert PictureShelf([]).nearest(asked(0), 5, ALL[:0]) == []
