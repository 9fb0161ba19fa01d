"""What the public is told of a proceeding: drafted from its facts, and checked to name nobody it must not. 案件公告.

The draft says facts only. Who answers is counted and not named; who claims is named if a company, else said to be a natural
person; neither is named where it may be an enterprise that has not consented (`Enterprise.named_from`).
"""

from collections.abc import Iterator

from domain.observation import Party, Provenance, Side
from domain.proceeding import Forum, parties_of, side_of
from matchers.company_likeness import likeness
from matchers.holders import is_company, same_company, short_names, trade_name
from matchers.text.generic import GENERIC
from matchers.text.normal import words
from storage import bulletin, notices, profiles
from storage.bulletin import BulletinText, NotNamed
from storage.isolation import unbound
from storage.proceedings import WholeProceeding, proceeding_of
from storage.together import together
from storage.viewers import Viewer

MOST_LETTERS = 2_000
_RESEMBLES = 0.6
_NOBODY = Viewer(user_id=None, staff=True)
_Hidden = tuple[NotNamed, ...]
_LEAST_HANZI, _LEAST_LETTERS = 2, 4
_FORUMS = {
    Forum.SECTION_337: ("美国 337 调查", "US section 337 investigation"),
    Forum.US_COURT: ("美国联邦法院知识产权诉讼", "US federal intellectual property suit"),
    Forum.TTAB: ("美国商标异议／撤销程序", "US trademark opposition or cancellation"),
    Forum.UDRP: ("域名争议（UDRP）", "domain name dispute (UDRP)"),
    Forum.EUIPO: ("欧盟商标裁决", "EU trade mark decision"),
    Forum.OTHER: ("知识产权程序", "intellectual property proceeding"),
}


class NamesSomebody(ValueError):
    """The words name somebody who must not be named: `found` stands in them."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


class WordsMissing(ValueError):
    """A title or text is empty, or longer than `MOST_LETTERS`."""


def draft_of(viewer: Viewer, proceeding_id: int) -> BulletinText:
    """Words to begin with, in neutral terms. Raises `NotVisible`."""
    whole = proceeding_of(viewer, proceeding_id)
    line, seen = whole.line, whole.line.newest
    zh, en = _FORUMS[line.forum]
    goods = seen.sign.partition(";")[0] if line.forum is Forum.SECTION_337 else ""
    subject_zh, subject_en = (f"，涉及“{goods}”", f", {goods}") if goods else ("", "")
    claims = [p for p in parties_of(seen) if side_of(p, seen) == Side.CLAIMANT]
    answers = [p for p in parties_of(seen) if side_of(p, seen) == Side.RESPONDENT]
    chinese = sum(party.country in ("CN", "HK", "MO") for party in answers)
    day = seen.published_on or seen.filed_on
    hidden = bulletin.not_to_be_named(viewer)
    says_zh = [f"据公开信息，{zh} {line.docket}{subject_zh}" + (f"，公布日期 {day}" if day else "") + "。"]
    says_en = [
        f"By public records: {en} {line.docket}{subject_en}" + (f", published {day}" if day else "") + "."
    ]
    if claims:
        said = [_said(party, hidden) for party in claims]
        says_zh.append(f"提起方：{'、'.join(dict.fromkeys(zh for zh, _ in said))}。")
        says_en.append(f"Brought by: {', '.join(dict.fromkeys(en for _, en in said))}.")
    if answers:
        says_zh.append(
            f"被提起方 {len(answers)} 家" + (f"，其中疑似中国当事人 {chinese} 家" if chinese else "") + "。"
        )
        says_en.append(
            f"Brought against {len(answers)}"
            + (f", {chinese} of them by record in China" if chinese else "")
            + "."
        )
    says_zh.append("以上为公开记录的客观转述，不代表对任何当事人行为的认定。")
    says_en.append("This repeats public records and finds nothing about anybody's conduct.")
    return BulletinText(
        title_zh=f"{zh}：{line.docket}",
        title_en=f"{en}: {line.docket}",
        says_zh="".join(says_zh),
        says_en=" ".join(says_en),
    )


def publish(viewer: Viewer, proceeding_id: int, text: BulletinText, *, by: str) -> bool:
    """Publishes words that name nobody who must not be named; false where they stand published already.

    Raises `NamesSomebody`, `WordsMissing` and `NotVisible`.
    """
    whole = proceeding_of(viewer, proceeding_id)
    for said in (text.title_zh, text.title_en, text.says_zh, text.says_en):
        if not said.strip() or len(said) > MOST_LETTERS:
            raise WordsMissing(said[:40])
    if (found := _named_in(text, whole, bulletin.not_to_be_named(viewer))) is not None:
        raise NamesSomebody(found)
    return bulletin.publish(
        viewer, proceeding_id, text, url=_public(whole), provenance=_provenance(whole), by=by
    )


def withdraw_naming(viewer: Viewer, enterprise_id: int, *, by: str) -> int:
    """An enterprise is named no more: what the bulletin says of it by name is taken off at once, and staff are told. Returns how
    many entries are held back. Raises `NotVisible` as `storage.profiles.withdraw_naming` does.
    """
    with together():
        profiles.withdraw_naming(viewer, enterprise_id)
        with unbound():
            hidden = bulletin.not_to_be_named(_NOBODY, enterprise_id=enterprise_id)
            naming = [
                proceeding_id
                for proceeding_id, text in bulletin.shown_now(_NOBODY)
                if _named_in(text, proceeding_of(_NOBODY, proceeding_id), hidden) is not None
            ]
            for proceeding_id in naming:
                bulletin.hold(_NOBODY, proceeding_id, by=by)
            if naming:
                _tell_staff(len(naming))
    return len(naming)


def _tell_staff(held: int) -> None:
    notices.open_notice(
        subject=(f"{held} 条公告已撤下", f"{held} bulletin entries taken off"),
        says=(
            f"一家企业撤回了具名同意，{held} 条写明其名称的公告已撤下。请在“境外案件”页改写后再发布。",
            f"An enterprise no longer consents to be named, and {held} bulletin entries that named it were taken off. Write them "
            "anew on “Proceedings” before they are published again.",
        ),
    )


def _public(whole: WholeProceeding) -> str:
    """The source's page, but for a suit or a domain name, whose address has the parties' names in it."""
    open_to_all = whole.line.forum in (Forum.SECTION_337, Forum.TTAB)
    url = whole.line.newest.url if open_to_all else ""
    return url if url.startswith("https://") else ""


def _provenance(whole: WholeProceeding) -> Provenance:
    """What is not live among all that was seen, if anything is not."""
    kinds = (one.observation.provenance for one in whole.seen)
    return next((kind for kind in kinds if kind is not Provenance.LIVE), Provenance.LIVE)


def _named_in(text: BulletinText, whole: WholeProceeding, hidden: _Hidden) -> str | None:
    """The first name in the words that must not stand there."""
    written = " ".join((text.title_zh, text.title_en, text.says_zh, text.says_en))
    return next((name for name in _forbidden(whole, hidden) if _stands_in(name, written)), None)


def _forbidden(whole: WholeProceeding, hidden: _Hidden) -> Iterator[str]:
    """Every name that must not stand in the words: enterprises that have not consented, as they, the owners of their brands and
    the parties write them, in full and for short; of those in this proceeding their trade names and brands too; and natural
    persons.
    """
    in_it = {one.enterprise for one in whole.line.named} & {one.name for one in hidden}
    for one in hidden:
        yield from _in_full_and_short(one.name)
        for owner in filter(is_company, one.owners):
            yield from _in_full_and_short(owner)
        if one.name in in_it:
            yield from (trade_name(one.name), *one.known_by)
    for seen in whole.seen:
        for party in parties_of(seen.observation):
            if not is_company(party.name):
                yield party.name
            elif _may_be_hidden(party, hidden):
                yield from _in_full_and_short(party.name)
    for named in whole.line.named:
        if named.enterprise in in_it:
            yield named.evidence.ours


def _in_full_and_short(company: str) -> tuple[str, ...]:
    return (company, *short_names(company))


def _stands_in(name: str, written: str) -> bool:
    said = words(name)
    joined = "".join(said)
    hanzi = any("\u3400" <= letter <= "\u9fff" for letter in joined)
    if len(joined) < (_LEAST_HANZI if hanzi else _LEAST_LETTERS) or all(word in GENERIC for word in said):
        return False
    text = "".join(words(written)) if hanzi else f" {' '.join(words(written))} "
    return (joined if hanzi else f" {' '.join(said)} ") in text


def _said(party: Party, hidden: _Hidden) -> tuple[str, str]:
    if _may_be_hidden(party, hidden):
        return "某企业", "a company"
    if not is_company(party.name):
        return "自然人（姓名从略）", "a natural person (name withheld)"
    return party.name.rstrip("."), party.name.rstrip(".")


def _may_be_hidden(party: Party, hidden: _Hidden) -> bool:
    return any(
        same_company(one, party.name) or likeness(one, party.name) >= _RESEMBLES
        for enterprise in hidden
        for one in (enterprise.name, *enterprise.known_by)
    )
