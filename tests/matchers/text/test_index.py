"""An index read from arrays answers as the one it was made from, and may grow."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.brand import Brand
from matchers.text.matcher import WordMatcher

NAMES = (
    "青鹭海",
    "康睿宁",
    "Kolibrix",
    "Omniva Tools",
    "QX7",
    "NUZK",
    "コリブリ",
    "重庆长兴实业",
    "!!!",
    "\ud800 Zelvora",
)
SIGNS = (
    *NAMES, "QINGLUHAI FOODS", "Цинлухай", "칭루하이", "KANGRUlNING", "COLIBRIX", "TOOLS OMNIVA", "KUOLIBRIXES", "",
    "CHONGQING CHANGXING", "ZHONGQINGCHANGXING", "NOTHING OF THE KIND", "ZELVORA GMBH", "HAIWEIXIAN",
)  # fmt: skip


def brands(names: tuple[str, ...]) -> list[Brand]:
    return [Brand(brand_id=f"{place} {name}", name=name) for place, name in enumerate(names)]


def reread(matcher: WordMatcher, names: tuple[str, ...]) -> WordMatcher:
    """Another one, from copies of the arrays that cannot be written to."""
    arrays = {name: array.copy() for name, array in matcher.arrays().items()}
    for array in arrays.values():
        array.flags.writeable = False
    return WordMatcher(brands(names), index=arrays)


name_lists = st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=12)), max_size=8, unique=True).map(
    tuple
)


@settings(max_examples=25)
@given(names=name_lists, signs=st.lists(st.text(max_size=20), max_size=5))
def test_an_index_read_again_is_the_index(names: tuple[str, ...], signs: list[str]) -> None:
    built = WordMatcher(brands(names))
    asked = [*SIGNS, *signs, *names]
    assert reread(built, names).match(asked, least=0.0) == built.match(asked, least=0.0)


def test_an_index_grows_and_shrinks_and_leaves_what_it_was_read_from_alone() -> None:
    names, more = NAMES[:6], brands(NAMES)[6:]
    built = WordMatcher(brands(names))
    arrays = {name: array.copy() for name, array in built.arrays().items()}
    before = {name: array.copy() for name, array in arrays.items()}
    grown = WordMatcher(brands(names), index=arrays)
    for brand in more:
        grown.add(brand)
        built.add(brand)
    grown.remove("0 青鹭海")
    built.remove("0 青鹭海")
    assert grown.match(SIGNS, least=0.0) == built.match(SIGNS, least=0.0)
    assert grown.match(["QINGLUHAI"]) == [[]]
    assert all((arrays[name] == before[name]).all() for name in arrays)
    again = reread(WordMatcher(brands(NAMES)), NAMES)
    assert again.match(SIGNS[1:]) == WordMatcher(brands(NAMES)).match(SIGNS[1:])
