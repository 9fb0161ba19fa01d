"""Brand: what an enterprise asks to have watched. 品牌."""

from dataclasses import dataclass

from domain.history import Exposure, UsualPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """One brand of one enterprise.

    `name` is the brand as the enterprise writes it (hanzi or Latin); `aliases` are the other forms it is
    known by, official foreign names above all. `owners` (affiliates too) and `authorised` (distributors,
    licensees) are company names, an office's number of a party, or a domain of a shop: never alerted as
    squatting, but a filing by an authorised party in its own name is told, with its own reason. `classes`
    are Nice classes (1 to 45), `markets` WIPO ST.3 codes; empty means every class, every market. `logo`
    is a path or address of its picture, or "".

    `addresses` are the owner's, to be held against those of holders. `shown` are the days on which the brand was
    shown in public, as far as the enterprise states them, `prices` what its goods cost at the least.
    """

    brand_id: str
    name: str
    enterprise: str = ""
    aliases: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    authorised: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()
    markets: tuple[str, ...] = ()
    goods: str = ""
    logo: str = ""
    addresses: tuple[str, ...] = ()
    shown: tuple[Exposure, ...] = ()
    prices: tuple[UsualPrice, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Every written form that is watched: the name, then the aliases, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases)))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandForm:
    """One form in which a brand is looked for on signs. 品牌的一种写法.

    `mark` is the written form it was made from, `form` how it would stand on a sign, `road_zh` and `road_en` by which
    way ("" when it is the mark itself). `scripts` are those of signs it can stand in: latin, cyrillic, han, kana …
    """

    mark: str
    form: str
    road_zh: str
    road_en: str
    scripts: tuple[str, ...]
