"""What was decided of a company holds however the next gazette writes its name."""

import pytest
from django.contrib.auth import get_user_model

from domain.brand import Brand
from domain.decision import Answer
from domain.observation import Goods, Kind, Observation, Party
from jobs import tasks
from storage.brands import save_brands
from storage.decisions import decide, undo
from storage.models import Alert, Match
from storage.observations import take_in
from storage.people import save_user
from storage.runs import start_run
from storage.viewers import Viewer
from tests.rescreened import everything_rescreened


def filing(ref: str, holder: str) -> Observation:
    return Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref=ref,
        sign="HAIWEIXIAN",
        office="US",
        holders=(Party(name=holder),),
        goods=(Goods(nice_class=29),),
    )


def judged(*filings: Observation) -> None:
    run = start_run("us-uspto-trtdxfap")
    take_in(run, list(filings))
    tasks.judge(run, 0)
    tasks.raise_alerts()


@pytest.fixture
def alert(db: None) -> Alert:
    save_brands([Brand(brand_id="A1", name="海蔚鲜", enterprise="甲食品有限公司", classes=(29,))])
    judged(filing("1", "Blue Peak Trading Co., Ltd."))
    return Alert.objects.get()


@pytest.mark.parametrize("spelt", ["BLUE PEAK TRADING LIMITED", "Bluepeak Trading, Inc."])
def test_a_dismissed_company_is_not_told_again_under_another_spelling(alert: Alert, spelt: str) -> None:
    user = staff()
    decision = decide(user, alert.pk, Answer.NOT_RELEVANT, by="staff")
    judged(filing("2", spelt))
    assert Match.objects.count() == 1
    undo(user, decision.decision_id, by="staff")
    everything_rescreened()
    tasks.raise_alerts()
    told = Alert.objects.get(open=True)
    assert (told.pk, told.folded.count()) == (alert.pk, 2)


def test_another_company_of_the_same_brand_is_told_all_the_same(alert: Alert) -> None:
    decide(staff(), alert.pk, Answer.NOT_RELEVANT, by="staff")
    judged(filing("2", "Blue Peak Trading GmbH"))
    assert Alert.objects.filter(open=True).count() == 1


def staff() -> Viewer:
    save_user("staff", "a long enough password", enterprise=None)
    return Viewer(user_id=get_user_model().objects.get(username="staff").pk, staff=True)
