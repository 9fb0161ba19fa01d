"""The form by which a complaint to a platform is prepared, as it was typed. 准备平台投诉的表单."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from console.typed import day, line
from domain.case import Right
from domain.platform import Platform
from domain.takedown import NewTakedown, ReliedRight, Signer, SignerRole, Target
from response.platforms import listing_id, platform_of, platforms, reasons_of
from response.takedown import best_right
from storage.takedown_sources import MOST_TARGETS

MOST_SAID, MOST_WHY, MOST_URL = 300, 2_000, 2_000


class Wrong(ValueError):
    """Something typed cannot be taken: `key` names the sentence, `about` what it is about."""

    def __init__(self, key: str, about: str = "") -> None:
        super().__init__(key)
        self.key, self.about = key, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was chosen and typed; `chosen` are the addresses of listings that are ticked, `reason` is a platform's key
    and its code."""

    platform: str
    right: str
    owner: str = ""
    valid_until: str = ""
    signer: str = ""
    role: str = SignerRole.OWNER
    contact: str = ""
    reason: str = ""
    why: str = ""
    chosen: frozenset[str] = frozenset()
    more: str = ""


def first_typed(rights: tuple[ReliedRight, ...], targets: tuple[Target, ...], owner: str) -> Typed:
    """What the form offers before anybody chose: the platform of the first listing, and the right that covers most markets."""
    known = platform_of(targets[0].url) if targets else None
    platform = known[0] if known else next(iter(platforms().values()))
    right = best_right(platform, rights, [one.market for one in targets])
    return Typed(
        platform=platform.key,
        right=right.key if right else "",
        owner=(right.owner if right else "") or owner,
        chosen=frozenset(one.url for one in targets if not _elsewhere(one.url, platform)),
    )


def read_typed(post: QueryDict) -> Typed:
    """What was typed, each field at most as long as it may be."""

    def said(name: str, most: int = MOST_SAID) -> str:
        return line(post.get(name, ""), most)

    return Typed(
        platform=said("platform"),
        right=said("right"),
        owner=said("owner"),
        valid_until=said("valid_until", 10),
        signer=said("signer"),
        role=said("role"),
        contact=said("contact", MOST_WHY),
        reason=said("reason"),
        why=said("why", MOST_WHY),
        chosen=frozenset(post.getlist("chosen")),
        more=said("more", MOST_TARGETS * 400),
    )


def platform_in(typed: Typed) -> Platform:
    """The platform that was chosen. Raises `Wrong`."""
    found = platforms().get(typed.platform)
    if found is None:
        raise Wrong("td_other_platform", typed.platform)
    return found


def relied_in(typed: Typed, rights: tuple[ReliedRight, ...]) -> ReliedRight:
    """The right that was chosen, with its owner and validity as typed. Raises `Wrong`."""
    found = next((one for one in rights if one.key == typed.right), None)
    if found is None:
        raise Wrong("td_no_rights")
    until = day(typed.valid_until)
    if typed.valid_until and until is None:
        raise Wrong("td_bad_day")
    return replace(found, owner=typed.owner or found.owner, valid_until=until)


def targets_in(typed: Typed, platform: Platform, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The listings that are ticked, then those typed, each once. Raises `Wrong`."""
    found = {one.url: one for one in targets if one.url in typed.chosen}
    for url in found:
        if _elsewhere(url, platform):
            raise Wrong("td_other_platform", url[:100])
    for written in filter(None, map(str.strip, typed.more.splitlines())):
        target = _typed_target(written, platform)
        found.setdefault(target.url, target)
    if len(found) > MOST_TARGETS:
        raise Wrong("td_too_many")
    return tuple(found.values())


def _elsewhere(url: str, platform: Platform) -> bool:
    """Whether an address is known to be of another platform."""
    known = platform_of(url)
    return known is not None and known[0].key != platform.key


def _typed_target(line: str, platform: Platform) -> Target:
    if not line.startswith(("https://", "http://")) or len(line) > MOST_URL or any(c.isspace() for c in line):
        raise Wrong("td_bad_url", line[:100])
    known = platform_of(line)
    if known is None or known[0].key != platform.key:
        raise Wrong("td_other_platform", line[:100])
    return Target(url=line, listing_id=listing_id(platform, line), market=known[1])


def complaint_in(typed: Typed, rights: tuple[ReliedRight, ...], targets: tuple[Target, ...]) -> NewTakedown:
    """The complaint as typed. Raises `Wrong`, for what is left out as well."""
    platform = platform_in(typed)
    relied = relied_in(typed, rights)
    chosen = targets_in(typed, platform, targets)
    if not chosen:
        raise Wrong("td_no_targets")
    if not typed.signer or typed.role not in set(SignerRole):
        raise Wrong("td_no_signer")
    of, _, reason = typed.reason.partition(":")
    if reason and (of != platform.key or reason not in {one.code for one in reasons_of(platform.key)}):
        raise Wrong("td_other_reason")
    return NewTakedown(
        platform=platform.key,
        right=Right.TRADEMARK,
        relied=relied,
        signer=Signer(name=typed.signer, role=SignerRole(typed.role), contact=typed.contact),
        targets=chosen,
        reason=reason,
        why=typed.why,
    )
