"""Applicants met again and again: who counts as one, what is told of one, and that staff alone see it."""

import datetime as dt
import io

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from domain.applicant import Link
from domain.brand import Brand
from domain.case import CaseKind, CaseOrigin, NewCase, Opponent
from domain.decision import Answer
from domain.match import Evidence, Match, Tier
from domain.observation import Kind, Observation, Party
from jobs.applicants import applicant_of, counts_of_name
from jobs.registering import index_register
from matchers.conflicts import conflict_key
from storage import models
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands
from storage.cases import open_case
from storage.decisions import decide
from storage.matches import save_matches
from storage.observations import observation_from, observations_of, take_in
from storage.proceedings import note_proceedings
from storage.runs import start_run
from storage.viewers import NotVisible, Viewer
from tests.at_the_console import PHONE, browsing, sign_in
from tests.made_up import filing, signed_in

STAFF = Viewer(user_id=None, staff=True)
TODAY = timezone.localdate()
CHINESE = Party(name="深圳市拓取贸易有限公司", country="CN", address="深圳市福田区拓取路18号3楼")
ENGLISH = Party(name="SHENZHEN TUOQU TRADING CO., LTD.", country="CN", address="深圳市福田区拓取路18号3楼")
WITH_FORM = Party(name="Shenzhen Tuoqu Trading GmbH", country="DE")
NEIGHBOUR = Party(name="Neighbour Import LLC", country="US", address="深圳市福田区拓取路18号3楼")
PERSON = Party(name="Nguyen Van Test", country="VN")
RARE, AGENCY = "Tiny Rare Agents", "Giant Everybody Agency"


def seen(ref: str, sign: str, holder: Party, **rest: object) -> Observation:
    fields: dict[str, object] = {"filed_on": dt.date(2025, 5, 6), "published_on": TODAY} | rest
    return filing(ref, sign, holders=(holder,), **fields)


def see(*observations: Observation) -> None:
    """Takes in what was seen; whose sign is a brand's is a match, and told."""
    run = start_run("us-uspto-trtdxfap")
    take_in(run, observations)
    save_matches(
        (row_id, opinion(brand, one))
        for row_id, one in observations_of(run, after_id=0, limit=100)
        for brand in models.Brand.objects.filter(name=one.sign)
    )
    fold_matches(matches_to_fold(after_id=0, limit=100), conflict_key)
    index_register(run, 0)


def opinion(brand: models.Brand, one: Observation) -> Match:
    same = Evidence(
        feature="letters", score=1.0, ours=one.sign, theirs=one.sign, says="相同", says_en="the same"
    )
    return Match(brand_id=brand.brand_id, brand=brand.name, mark=brand.name, observation=one, score=1.0, tier=Tier.HIGH,
                 evidence=(same,), rules="made-up")  # fmt: skip


@pytest.fixture
def met(db: None) -> None:
    """Two enterprises' brands, met by one company in two scripts, by a neighbour, by its namesake, and by a person."""
    save_brands(
        [
            Brand(brand_id="Q", name="QINGLUHAI", enterprise="青鹭海食品有限公司", classes=(29,)),
            Brand(brand_id="V", name="VOLTRIXA", enterprise="伏特力医疗器械有限公司", classes=(29,)),
        ]
    )
    see(
        seen("97000001", "QINGLUHAI", CHINESE, representative=RARE),
        seen("97000002", "VOLTRIXA", ENGLISH, representative=AGENCY, filed_on=dt.date(2026, 2, 3)),
        seen("97000003", "ZEMBULIKOR", ENGLISH, filed_on=dt.date(2026, 2, 4)),
        seen("97000004", "QINGLUHAI", NEIGHBOUR, representative=RARE),
        seen("97000005", "VOLTRIXA", WITH_FORM, representative=AGENCY, office="DE"),
        seen("97000006", "QINGLUHAI", PERSON, representative=AGENCY, filed_on=dt.date(2024, 8, 8)),
    )


@pytest.fixture
def staff(met: None) -> Client:
    return signed_in("staff", None)


def alert_of(name: str) -> int:
    return models.Alert.objects.filter(holder=name).order_by("pk")[0].pk


def names(page: str) -> list[str]:
    shown = (CHINESE.name, ENGLISH.name, NEIGHBOUR.name, WITH_FORM.name, PERSON.name)
    return sorted((name for name in shown if name in page), key=page.index)


def test_the_ways_one_company_is_written_are_one_applicant_and_the_one_met_most_stands_first(
    staff: Client,
) -> None:
    page = staff.get("/applicants").content.decode()
    assert names(page)[0] == CHINESE.name
    assert ENGLISH.name not in page
    assert len(names(page)) == 4


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"again": "yes"}, [CHINESE.name]),
        ({"office": "DE"}, [WITH_FORM.name]),
        ({"country": "VN"}, [PERSON.name]),
        ({"country": "VN", "year": "2026"}, []),
        ({"year": "2026"}, [ENGLISH.name]),
        ({"word": "tuoqu trading co"}, [CHINESE.name]),
        ({"word": "%"}, []),
    ],
)
def test_a_list_is_narrowed_by_what_holds_of_one_filing(
    staff: Client, asked: dict[str, str], left: list[str]
) -> None:
    assert names(staff.get("/applicants", asked).content.decode()) == left


def test_a_shop_or_an_exhibitor_alone_is_no_applicant(staff: Client) -> None:
    before = staff.get("/applicants").content.decode()
    shop = Party(name="Loja Pesqueira Sul", country="BR")
    see(
        Observation(
            kind=Kind.EXHIBITOR, source="a2z", ref="s", sign="QINGLUHAI", office="US", holders=(shop,)
        )
    )
    assert models.Alert.objects.filter(holder=shop.name).exists()
    after = staff.get("/applicants").content.decode()
    assert shop.name not in after and after.count("<tr") == before.count("<tr") > 1


def test_a_person_is_not_among_companies_and_no_year_of_the_past_counts_as_open(staff: Client) -> None:
    assert PERSON.name not in staff.get("/applicants", {"companies": "yes"}).content.decode()
    models.Alert.objects.filter(holder=CHINESE.name).update(last_day=TODAY)
    models.Alert.objects.filter(holder=NEIGHBOUR.name).update(last_day=TODAY - dt.timedelta(days=1))
    page = staff.get("/applicants", {"windows": "yes"}).content.decode()
    assert NEIGHBOUR.name not in page and CHINESE.name in page


@pytest.mark.parametrize("asked", [{"year": "20x6"}, {"year": "99999"}, {"office": "QQ"}])
def test_what_is_no_year_or_office_is_named(staff: Client, asked: dict[str, str]) -> None:
    answer = staff.get("/applicants", asked)
    assert answer.status_code == 400
    assert next(iter(asked.values())) in answer.content.decode()


def test_all_filings_of_an_applicant_are_shown_those_no_brand_met_too(met: None) -> None:
    found = applicant_of(STAFF, alert_of(ENGLISH.name), today=TODAY)
    assert [one.ref for one in found.filings] == ["97000003", "97000002", "97000001"]
    assert [bool(one.alert_ids) for one in found.filings] == [False, True, True]
    assert {one.name: one.why for one in found.variants} == {ENGLISH.name: "first", CHINESE.name: "scripts"}
    assert (found.counts.brands, found.counts.enterprises, found.met) == (2, 2, 2)


def test_links_are_told_with_what_is_shared_and_a_namesake_with_another_form_stays_apart(met: None) -> None:
    found = applicant_of(STAFF, alert_of(CHINESE.name), today=TODAY)
    links = {one.name: one for one in found.links}
    neighbour, namesake = links[NEIGHBOUR.name], links[WITH_FORM.name]
    assert [says for says, _ in neighbour.agents] == [RARE]
    assert [says for says, _ in neighbour.addresses] == [CHINESE.address]
    assert neighbour.same_day == 1
    assert namesake.same_name and not neighbour.same_name
    assert found.links[0] is neighbour


def test_an_agency_that_files_for_everybody_links_nobody(met: None) -> None:
    alert_id = alert_of(CHINESE.name)
    before = {one.name for one in applicant_of(STAFF, alert_id, today=TODAY).links}
    see(*(seen(f"9710{n:04}", "QINGLUHAI", Party(name=f"Other {n} Kft"), representative=AGENCY,
               filed_on=dt.date(2024, 1, 1)) for n in range(21)))  # fmt: skip
    found = applicant_of(STAFF, alert_id, today=TODAY)
    assert PERSON.name in before and PERSON.name not in {one.name for one in found.links}
    (agency,) = [one for one in found.shared if one.says == AGENCY]
    assert agency.common and agency.others > 20


@pytest.mark.parametrize(
    ("others", "strength"), [(1, "strong"), (2, "strong"), (5, "some"), (6, "weak"), (20, "weak")]
)
def test_the_rarer_what_is_shared_the_stronger_the_link(others: int, strength: str) -> None:
    link = Link(alert_id=1, name="", company=True, brands=1, agents=(("x", others),), addresses=(), same_day=0,
                same_name=False)  # fmt: skip
    assert link.strength == strength


def test_decisions_and_cases_stand_beside_the_counts(staff: Client) -> None:
    alert_id, other = alert_of(CHINESE.name), alert_of(ENGLISH.name)
    user = models.Membership._meta.get_field("user").related_model.objects.get()
    decide(Viewer(user_id=user.pk, staff=True), alert_id, Answer.NOT_RELEVANT, by="staff")
    enterprise = models.Alert.objects.get(pk=other).brand.enterprise_id
    new = NewCase(origin=CaseOrigin.ALERT, kind=CaseKind.OPPOSITION, title="异议", alert_id=other)
    open_case(STAFF, enterprise, new, by="staff")
    by_name = NewCase(origin=CaseOrigin.ACCEPTANCE, kind=CaseKind.OTHER, title="咨询",
                      opponent=Opponent(name=ENGLISH.name))  # fmt: skip
    case, _ = open_case(STAFF, enterprise, by_name, by="staff")
    page = staff.get(f"/applicants/{alert_id}").content.decode()
    assert "异议" in page and "咨询" in page and "按对方名称关联" in page and "无关" in page
    row = staff.get("/applicants", {"again": "yes"}).content.decode()
    assert "立案 1" in row and "排除 1" in row
    assert f'/applicants/{alert_id}"' in staff.get(f"/cases/{case.case_id}").content.decode()


def test_alerts_and_observations_lead_to_the_applicant(staff: Client) -> None:
    alert_id = alert_of(CHINESE.name)
    unmet = models.Observation.objects.get(ref="97000003").pk
    for page in (f"/alerts/{alert_id}", f"/register/{unmet}"):
        assert f'/applicants/{alert_id}"' in staff.get(page).content.decode(), page
    nobody = filing("97000009", "ZOFIKUTRA", holders=(Party(name="Never Met Inc."),))
    see(nobody)
    page = staff.get(f"/register/{models.Observation.objects.get(ref='97000009').pk}").content.decode()
    assert "/applicants/" not in page.split("<main", 1)[1]


def test_sellers_of_the_name_and_proceedings_it_is_in_are_shown(met: None) -> None:
    see(
        Observation(kind=Kind.LISTING, source="us-uspto-trtdxfap", ref="L1", sign="Some lamp", seller=ENGLISH),
        Observation(kind=Kind.PROCEEDING, source="us-uspto-trtdxfap", ref="P1", sign="Roe v. Tuoqu", office="US",
                    docket="1:26-cv-1", holders=(ENGLISH,)),
    )  # fmt: skip
    note_proceedings((row.pk, observation_from(row)) for row in models.Observation.objects.filter(ref="P1"))
    found = applicant_of(STAFF, alert_of(CHINESE.name), today=TODAY)
    assert [one.ref for one in found.elsewhere] == ["L1"]
    assert [(one.docket, number) for number, one in found.proceedings] == [
        ("1:26-cv-1", models.Proceeding.objects.get().pk)
    ]
    assert len(found.filings) == 3


def test_who_is_known_by_number_alone_is_one_and_it_is_said_that_the_register_cannot_find_it(
    met: None,
) -> None:
    see(
        *(
            seen(f"9700002{n}", sign, Party(identifier="EM-500123"))
            for n, sign in enumerate(("QINGLUHAI", "VOLTRIXA"))
        )
    )
    found = applicant_of(STAFF, alert_of("EM-500123"), today=TODAY)
    assert (found.counts.brands, len(found.filings), found.numbered) == (2, 2, True)
    assert {one.name: one.why for one in found.variants} == {"EM-500123": "first"}


def test_an_alert_about_nobody_and_a_name_never_met_have_no_applicant(met: None) -> None:
    see(filing("97000010", "QINGLUHAI", holders=()))
    with pytest.raises(NotVisible):
        applicant_of(STAFF, models.Alert.objects.get(holder="").pk, today=TODAY)
    assert counts_of_name(STAFF, "Never Met Inc.", today=TODAY) is None
    assert counts_of_name(STAFF, "Co., Ltd.", today=TODAY) is None


def test_the_workbook_counts_as_the_page_and_says_who_may_read_it(staff: Client) -> None:
    answer = staff.get("/applicants.xlsx", {"again": "yes"})
    sheet, about = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    header, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    line = dict(zip(header, row, strict=True))
    assert (line["申请人（公告所载）"], line["预警（条）"], line["企业（家）"]) == (CHINESE.name, 2, 2)
    assert any("不得转发企业" in str(cell.value) for line in about.iter_rows() for cell in line)


def test_a_member_is_shown_no_applicant_anywhere(met: None) -> None:
    member = signed_in("li", "青鹭海食品有限公司")
    alert_id = models.Alert.objects.filter(brand__brand_id="Q", holder=CHINESE.name).get().pk
    assert "/applicants" not in member.get(f"/alerts/{alert_id}").content.decode()
    for page in ("/applicants", "/applicants.xlsx", f"/applicants/{alert_id}"):
        assert member.get(page).status_code == 404
    with pytest.raises(NotVisible):
        applicant_of(Viewer(user_id=1, staff=False, enterprise_ids=frozenset({1})), alert_id, today=TODAY)


def test_the_labels_of_the_filter_are_whole_on_a_phone(address: str) -> None:
    signed_in("staff", None)
    with browsing(address, PHONE) as context:
        page = sign_in(context, "staff")
        page.goto("/applicants")
        heights = page.eval_on_selector_all(
            ".applicants-filters label",
            "all => all.map(one => Math.round(one.getBoundingClientRect().height))",
        )
        assert len(heights) == 7 and max(heights) < 70
