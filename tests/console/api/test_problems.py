"""Whatever is wrong with a request is told as a problem, in the reader's language, and never as a page."""

import json

import pytest
from django.test import Client

from domain.match import Tier
from storage.models import Brand
from tests.console.api.program import ROOT, Program, token_for
from tests.console.enterprises import Seeded


def told(answer: object, status: int, kind: str) -> dict[str, object]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert (problem["type"], problem["status"]) == (f"{ROOT}docs#{kind}", status)
    assert problem["title"]
    return problem


def test_a_problem_is_told_in_the_language_asked_for_with_the_other_beside_it(program: Program) -> None:
    problem = told(program.get("alerts/999999"), 404, "not-found")
    assert problem["detail"].startswith("没有这一项")
    assert problem["detail_en"].startswith("There is no such thing")
    assert problem["instance"] == f"{ROOT}alerts/999999"
    english = program.get("alerts/999999", language="fr;q=0.9, en;q=0.8")
    assert json.loads(english.content)["detail"].startswith("There is no such thing")
    assert english["Content-Language"] == "en"


def test_nothing_under_api_answers_with_a_page(program: Program) -> None:
    for path in (
        "/api",
        "/api/",
        "/api/v1/",
        "/api/v1",
        "/api/v2/brands",
        "/api/v1/brands/",
        f"{ROOT}nothing",
    ):
        for method in ("GET", "POST", "DELETE"):
            told(program.ask(method, path), 404, "not-found")
    told(Client().get(f"{ROOT}brands"), 401, "no-token")
    told(Client().post(f"{ROOT}docs"), 405, "method-not-allowed")
    refused = program.ask("PATCH", "brands")
    told(refused, 405, "method-not-allowed")
    assert set(refused["Allow"].split(", ")) == {"GET", "POST"}
    told(Client(headers={"Host": "elsewhere.example"}).get(f"{ROOT}me"), 400, "bad-request")


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"{", 400, "malformed-json"),
        (b'{"name": NaN}', 400, "malformed-json"),
        (b"\xff\xfe\x00", 400, "malformed-json"),
        (b"[" * 100_000, 400, "malformed-json"),
        (b'{"name": ' + b"9" * 5_000 + b"}", 400, "malformed-json"),
        (b'{"name": "a\\u0000b"}', 422, "invalid"),
        (b'{"name": "\\ud800"}', 422, "invalid"),
        (b'{"name": "\\u200b"}', 422, "invalid"),
        (b'{"name": 7}', 422, "invalid"),
        (b'{"name": "x", "classes": ["29"]}', 422, "invalid"),
        (b'{"name": "x", "classes": [1e99]}', 422, "invalid"),
        (b'{"name": "x", "shown": [{"kind": "fair", "day": 0}]}', 422, "invalid"),
        (b'{"name": "x", "prices": [{"amount": "0", "currency": "USD"}]}', 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b"null", 422, "invalid"),
        (b"", 422, "invalid"),
        (b'{"name": "' + b"x" * (1 << 20) + b'"}', 413, "too-large"),
    ],
    ids=range(17),
)
def test_no_body_is_a_fault_of_ours(program: Program, body: bytes, status: int, kind: str) -> None:
    told(program.ask("POST", "brands", body), status, kind)
    assert Brand.objects.count() == 1


def test_each_wrong_value_is_pointed_at(program: Program) -> None:
    body = {"nam": "x", "classes": [29, 46], "markets": ["US", "QQ"]}
    problem = told(program.post("brands", body), 422, "invalid")
    assert {one["pointer"] for one in problem["errors"]} == {"#/name", "#/nam", "#/classes/1", "#/markets"}
    assert all(one["detail"] and one["detail_en"] for one in problem["errors"])
    problem = told(program.get("alerts?limit=201&since=2026-12-01"), 422, "invalid")
    assert {one["parameter"] for one in problem["errors"]} == {"limit", "since"}


def test_a_misspelt_filter_does_not_pass_for_none(program: Program) -> None:
    problem = told(program.get("alerts?teir=high"), 422, "invalid")
    assert [one["parameter"] for one in problem["errors"]] == ["teir"]


def test_a_body_of_another_type_is_not_read(a: Seeded) -> None:
    token = token_for(a.enterprise)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    told(client.post(f"{ROOT}brands", {"name": "x"}), 415, "unsupported-media-type")


def test_a_webhook_inside_the_private_network_is_refused(program: Program) -> None:
    for address in ("https://127.0.0.1/x", "https://10.0.0.8/x", "http://example.org/x", "https://[::1]/"):
        problem = told(program.post("webhooks", {"name": "x", "address": address}), 422, "invalid")
        assert problem["errors"][0]["pointer"] == "#/address"


def test_a_fault_of_ours_is_a_problem_too_and_leaves_nothing_behind(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of ours")

    monkeypatch.setattr("jobs.keeping_brands.rescreen_brands", broken)
    answer = program.post("brands", {"name": "新品牌"})
    told(answer, 500, "internal-error")
    assert b"secret" not in answer.content
    assert Brand.objects.count() == 1


def test_an_alert_says_rule_source_day_checked_and_confidence(program: Program, a: Seeded) -> None:
    from storage.models import Alert, Match

    rule = {
        "rule_zh": "公告后 30 日", "rule_en": "30 days", "rule_source": "https://office.example/rule",
        "checked_on": "2026-11-01", "confidence": "verified", "caveat_zh": "", "caveat_en": "",
    }  # fmt: skip
    Match.objects.filter(folded_into__alert=a.alert).update(last_day="2026-12-24", last_day_rule=rule)
    Alert.objects.filter(pk=a.alert).update(last_day="2026-12-24")
    alert = json.loads(program.get(f"alerts/{a.alert}").content)
    deadline = alert["matches"][0]["deadline"]
    assert {name: deadline[name] for name in rule} == rule
    assert deadline["day"] == "2026-12-24"
    assert (alert["tier"], alert["state"]) == (Tier.HIGH.value, "open")
    evidence = alert["matches"][0]["evidence"][0]
    assert (evidence["says_zh"], evidence["says_en"]) == ("是拼音", "the pinyin")
    listed = json.loads(program.get("deadlines?from=2026-12-24&to=2026-12-24").content)["items"]
    assert [(one["alert_id"], one["deadline"]) for one in listed] == [(a.alert, deadline)]
    assert json.loads(program.get("deadlines?to=2026-12-23").content)["items"] == []
