"""Questionnaires from the draft to the counted answer, as staff, members and whoever has a link use them."""

import datetime as dt
import io
import re
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.utils import timezone
from openpyxl import load_workbook

from domain.alert import Channel, Contact
from domain.case import CaseState, Ending, Outcome
from domain.lists import ListItem, ListKind
from domain.period import Period
from domain.survey import Addressed, Questionnaire
from domain.survey_templates import template_named
from jobs import surveying
from jobs.links import survey_link
from jobs.telling import Messages
from storage import models, survey_lines, surveys
from storage.brands import save_contact
from storage.cases import move
from storage.deliveries import taken
from storage.erasing import erase_contact
from storage.list_changes import add_entry
from storage.owned import OWNED, owner_named
from storage.viewers import NotVisible, Viewer
from tests.made_up import signed_in

pytestmark = pytest.mark.usefixtures("db")
STAFF = Viewer(user_id=None, staff=True, platform_admin=True)
NAMES = ("企业甲", "企业乙", "企业丙", "企业丁")


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.fixture
def observers() -> None:
    """Four enterprises that are observers, one of them without a contact."""
    for name in NAMES:
        models.Enterprise.objects.create(name=name, industry="食品" if name != "企业丁" else "液压管")
        add_entry(STAFF, ListItem(kind=ListKind.OBSERVERS, enterprise=name), by="anna")
    for name in NAMES[:3]:
        save_contact(
            name, Contact(name=f"{name}的人", channel=Channel.EMAIL, address=f"{name[-1]}@example.org")
        )


def drafted(period: str = "2026Q3", days: int = 14, **to: object) -> int:
    template = template_named("observers")
    assert template is not None
    says = Questionnaire(
        title=template.title,
        period=Period.of(period),
        questions=template.questions,
        closes_on=timezone.localdate() + dt.timedelta(days=days),
    )
    wanted = Addressed(**(to or {"lists": ("observers",)}))  # type: ignore[arg-type]
    return surveys.write(STAFF, says, wanted, form=uuid.uuid4(), by="anna")


def sent(**more: object) -> int:
    made = drafted(**more)  # type: ignore[arg-type]
    surveying.send(STAFF, made, seen=1, by="anna", today=timezone.localdate())
    return made


def ask_of(name: str, survey_id: int) -> int:
    return models.SurveyAsk.objects.get(enterprise__name=name, survey_id=survey_id).pk


ANSWER = {
    "a-met": "yes",
    "w-met": "收到一封信",
    "a-what": ["商标被抢注"],
    "a-outlook": "上升",
    "a-count": "2",
}


def form_of(page: str) -> dict[str, object]:
    """The fields of a questionnaire's form as a browser would send them back."""
    fields: dict[str, object] = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    for name, choices in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', page):
        fields[name] = re.findall(r'value="([^"]+)" selected', choices)[0]
    return {
        name: value
        for name, value in fields.items()
        if not name.startswith(("csrf", "enterprises", "industries"))
    }


def test_a_template_becomes_a_draft_is_changed_sent_and_stays_as_it_was_sent(observers: None) -> None:
    anna = signed_in("anna", None)
    begun = form_of(page_of(anna, "/surveys/new?from=observers"))
    begun["lists"] = ["observers"]
    refused = anna.post("/surveys/new", begun | {"options-1": "只有一个", "period": "2026年"})
    assert refused.status_code == 400
    assert "第 2 题：单选、多选要有 2 至 20 个选项" in refused.content.decode()
    assert "2026Q4（季度）" in refused.content.decode()
    assert models.Survey.objects.count() == 0
    for _ in range(2):  # a form sent twice
        made = anna.post("/surveys/new", begun)
    path = made["Location"]
    survey = models.Survey.objects.get()
    assert [one["key"] for one in survey.questions][:2] == ["met", "what"]
    assert "现在发出将发给 <b>4</b>" in page_of(anna, path)
    changed = form_of(page_of(anna, f"{path}/edit")) | {
        "lists": ["observers"],
        "zh-0": "有纠纷吗？",
        "place-0": "3",
    }
    assert anna.post(f"{path}/edit", changed).status_code == 302
    assert anna.post(f"{path}/edit", changed).status_code == 409
    survey.refresh_from_db()
    assert [one["key"] for one in survey.questions][:3] == ["what", "where", "met"]
    assert anna.post(f"{path}/act", {"do": "send", "seen": "1"}).status_code == 409
    assert anna.post(f"{path}/act", {"do": "send", "seen": "2"}).status_code == 302
    assert anna.post(f"{path}/act", {"do": "send", "seen": "2"}).status_code == 409
    assert (models.SurveyAsk.objects.count(), models.Delivery.objects.count()) == (4, 3)
    assert anna.get(f"{path}/edit").status_code == 404
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        models.Survey.objects.update(questions=[])


def test_what_lacks_a_day_or_somebody_to_ask_is_not_sent(observers: None) -> None:
    today = timezone.localdate()
    for made, why in ((drafted(days=-1), "day-over"), (drafted(industries=("没有",)), "nobody")):
        with pytest.raises(surveys.CannotSend) as refused:
            surveys.send(STAFF, made, seen=1, by="anna", today=today)
        assert refused.value.why == why
    both = drafted(
        lists=("observers",),
        industries=("食品",),
        enterprises=frozenset({models.Enterprise.objects.first().pk}),
    )
    assert surveys.send(STAFF, both, seen=1, by="anna", today=today) == 4  # each once
    with pytest.raises(NotVisible):
        surveys.send(Viewer(user_id=1, staff=False), both, seen=1, by="x", today=today)


def test_an_enterprise_counts_once_by_its_last_answer_whoever_gave_it(observers: None) -> None:
    made = sent()
    member, stranger, anna = signed_in("m", "企业甲"), signed_in("s", "企业乙"), signed_in("anna", None)
    path = f"/surveys/asks/{ask_of('企业甲', made)}"
    assert all("待填写" in page_of(member, at) for at in ("/", "/surveys"))
    assert member.get(f"/surveys/{made}")["Location"] == path
    assert (stranger.get(path).status_code, stranger.post(path, ANSWER).status_code) == (404, 404)
    for typed, told in (
        (ANSWER | {"a-met": ""}, "此题必答"),
        (ANSWER | {"a-count": "两件"}, "不小于 0 的数字"),
        (ANSWER | {"a-outlook": "不知道"}, "不是本题的选项"),
    ):
        refused = member.post(path, typed)
        assert refused.status_code == 400
        assert told in refused.content.decode()
    assert models.SurveyAnswer.objects.count() == 0
    for _ in range(2):
        assert member.post(path, ANSWER).status_code == 302
    assert models.SurveyAnswer.objects.count() == 1
    assert "待填写" not in page_of(member, "/")
    assert anna.post(path, ANSWER | {"a-count": "5"}).status_code == 302
    assert list(models.SurveyAnswer.objects.order_by("pk").values_list("by", "way")) == [
        ("m", "portal"),
        ("anna", "staff"),
    ]
    round_ = survey_lines.round_of(STAFF, made, today=timezone.localdate())
    (first,) = (one for one in round_.asked if one.replies)
    assert (first.answers, first.answered_by, first.replies.to("count").number) == (2, "anna", 5)
    with pytest.raises(DatabaseError, match="a new one counts"), transaction.atomic():
        models.SurveyAnswer.objects.update(replies={"given": []})
    page = page_of(anna, f"/surveys/{made}")
    assert "25%" in page
    assert "收到一封信" in page
    assert "未送达" in page
    surveys.close(STAFF, made, by="anna")
    assert member.post(path, ANSWER | {"a-count": "9"}).status_code == 409
    assert "已截止" in page_of(member, path)
    said = models.Survey.objects.get(pk=made).closes_on
    for page in (page_of(member, path), page_of(member, "/surveys")):
        assert f"{timezone.localdate()}" in page
        assert f"{said}" not in page
    assert models.Delivery.objects.filter(state="pending").count() == 0


@override_settings(BASE_URL="http://testserver")
def test_a_link_is_answered_without_a_sign_in_and_opening_it_writes_nothing(observers: None) -> None:
    made = sent()
    contact = models.Contact.objects.get(name="企业乙的人")
    with taken([Channel.EMAIL], limit=9) as batch:
        told = {one.contact.name: Messages(batch).of(one) for one in batch}
    assert set(told) == {"企业甲的人", "企业乙的人", "企业丙的人"}
    said = told["企业乙的人"].text  # the second a link is made in is signed with it
    (link,) = re.findall(r"http://testserver\S+", said)
    assert link.partition(":1")[0] == survey_link(made, contact.pk).partition(":1")[0]
    assert told["企业乙的人"].subject == "【问卷】观察企业季度问卷"
    path, browser = link.removeprefix("http://testserver"), Client()
    assert "观察企业季度问卷" in page_of(browser, path)
    assert models.SurveyAnswer.objects.count() == 0
    assert browser.post(path, {"a-met": "no"}).status_code == 400
    assert "已保存" in browser.post(path, ANSWER).content.decode()
    answer = models.SurveyAnswer.objects.get()
    assert (answer.ask.enterprise.name, answer.by, answer.way) == ("企业乙", "企业乙的人", "link")
    assert browser.get(path[:-3] + "xxx").status_code == 410
    other = save_contact("企业戊", Contact(name="x", channel=Channel.EMAIL, address="x@example.org"))
    assert browser.get(survey_link(made, other).removeprefix("http://testserver")).status_code == 410
    erase_contact(contact.pk)
    answer.refresh_from_db()
    assert answer.by == f"erased-{contact.pk}"


def test_the_home_page_asks_for_what_is_open_and_unanswered_however_many_came_after(
    observers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.survey_lines.MOST", 2)
    member = signed_in("甲", "企业甲")
    waiting, answered, over = sent(), sent(period="2026Q2"), [sent(period=f"202{n}Q1") for n in range(3)]
    for one in over:
        surveys.close(STAFF, one, by="anna")
    assert member.post(f"/surveys/asks/{ask_of('企业甲', answered)}", ANSWER).status_code == 302
    links = re.findall(r'href="/surveys/asks/(\d+)"', page_of(member, "/"))
    assert links == [str(ask_of("企业甲", waiting))]


def test_who_has_not_answered_is_reminded_once_when_the_last_day_is_near(observers: None) -> None:
    made, late = sent(), sent(period="2026Q2", days=2)
    member = signed_in("m", "企业甲")
    member.post(f"/surveys/asks/{ask_of('企业甲', made)}", ANSWER)
    today = timezone.localdate()

    def remind(days: int) -> int:
        day = today + dt.timedelta(days=days)
        return surveys.remind_those_left(now=timezone.now() + dt.timedelta(days=days), today=day)

    assert [remind(0), remind(10), remind(11), remind(11), remind(15)] == [0, 0, 2, 0, 0]
    reminded = models.Delivery.objects.filter(revision=surveys.REMINDED)
    assert set(reminded.values_list("contact__name", "survey")) == {
        ("企业乙的人", made),
        ("企业丙的人", made),
    }
    assert (
        models.Survey.objects.get(pk=late).reminded_at is not None
    )  # asked within those days: told once is enough


def test_a_copy_keeps_the_questions_so_that_periods_compare_and_none_is_sent_twice(observers: None) -> None:
    first = sent()
    anna = signed_in("anna", None)
    form = str(uuid.uuid4())
    for _ in range(2):
        second = anna.post(f"/surveys/{first}/act", {"do": "copy", "form": form})["Location"].split("/")[2]
    assert models.Survey.objects.count() == 2
    copy = models.Survey.objects.get(pk=second)
    assert (copy.period, copy.root_id, copy.lists, copy.closes_on) == ("2026Q4", first, ["observers"], None)
    models.Survey.objects.filter(pk=second).update(closes_on=timezone.localdate())
    surveying.send(STAFF, copy.pk, seen=1, by="anna", today=timezone.localdate())
    for survey_id, names in ((first, NAMES[:1]), (copy.pk, NAMES[:3])):
        for name in names:
            anna.post(f"/surveys/asks/{ask_of(name, survey_id)}", ANSWER)
    page = page_of(anna, f"/surveys/{second}")
    assert "历期变化" in page
    trend = page[page.index("历期变化") :]
    assert re.search(r'上升</th><td class="number">1 <[^>]+>100%</span></td><td class="number">3 <', trend)
    again = surveys.copy_of(STAFF, first, form=uuid.uuid4(), by="anna")
    models.Survey.objects.filter(pk=again).update(closes_on=timezone.localdate())
    with pytest.raises(surveys.CannotSend, match="same-period"):
        surveys.send(STAFF, again, seen=1, by="anna", today=timezone.localdate())


def test_the_file_for_outside_names_nobody_and_hides_small_figures(observers: None) -> None:
    made = sent()
    anna = signed_in("anna", None)
    for name in NAMES:
        more = {} if name != "企业丁" else {"a-outlook": "下降"}
        anna.post(f"/surveys/asks/{ask_of(name, made)}", ANSWER | more)

    def texts(reach: str) -> list[str]:
        book = load_workbook(io.BytesIO(anna.get(f"/surveys/{made}/{reach}.xlsx").content))
        return [
            str(cell.value)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]

    inside, outside = texts("inside"), texts("outside")
    assert {"企业丁", "收到一封信"} <= set(inside)
    assert not any("企业丁" in one or "收到一封信" in one for one in outside)
    assert any("不足3家" in one for one in outside)
    assert models.AuditEntry.objects.filter(did="survey-taken").count() == 2
    assert signed_in("m", "企业甲").get(f"/surveys/{made}/outside.xlsx").status_code == 404


def test_what_is_an_enterprise_s_goes_with_it(observers: None) -> None:
    made = sent()
    signed_in("m", "企业甲").post(f"/surveys/asks/{ask_of('企业甲', made)}", ANSWER)
    kinds = {one.kind: one for one in OWNED}
    owner = owner_named("企业甲")
    assert [kinds[one].rows(owner).count() for one in ("survey_answers", "survey_asks")] == [1, 1]
    models.Enterprise.objects.get(name="企业甲").delete()
    assert (models.SurveyAnswer.objects.count(), models.SurveyAsk.objects.count()) == (0, 3)


def test_an_early_signal_is_a_case_of_the_enterprise_at_once_and_the_staff_are_told() -> None:
    member = signed_in("m", "企业甲")
    enterprise = models.Enterprise.objects.get(name="企业甲")
    form = re.search(r'name="form" value="([^"]+)"', page_of(member, "/surveys/signal"))[1]
    typed = {"enterprise": enterprise.pk, "heard": "customs", "office": "US", "heard_on": "2026-11-20", "form": form,
             "summary": "一箱货被扣，说侵犯商标"}  # fmt: skip
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    refused = member.post("/surveys/signal", typed | {"heard_on": tomorrow.isoformat()})
    assert refused.status_code == 400
    assert "不能晚于今天" in refused.content.decode()
    for _ in range(2):
        answer = member.post("/surveys/signal", typed)
    case = models.Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}"
    assert (case.origin, case.kind, case.title) == (
        "early-signal",
        "customs",
        "早期信号：货物被海关查扣（美国）",
    )
    assert models.Notice.objects.filter(subject_zh__startswith="新的求助").count() == 1
    assert case.title in page_of(member, "/surveys")
    assert case.title in page_of(signed_in("anna", None), "/surveys")
    assert case.title not in page_of(signed_in("s", "企业乙"), "/surveys")
    theirs = typed | {"enterprise": models.Enterprise.objects.get(name="企业乙").pk}
    assert member.post("/surveys/signal", theirs).status_code == 400


def test_satisfaction_is_shown_by_the_quarter_a_case_ended_in_with_how_many_rated() -> None:
    member = signed_in("m", "企业甲")
    enterprise = models.Enterprise.objects.get(name="企业甲")
    anna = signed_in("anna", None)
    assert "没有结案，无法计算" in page_of(anna, "/surveys/satisfaction")
    for rating in (5, 4, None):
        typed = {
            "enterprise": enterprise.pk,
            "heard": "other",
            "heard_on": "2026-11-20",
            "form": str(uuid.uuid4()),
            "summary": "x",
        }
        case_id = int(member.post("/surveys/signal", typed)["Location"].split("/")[-1])
        move(STAFF, case_id, CaseState.TRIAGED, by="anna", seen=CaseState.RECEIVED, says="x")
        ending = Ending(outcome=Outcome.ANSWERED, words="x")
        move(STAFF, case_id, CaseState.CLOSED, by="anna", seen=CaseState.TRIAGED, ending=ending)
        models.Case.objects.filter(pk=case_id).update(satisfaction=rating)
    page = page_of(anna, "/surveys/satisfaction")
    assert re.search(
        r'>4.50</td><td class="number">2</td><td class="number">3</td><td class="number">66.7', page
    )
    assert member.get("/surveys/satisfaction").status_code == 404
