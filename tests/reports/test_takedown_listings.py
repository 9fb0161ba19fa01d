"""The table of a complaint's listings comes in the parts a platform takes, and no cell of it is a formula."""

import io

from openpyxl import load_workbook

from domain.takedown import Target
from reports.takedown_listings import listings_table, parts_of
from response.platforms import platforms

TARGETS = [Target(url=f"https://www.aliexpress.com/item/{n}.html", title="@cmd") for n in range(301)]


def test_listings_are_split_at_what_the_platform_takes_and_numbered_through() -> None:
    platform = platforms()["aliexpress"]
    parts = parts_of(TARGETS, platform.most)
    assert [len(one) for one in parts] == [300, 1]
    sheet = load_workbook(io.BytesIO(listings_table(platform, parts[1], first=301))).active
    row = next(sheet.iter_rows(min_row=2, values_only=True))
    assert (row[0], row[4], row[6]) == ("301", TARGETS[300].url, "'@cmd")


def test_without_a_known_limit_the_table_is_one() -> None:
    assert [len(one) for one in parts_of(TARGETS, None)] == [301]
    assert parts_of([], None) == ()
