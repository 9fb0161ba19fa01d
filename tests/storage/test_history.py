"""What is known of a holder from what was kept before."""

from domain.brand import Brand
from domain.history import holder_key_of
from domain.match import Evidence, Match, Reason, Tier
from domain.observation import Goods, Kind, Observation, Party
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, loaded_alerts, matches_to_fold
from storage.brands import save_brands
from storage.history import histories
from storage.matches import save_matches
from storage.observations import observations_of, take_in
from storage.runs import start_run


def filing(ref: str, holder: str, nice_class: int, address: str = "", **rest: object) -> Observation:
    return Observation(  # type: ignore[arg-type]
        kind=Kind.FILING,
        source="s",
        ref=ref,
        sign=ref,
        holders=(Party(name=holder, address=address),),
        goods=(Goods(nice_class=nice_class),),
        **rest,
    )


def match(brand: str, seen: Observation, feature: str = "spelling") -> Match:
    reason = Evidence(feature=feature, score=1.0, ours="a", theirs="b", says="字", says_en="x")
    return Match(
        brand_id=brand,
        brand=brand,
        mark=brand,
        observation=seen,
        score=0.9,
        tier=Tier.HIGH,
        evidence=(reason,),
        rules="r",
    )


def kept(pairs: list[tuple[str, Observation]], feature: str = "spelling") -> list[int]:
    run = start_run("s")
    take_in(run, [seen for _, seen in pairs])
    rows = {seen.ref: row for row, seen in observations_of(run, after_id=0, limit=99)}
    save_matches((rows[seen.ref], match(brand, seen, feature)) for brand, seen in pairs)
    return fold_matches(matches_to_fold(after_id=0, limit=99), conflict_key)


def brands() -> None:
    save_brands(
        Brand(brand_id=name, name=name, enterprise=enterprise)
        for name, enterprise in (("A", "甲"), ("B", "甲"), ("C", "乙"))
    )


def test_a_holder_s_brands_enterprises_filings_and_classes_are_counted(db: None) -> None:
    brands()
    kept(
        [
            ("A", filing("1", "Acme LLC", 9)),
            ("B", filing("2", "ACME, LLC", 25)),
            ("C", filing("3", "Acme LLC", 25)),
            ("C", filing("4", "Other SA", 3)),
        ]
    )
    key = holder_key_of(filing("9", "acme llc", 1))
    found = histories([filing("9", "acme llc", 1), filing("8", "nobody", 1), filing("7", "", 1)])
    assert list(found) == [key]
    history = found[key]
    assert (history.brands, history.enterprises, history.filings, history.classes) == (3, 2, 3, 2)


def test_what_other_holders_share_is_counted_one_step_far(db: None) -> None:
    brands()
    street = "18 Long Example Road, Springfield"
    kept(
        [
            ("A", filing("1", "One LLC", 9, representative="Agent & Co")),
            ("B", filing("2", "Two LLC", 9, street, representative="Agent & Co")),
            ("C", filing("3", "Three LLC", 9, street.upper(), representative="Other Agents")),
            ("C", filing("4", "Asker LLC", 9, representative="agent & co.")),
        ]
    )
    asker = filing("9", "Asker LLC", 9, street, representative="AGENT & CO")
    history = histories([asker])[holder_key_of(asker)]
    assert history.agent_brands == 2, "its own filing does not count, nor what the agents' agents did"
    assert history.address_brands == 2


def test_nobody_asked_for_is_nobody_known(db: None) -> None:
    assert histories([]) == {}


def test_a_distributor_s_filing_is_an_alert_of_its_own(db: None) -> None:
    brands()
    (plain,) = kept([("A", filing("1", "Acme LLC", 9))])
    (own,) = kept([("A", filing("2", "Acme LLC", 9))], feature="authorised-party")
    assert plain != own
    assert loaded_alerts([own])[own].reason is Reason.AUTHORISED_FILING
    assert loaded_alerts([plain])[plain].reason is Reason.SIMILAR_FILING
