"""Texts on countries, tracked pages, the library and the warnings, as the database keeps them."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from domain.advisory import AdvisoryState
from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.case import CaseKind, CaseOrigin, CaseState, Ending, NewCase, Opponent, Outcome, Right
from domain.library import LibraryWords
from storage import advisories, advisory_lines, library, library_drafts, models, page_changes, tracked_pages
from storage.brands import save_brands, save_contact
from storage.cases import move, open_case
from storage.country_texts import TextChanged, save_text, text_of, texts, versions
from storage.page_changes import Verdict
from storage.people import save_user
from storage.tracked_pages import NewPage, PageSaid
from storage.viewers import NotVisible, Viewer, viewer_of
from tests.made_up import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
NOW = dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC)


def staff(name: str) -> Viewer:
    user = save_user(name, PASSWORD, enterprise=None)
    return viewer_of(user.pk if hasattr(user, "pk") else id_of(name), staff=True, platform_admin=True)


def id_of(name: str) -> int:
    from storage.people import user_of

    user = user_of(name)
    assert user is not None
    return int(user.pk)


def said(*lines: str, at: dt.datetime = NOW) -> PageSaid:
    return PageSaid(
        text=lines, sha256="0", provenance="made-up", run=1, noise=2, first_read_at=at, last_read_at=at
    )


def test_a_country_s_text_is_kept_version_by_version_and_a_stale_form_overwrites_nothing() -> None:
    anna = staff("anna")
    first = save_text(anna, "US", "# 美国", review_by=dt.date(2027, 1, 1), after=0, by="anna")
    assert save_text(anna, "US", "# 美国", review_by=dt.date(2027, 1, 1), after=0, by="anna") == first
    save_text(anna, "US", "二", review_by=None, after=1, by="anna")
    with pytest.raises(TextChanged) as stale:
        save_text(anna, "US", "三", review_by=None, after=1, by="anna")
    assert stale.value.newest.text == "二"
    assert [one.version for one in versions(anna, "US")] == [2, 1]
    assert text_of("US") == texts()["US"]
    with pytest.raises(NotVisible):
        save_text(Viewer(user_id=1, staff=False), "US", "x", review_by=None, after=2, by="x")


def test_a_page_that_says_the_same_is_no_change_and_one_that_does_not_waits_for_a_person_once() -> None:
    anna = staff("anna")
    url = "https://office.example/fees"
    assert tracked_pages.add_pages(anna, [NewPage(url=url, offices=("US",))], by="anna") == 1
    assert tracked_pages.add_pages(anna, [NewPage(url=url, offices=("US",))], by="anna") == 0
    ((page, _),) = tracked_pages.due_pages(NOW, limit=9)
    assert tracked_pages.record_read(page, said("费用 300 元。")) is None
    assert tracked_pages.record_read(page, said("费用 300 元。", at=NOW + dt.timedelta(days=7))) is None
    assert tracked_pages.due_pages(NOW + dt.timedelta(days=8), limit=9) == ()
    tracked_pages.record_failed(page, "HTTP 503", at=NOW + dt.timedelta(days=14))
    assert tracked_pages.due_pages(NOW + dt.timedelta(days=15), limit=9) == ((page, url),)
    change = tracked_pages.record_read(page, said("费用 350 元。", at=NOW + dt.timedelta(days=15)))
    assert change is not None
    assert tracked_pages.record_read(page, said("费用 350 元。", at=NOW + dt.timedelta(days=16))) is None
    (line,) = tracked_pages.pages(anna)
    assert (line.open_changes, line.state, line.noise) == (1, "ok", 2)
    page_changes.settle(anna, change, Verdict.RULE, "官费上调", by="anna")
    with pytest.raises(page_changes.AlreadySettled):
        page_changes.settle(anna, change, Verdict.NONE, "", by="berta")
    assert page_changes.changes(anna)[0].settled_by == "anna"


def test_what_rests_on_a_page_is_listed_for_a_new_date() -> None:
    anna = staff("anna")
    case = closed_case(anna, ended=False)
    url = "https://office.example/windows"
    soon = timezone.localdate() + dt.timedelta(days=9)
    models.CaseDeadline.objects.create(case_id=case, says="异议", day=soon, source=url)
    (found,) = page_changes.resting_on(anna, [], url, today=timezone.localdate())
    assert (found.case_id, found.day) == (case, soon)
    assert page_changes.resting_on(anna, [], "https://other.example/", today=timezone.localdate()) == ()


def closed_case(viewer: Viewer, *, ended: bool = True) -> int:
    name = "漯河市青绿海食品有限公司"
    save_brands([Brand(brand_id="Q", name="青绿海", enterprise=name, aliases=("QINGLUHAI",))])
    save_contact(name, Contact(name="李四光", channel=Channel.EMAIL, address="li@qlh.example"))
    models.Enterprise.objects.filter(name=name).update(industry="食品", credit_code="91411100MA12345678")
    new = NewCase(
        origin=CaseOrigin.ACCEPTANCE,
        kind=CaseKind.SQUATTING,
        title="青绿海在美国被抢注",
        office="US",
        docket="91-298765",
        opponent=Opponent(name="Acme Trading LLC"),
        summary="漯河市青绿海食品有限公司（统一社会信用代码 91411100MA12345678）的 Qing Lu Hai 商标"
        "被 ACME TRADING 抢注，李四光报送，案号91-298765。",
    )
    enterprise = models.Enterprise.objects.get(name=name)
    case, _ = open_case(viewer, enterprise.pk, new, by="anna")
    if ended:
        case = move(viewer, case.case_id, CaseState.TRIAGED, by="anna", seen=CaseState.RECEIVED, says="研判")
        ending = Ending(outcome=Outcome.WON, words="TTAB 支持青绿海食品")
        move(viewer, case.case_id, CaseState.CLOSED, by="anna", seen=CaseState.TRIAGED, ending=ending)
    return case.case_id


def test_a_case_enters_the_library_without_a_name_and_by_a_second_person_alone() -> None:
    anna, berta = staff("anna"), staff("berta")
    case = closed_case(anna)
    form = uuid.uuid4()
    draft = library_drafts.draft_from_case(anna, case, form=form, by="anna")
    assert library_drafts.draft_from_case(anna, case, form=form, by="anna") == draft
    shown = library_drafts.draft_of(anna, draft)
    assert shown.left == ()
    assert shown.words.facts.startswith(
        "某食品企业（统一社会信用代码 （统一社会信用代码略））的 “甲”品牌 商标被 甲公司 抢注"
    )
    assert shown.words.result == "TTAB 支持某食品企业"
    library_drafts.ask_for_review(anna, draft, seen=1)
    with pytest.raises(library_drafts.SamePerson):
        library_drafts.publish(anna, draft, seen=1, by="anna")
    entry = library_drafts.publish(berta, draft, seen=1, by="berta")
    assert library.entry_of(entry).words.office == "US"
    assert [one.entry_id for one in library.entries(library.Wanted(office="US", word="抢注"))] == [entry]
    assert library.entries(library.Wanted(office="JP")) == ()
    library.withdraw(berta, entry)
    with pytest.raises(NotVisible):
        library.entry_of(entry)


def test_the_steps_of_a_case_are_dated_by_the_centre_s_calendar() -> None:
    anna = staff("anna")
    case = closed_case(anna)
    late = dt.datetime(2026, 6, 30, 20, tzinfo=dt.UTC)  # the first of July in Shanghai
    models.CaseEvent.objects.create(case_id=case, at=late, by="anna", kind="noted", says="交涉")
    draft = library_drafts.draft_from_case(anna, case, form=uuid.uuid4(), by="anna")
    assert "- 2026-07 交涉" in library_drafts.draft_of(anna, draft).words.steps


def test_a_draft_that_names_anybody_is_refused_and_says_whom_and_where() -> None:
    anna, berta = staff("anna"), staff("berta")
    draft = library_drafts.draft_from_case(anna, closed_case(anna), form=uuid.uuid4(), by="anna")
    models.Enterprise.objects.create(name="另一家企业有限公司", credit_code="91410000XY00000000")
    told = library_drafts.draft_of(anna, draft).words
    named = {
        "facts": "致李四光、li@QLH.example", "law": "青绿海食品 与 ｑｉｎｇｌｕｈａｉ",
        "lesson": "另一家企业有限公司也有教训", "steps": "9141 1100MA1234 5678", "result": "91298765 号",
    }  # fmt: skip
    words = LibraryWords(title="案例", right=Right.TRADEMARK, kind=told.kind, industry=told.industry, **named)
    library_drafts.change_draft(anna, draft, words, seen=1, by="anna")
    with pytest.raises(library_drafts.StillNamed) as refused:
        library_drafts.ask_for_review(anna, draft, seen=2)
    assert {one.field for one in refused.value.left} == set(named)
    assert {"李四光", "li@qlh.example", "QINGLUHAI", "青绿海食品"} <= {
        one.secret.name for one in refused.value.left
    }
    library_drafts.take_names_out(anna, draft, seen=2, by="anna")
    assert library_drafts.draft_of(anna, draft).left == ()
    models.LibraryDraft.objects.filter(pk=draft).update(state="waiting", facts="又写了青绿海")
    with pytest.raises(library_drafts.StillNamed):
        library_drafts.publish(berta, draft, seen=3, by="berta")
    assert library.entries(library.Wanted()) == ()


def warned(author: Viewer, *, corrects: int | None = None) -> int:
    enterprise, _ = models.Enterprise.objects.get_or_create(name="企业甲")
    if not models.Contact.objects.filter(enterprise=enterprise).exists():
        save_contact("企业甲", Contact(name="王五", channel=Channel.EMAIL, address="w@example.org"))
    words = advisories.Words(title="美国抢注增多", body="近期……", offices=("US",), industries=("食品",))
    return advisories.write(author, words, [enterprise.pk], form=uuid.uuid4(), by="anna", corrects=corrects)


def sent(author: Viewer, other: Viewer, *, corrects: int | None = None) -> int:
    made = warned(author, corrects=corrects)
    advisories.ask_for_review(author, made, seen=1)
    advisories.review(other, made, seen=1, by="berta")
    assert advisories.sign(other, made, seen=1, by="berta") == 1
    return made


def test_a_warning_is_read_and_signed_by_another_than_its_author_and_goes_once_to_each_contact() -> None:
    anna, berta = staff("anna"), staff("berta")
    made = warned(anna)
    with pytest.raises(advisories.CannotAct):
        advisories.sign(berta, made, seen=1, by="berta")
    advisories.ask_for_review(anna, made, seen=1)
    with pytest.raises(advisories.SameReader):
        advisories.review(anna, made, seen=1, by="anna")
    advisories.review(berta, made, seen=1, by="berta")
    with pytest.raises(advisories.SameReader):
        advisories.sign(anna, made, seen=1, by="anna")
    assert advisories.sign(berta, made, seen=1, by="berta") == 1
    with pytest.raises(advisories.CannotAct):
        advisories.sign(berta, made, seen=1, by="berta")
    assert models.Delivery.objects.filter(advisory=made).count() == 1
    assert advisory_lines.advisory_of(anna, made).state is AdvisoryState.SENT


def test_a_change_after_the_review_is_reviewed_again() -> None:
    anna, berta = staff("anna"), staff("berta")
    made = warned(anna)
    advisories.ask_for_review(anna, made, seen=1)
    advisories.review(berta, made, seen=1, by="berta")
    words = advisories.Words(title="另一个题目", body="x")
    advisories.change(berta, made, words, [], seen=1, by="berta")
    with pytest.raises(advisories.NobodyToTell):
        advisories.ask_for_review(berta, made, seen=2)
    assert advisory_lines.advisory_of(anna, made).state is AdvisoryState.DRAFT


def test_a_correction_and_a_withdrawal_follow_to_whoever_got_the_first() -> None:
    anna, berta = staff("anna"), staff("berta")
    first = sent(anna, berta)
    models.Delivery.objects.filter(advisory=first).update(state="delivered")
    second = sent(anna, berta, corrects=first)
    assert advisory_lines.advisory_of(anna, first).corrected_by == (second, "美国抢注增多")
    assert advisories.withdraw(berta, first, "数据有误", seen=1, by="berta") == 1
    rows = models.Delivery.objects.filter(advisory=first).order_by("revision")
    assert [(one.revision, one.state) for one in rows] == [(1, "delivered"), (2, "pending")]
    assert advisories.withdraw(berta, second, "同上", seen=1, by="berta") == 0
    assert models.Delivery.objects.get(advisory=second).state == "withdrawn"
    loaded = advisory_lines.loaded_advisories({(first, 2), (second, 1)})
    assert loaded[first, 2].withdrawn_why == "数据有误"
    assert loaded[second, 1].corrects == "美国抢注增多"
    stranger = models.Enterprise.objects.create(name="另一企业")
    models.AdvisoryRecipient.objects.create(advisory_id=second, enterprise=stranger)
    widened = advisory_lines.loaded_advisories([(second, 1)])[second, 1]
    assert (widened.correction, widened.corrects) == (True, ""), "another never had what is corrected"


def test_a_contact_acknowledges_by_its_link_and_staff_see_who_did() -> None:
    anna, berta = staff("anna"), staff("berta")
    made = sent(anna, berta)
    contact = models.Contact.objects.get(name="王五").pk
    assert not advisory_lines.opened_by_link(made, contact, says=True).before
    assert advisory_lines.opened_by_link(made, contact, says=True).before
    (receipt,) = advisory_lines.receipts(anna, made)
    assert receipt.acknowledged_by == "王五"
    stranger = models.Contact.objects.create(name="x", channel="email", address="x@example.org")
    with pytest.raises(NotVisible):
        advisory_lines.opened_by_link(made, stranger.pk, says=True)
