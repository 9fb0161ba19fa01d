"""The word rules against judgements of people."""

from rich.console import Console

from haishao.bench.judgements import changes, committed, judgements, opinions, report


def test_the_rules_say_what_the_committed_run_says() -> None:
    lines = judgements()
    now, before = opinions(lines), committed()
    report(Console(), lines, now, before)
    assert changes(before, now) == [], "look at each; accept with: haishao bench judgements --accept"


def test_most_judgements_of_people_are_met() -> None:
    lines = judgements()
    found = [o.tier.rank > 0 for o in opinions(lines)]
    conflicts = [seen for line, seen in zip(lines, found, strict=True) if line.conflict]
    others = [seen for line, seen in zip(lines, found, strict=True) if not line.conflict]
    assert sum(conflicts) / len(conflicts) >= 0.9
    assert sum(others) / len(others) <= 0.2
