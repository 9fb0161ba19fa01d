"""A fair with what its desk shows: an exhibiting enterprise with a right there, an exhibitor to look at, somebody on duty."""

import datetime as dt
import io

from django.utils import timezone
from PIL import Image

from domain.brand import Brand
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party, Provenance
from domain.role import Role
from matchers.conflicts import conflict_key
from storage import models
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands
from storage.evidence import save_responses
from storage.matches import save_matches
from storage.observations import observations_of, take_in_sightings
from storage.people import save_user
from storage.runs import start_run
from tests.made_up import PASSWORD, received

SOURCE = "sial-comexposium"


def fair_with_a_desk() -> int:
    """The fair's id; `wang` and `li` of the staff may sign in."""
    for name in ("wang", "li"):
        save_user(name, PASSWORD, enterprise=None, role=Role.REVIEWER)
    save_brands(
        [Brand(brand_id="A1", name="青鹭海", enterprise="甲食品公司", aliases=("QINGLUHAI",), classes=(29,))]
    )
    brand = models.Brand.objects.get(brand_id="A1")
    today = timezone.localdate()
    fair = models.Fair.objects.create(
        name="SIAL 巴黎食品展", office="FR", city="Paris", source=SOURCE, event="SIAL Paris",
        opens_on=today - dt.timedelta(days=1), closes_on=today + dt.timedelta(days=3), organiser="Comexposium",
        route_zh="5 号馆主办方办公室，现场律师 9:00–18:00", route_en="Organiser's office, hall 5",
        checklist="商标注册证复印件\n授权书", made_up=True,
    )  # fmt: skip
    models.FairEntry.objects.create(
        fair=fair, enterprise=brand.enterprise, stand="5A 101", goods="鱼罐头", classes=[29]
    )
    models.FairDuty.objects.create(
        fair=fair,
        name="陈律师",
        role="当地律师",
        reach="+33 1 23 45 67 89",
        since=today,
        until=fair.closes_on,
    )
    _seen(brand)
    return fair.pk


def _seen(brand: models.Brand) -> None:
    """Its own registration in France, and an exhibitor that shows the like."""
    run = start_run(SOURCE)
    own = _observation(Kind.FILING, "4711", "QINGLUHAI", registered_on=dt.date(2024, 5, 6))
    other = _observation(
        Kind.EXHIBITOR, "p-1", "Oceane Trading SARL", event="SIAL Paris", stand="6B 214", brand="QINGLUHAY"
    )
    answers = save_responses(run, [received(1, "https://fair.example/1")])
    take_in_sightings(run, [(answers[1], own), (answers[1], other)])
    rows = {kept.kind: (row, kept) for row, kept in observations_of(run, after_id=0, limit=9)}
    models.OwnSighting.objects.create(observation_id=rows[Kind.FILING][0], brand=brand)
    row, kept = rows[Kind.EXHIBITOR]
    evidence = Evidence(
        feature="letters", score=0.9, ours="QINGLUHAI", theirs="QINGLUHAY",
        says="QINGLUHAY 与 QINGLUHAI 只差一个字母", says_en="QINGLUHAY and QINGLUHAI differ in one letter",
    )  # fmt: skip
    match = Match(
        brand_id="A1", brand="青鹭海", mark="QINGLUHAI", observation=kept, score=0.9, tier=Tier.HIGH, evidence=(evidence,),
        rules="words-1",
    )  # fmt: skip
    save_matches([(row, match)])
    fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)


def _observation(kind: Kind, ref: str, sign: str, **rest: object) -> Observation:
    return Observation(
        kind=kind, source=SOURCE, ref=ref, sign=sign, office="FR", holders=(Party(name=sign),),
        goods=(Goods(nice_class=29, text="Fish"),), provenance=Provenance.MADE_UP, **rest,
    )  # fmt: skip


def photograph(colour: str, *, place: bool = True) -> bytes:
    """A JPEG as a camera writes it, with the position it was taken at in its EXIF."""
    image = Image.new("RGB", (640, 480), colour)
    exif = Image.Exif()
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 58.0, 12.0), 3: "E", 4: (2.0, 31.0, 4.0)})
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()
