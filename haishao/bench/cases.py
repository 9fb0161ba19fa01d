"""Labelled cases a verdict is measured on.

`tests/judgements/conflicts.csv` holds made-up cases, each with its origin. EUIPO oppositions are read in place from a
CSV of contested and earlier marks: a pair that was opposed is a conflict (opposed, not won), every other pairing of the
same marks is taken for none, though some would be.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A brand and an observation, whether they truly conflict, and where that is known from."""

    brand: Brand
    observation: Observation
    conflict: bool
    origin: str


def read_cases(path: Path) -> list[Case]:
    """The cases of a file. Raises ValueError naming the row that is wrong."""
    cases: list[Case] = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, strict=True), start=2):
            try:
                cases.append(_case(row, number))
            except (KeyError, ValueError) as wrong:
                raise ValueError(f"{path.name} row {number}: {wrong}") from wrong
    return cases


def crossed(cases: list[Case]) -> list[Case]:
    """The cases, and every brand paired with the observations of all others, taken for no conflict: a reader's list."""
    brands = {case.brand.brand_id: case.brand for case in cases}
    others = [
        Case(brand=brand, observation=case.observation, conflict=False, origin=f"not {case.brand.name}'s")
        for case in cases
        for brand in brands.values()
        if brand.brand_id != case.brand.brand_id
    ]
    return [*cases, *others]


def _case(row: dict[str, str], number: int) -> Case:
    if row["conflict"] not in ("yes", "no") or not row["origin"]:
        raise ValueError("conflict is yes or no, and an origin is needed")
    brand = Brand(
        brand_id=row["brand"],
        name=row["brand"],
        aliases=(row["alias"],) if row["alias"] else (),
        owners=(row["owner"],),
        authorised=(row["authorised"],) if row["authorised"] else (),
        classes=tuple(int(c) for c in row["classes"].split("|") if c),
        markets=tuple(m for m in row["markets"].split("|") if m),
        goods=row["goods"],
    )
    goods = Goods(
        nice_class=int(row["their_classes"]) if row["their_classes"] else None, text=row["their_goods"]
    )
    observation = Observation(
        kind=Kind(row["kind"]),
        source="judgements",
        ref=str(number),
        sign=row["sign"],
        office=row["office"],
        holders=(Party(name=row["holder"], country=row["country"]),),
        goods=(goods,),
        url=row["url"],
    )
    return Case(brand=brand, observation=observation, conflict=row["conflict"] == "yes", origin=row["origin"])


def read_oppositions(path: Path) -> list[Case]:
    """Every pairing of the contested and the earlier word marks of an EUIPO file."""
    contested: dict[str, tuple[str, tuple[int, ...]]] = {}
    earlier: dict[str, str] = {}
    opposed: set[tuple[str, str]] = set()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["contested_mark"].strip() or not row["earlier_mark"].strip():
                continue
            classes = tuple(int(c) for c in row["nice"].split(";") if c.strip().isdecimal())
            contested[row["contested_app"]] = (row["contested_mark"], classes)
            earlier[row["earlier_mark"].casefold()] = row["earlier_mark"]
            opposed.add((row["contested_app"], row["earlier_mark"].casefold()))
    return [
        _pairing(app, mark, classes, key, name, (app, key) in opposed)
        for app, (mark, classes) in contested.items()
        for key, name in earlier.items()
    ]


def _pairing(app: str, mark: str, classes: tuple[int, ...], key: str, name: str, opposed: bool) -> Case:
    observation = Observation(
        kind=Kind.FILING,
        source="euipo",
        ref=app,
        sign=mark,
        office="EM",
        goods=tuple(Goods(nice_class=c) for c in classes),
    )
    return Case(
        brand=Brand(brand_id=key, name=name),
        observation=observation,
        conflict=opposed,
        origin=f"EUIPO opposition data, application {app}",
    )
