"""Tokens: made and shown once, good for what they name until they end, and throttled."""

import datetime as dt
import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from console.api import bearer
from console.api.document import document
from domain.role import Role
from domain.scope import Scope
from storage import models, sign_in_tries
from storage.audit import entries
from storage.people import save_user
from tests.console.api.program import ROOT, Program, token_for
from tests.console.enterprises import Seeded
from tests.made_up import PASSWORD, signed_in


def admin(a: Seeded) -> Client:
    client = Client()
    assert client.login(username=a.user, password=PASSWORD)
    return client


def typed(**rest: object) -> dict[str, object]:
    return {"name": "ERP", "scopes": ["alerts:read"], "days": "30", "enterprise": "企业A公司", **rest}


def test_a_token_is_shown_once_and_its_hash_alone_is_kept(a: Seeded) -> None:
    page = admin(a).post(reverse("token-make"), typed()).content.decode()
    secret = page.partition('<code class="whole">')[2].partition("</code>")[0]
    assert secret.startswith("hs_")
    assert Program(secret).get("alerts").status_code == 200
    row = models.ApiToken.objects.get(name="ERP")
    assert secret not in str(models.ApiToken.objects.values().get(pk=row.pk))
    assert secret not in admin(a).get(reverse("tokens")).content.decode()
    assert [(line.did, line.about) for line in entries(limit=1)] == [("token-made", "ERP")]


def test_a_form_sent_twice_makes_one_token(a: Seeded) -> None:
    client = admin(a)
    assert client.post(reverse("token-make"), typed()).status_code == 200
    again = client.post(reverse("token-make"), typed())
    assert again.status_code == 400
    assert "已有同名" in again.content.decode()
    assert models.ApiToken.objects.filter(name="ERP").count() == 1


def test_a_withdrawn_token_opens_nothing_from_then_on(a: Seeded) -> None:
    program = Program(token_for(a.enterprise))
    assert program.get("me").status_code == 200
    row = models.ApiToken.objects.get(name="ERP")
    for _ in range(2):
        assert admin(a).post(reverse("token-withdraw", args=[row.pk])).status_code == 302
    refused = program.get("me")
    assert refused.status_code == 401
    assert 'error="invalid_token"' in refused["WWW-Authenticate"]
    assert [line.did for line in entries(limit=9)].count("token-withdrawn") == 1
    assert token_for(a.enterprise), "its name is free again"


def test_a_token_ends_by_itself(a: Seeded) -> None:
    program = Program(token_for(a.enterprise))
    models.ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert program.get("me").status_code == 401


def test_who_may_not_change_the_enterprise_has_no_such_page(a: Seeded) -> None:
    save_user("reader", PASSWORD, enterprise=a.enterprise, role=Role.MEMBER)
    client = Client()
    assert client.login(username="reader", password=PASSWORD)
    token = models.ApiToken.objects.get()
    assert client.get(reverse("tokens")).status_code == 404
    assert client.post(reverse("token-make"), typed()).status_code == 404
    assert client.post(reverse("token-withdraw", args=[token.pk])).status_code == 404
    assert 'href="/tokens"' not in client.get("/").content.decode()
    assert 'href="/tokens"' in admin(a).get("/").content.decode()
    assert not models.ApiToken.objects.filter(withdrawn_at__isnull=False).exists()


def test_staff_make_tokens_for_any_enterprise(a: Seeded) -> None:
    made = signed_in("staff", None).post(reverse("token-make"), typed())
    assert made.status_code == 200
    assert models.ApiToken.objects.get(name="ERP").enterprise.name == a.enterprise


def test_each_operation_asks_for_the_scope_the_document_names(a: Seeded) -> None:
    every = {scope: Program(token_for(a.enterprise, set(Scope) - {scope}, name=scope)) for scope in Scope}
    for path, methods in document()["paths"].items():
        for method, said in methods.items():
            (need,) = said["security"]
            for scope in need["token"]:
                refused = every[Scope(scope)].ask(method.upper(), path.replace("{", "").replace("}", ""), {})
                assert refused.status_code == 403, (method, path)
                assert f'scope="{scope}"' in refused["WWW-Authenticate"]


def test_a_token_without_any_scope_still_sees_the_silence_of_sources(a: Seeded) -> None:
    program = Program(token_for(a.enterprise, []))
    assert program.get("me").status_code == 200
    sources = json.loads(program.get("sources").content)["items"]
    assert {one["state"] for one in sources} >= {"never", "no_key"}


def test_too_many_requests_of_a_token_wait_until_the_minute_is_over(
    a: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "MOST_A_MINUTE", 3)
    program, other = Program(token_for(a.enterprise)), Program(token_for(a.enterprise, name="other"))
    assert [program.get("me").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = program.get("me", language="en")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert json.loads(refused.content)["detail"].startswith("Too many requests")
    assert other.get("me").status_code == 200
    models.ApiToken.objects.update(asked_since=timezone.now() - dt.timedelta(minutes=1))
    assert program.get("me").status_code == 200


def test_too_many_wrong_tokens_of_an_address_are_not_heard_but_a_good_one_is(
    a: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_tries, "MOST_BY_ADDRESS", 2)
    wrong = Program("hs_" + "x" * 43)
    assert [wrong.get("me").status_code for _ in range(3)] == [401, 401, 429]
    assert Program("hs_" + "x" * 43, address="203.0.113.8").get("me").status_code == 401
    assert Program(token_for(a.enterprise)).get("me").status_code == 200
    assert int(wrong.get("me")["Retry-After"]) > 60


def test_what_a_program_does_is_in_the_audit_trail_under_its_name(a: Seeded) -> None:
    program = Program(token_for(a.enterprise))
    made = program.post(f"alerts/{a.alert}/decisions", {"answer": "authorised", "note": "我方经销商"})
    assert made.status_code == 201
    assert json.loads(made.content)["by"] == "API: ERP"
    line = entries(limit=1)[0]
    assert (line.who, line.did, line.enterprise, line.address) == (
        "API: ERP",
        "authorised",
        a.enterprise,
        "203.0.113.7",
    )
    page = admin(a).get(reverse("rules")).content.decode()
    assert "我方经销商" in page
    undone = program.ask("DELETE", f"decisions/{json.loads(made.content)['decision_id']}")
    assert json.loads(undone.content)["undone_by"] == "API: ERP"
    assert models.Alert.objects.get(pk=a.alert).open


def test_the_document_and_its_page_are_anybody_s_to_read(db: None) -> None:
    assert Client().get(f"{ROOT}openapi.json").json()["openapi"].startswith("3.1")
    for language, says in (("zh-CN", "预警列表"), ("en", "List alerts")):
        page = Client(headers={"Accept-Language": language}).get(f"{ROOT}docs").content.decode()
        assert says in page
        assert not re.search(r"(src|href)=\"(https?:)?//", page), "nothing from elsewhere"
