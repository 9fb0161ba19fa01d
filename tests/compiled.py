"""The matcher compiled, so that the processes under test find it in the cache beside its files."""

from domain.brand import Brand
from domain.observation import Kind, Observation
from jobs.judging import Screen


def compile_matcher() -> None:
    """Judges a few signs by a few brands, of every script there is a way of its own for."""
    names = ("HAITONGO", "青鹭海", "QINGLUHAI MEIDA")
    screen = Screen([Brand(brand_id=name, name=name, enterprise="甲") for name in names])
    signs = ("HAITONGA", "青鹭湾", "Qing Lu Hai", "ХАЙТОНГО", "チンルハイ", "haitongo-meida 青鹭")
    screen.matches(
        [Observation(kind=Kind.FILING, source="made-up", ref=sign, sign=sign, office="US") for sign in signs]
    )
