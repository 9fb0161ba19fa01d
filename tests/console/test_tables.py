"""Django's admin over the platform's own tables: shown to platform administrators, changed where no rule can break."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.urls import reverse

from storage import models
from storage.admin_tables import tables
from storage.audit import Act, entries
from storage.people import save_user
from storage.second_factor import new_secret, set_up
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD, app_code, signed_in


@pytest.fixture
def rows(db: None) -> Seeded:
    return seed("A")


@pytest.fixture
def admin(rows: Seeded) -> Client:
    return signed_in("admin", None)


def test_every_table_and_every_row_of_it_is_shown_in_both_languages(admin: Client, rows: Seeded) -> None:
    assert "海哨数据表" in admin.get("/admin/").content.decode()
    user = get_user_model().objects.get(username="admin")
    models.SavedSearch.objects.create(user=user, name="酒类", asked="word=x")
    for table in tables._registry.values():
        opts = table.model._meta
        row = table.model._default_manager.order_by("pk").first()
        assert row is not None, opts.label
        listed = admin.get(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
            {"q": "x" if table.search_fields else ""},
        )
        assert listed.status_code == 200, opts.label
        assert str(table.called[0]) in listed.content.decode()
        one = admin.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]))
        assert one.status_code == 200, opts.label
        assert "style=" not in listed.content.decode() + one.content.decode(), "the policy would drop it"
    admin.cookies["django_language"] = "en"
    assert "Crawl runs" in admin.get("/admin/").content.decode()


def test_no_secret_is_shown(admin: Client, rows: Seeded) -> None:
    models.Contact.objects.update(secret="a bot's secret")
    shown = admin.get(reverse("admin:storage_contact_change", args=[rows.contact])).content.decode()
    assert "a bot's secret" not in shown and "contact-A@example.org" not in shown
    user = get_user_model().objects.get(username=rows.user)
    assert user.password not in admin.get(reverse("admin:auth_user_change", args=[user.pk])).content.decode()
    link = models.Invitation.objects.get()
    page = admin.get(reverse("admin:storage_invitation_change", args=[link.pk])).content.decode()
    assert link.link_hash not in page


def test_no_secret_can_be_guessed_letter_by_letter(admin: Client, rows: Seeded) -> None:
    for table, hidden in (
        ("auth_user", "password"),
        ("storage_contact", "secret"),
        ("storage_contact", "address"),
        ("storage_invitation", "link_hash"),
    ):
        asked = admin.get(reverse(f"admin:{table}_changelist"), {f"{hidden}__startswith": "a"})
        assert asked.status_code == 400, f"{table}.{hidden}"


def test_nothing_can_be_deleted_and_only_what_breaks_no_rule_be_changed(admin: Client, rows: Seeded) -> None:
    may_change = {"auth.User": {"email"}}
    for table in tables._registry.values():
        opts = table.model._meta
        row = table.model._default_manager.order_by("pk").first()
        if row is None:
            continue
        before = table.model._default_manager.filter(pk=row.pk).values().get()
        names = {one.name for one in opts.concrete_fields}
        changed = admin.post(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]),
            dict.fromkeys(names, "1") | {"email": "right@example.org"},
        )
        assert changed.status_code == (302 if opts.label in may_change else 403), opts.label
        after = table.model._default_manager.filter(pk=row.pk).values().get()
        assert {name for name in before if before[name] != after[name]} == may_change.get(opts.label, set())
        gone = admin.post(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_delete", args=[row.pk]), {"post": "yes"}
        )
        assert gone.status_code == 403, opts.label


def test_a_change_is_a_line_of_the_audit_trail(admin: Client) -> None:
    assert admin.post(reverse("admin:storage_enterprise_add"), {"name": "新企业"}).status_code == 302
    line = entries(limit=1)[0]
    assert (line.who, line.did, line.enterprise) == ("admin", Act.TABLE_CHANGED, "新企业")


def test_two_people_never_have_one_address(admin: Client, rows: Seeded) -> None:
    save_user("li", PASSWORD, enterprise="甲", email="li@example.org")
    user = get_user_model().objects.get(username=rows.user)
    refused = admin.post(reverse("admin:auth_user_change", args=[user.pk]), {"email": "LI@example.org"})
    assert "此邮箱已有账号" in refused.content.decode()


def test_the_way_in_is_the_console_s_own(db: None) -> None:
    led = Client().get("/admin/storage/alert/", follow=True).redirect_chain
    assert led[-1] == ("/sign-in?next=/admin/storage/alert/", 302)
    asked = Client().post("/admin/login/", {"username": "x", "password": "y"})
    assert asked.headers["Location"].startswith("/sign-in?")


@override_settings(SECOND_FACTOR="staff")
def test_without_the_second_step_that_is_compulsory_there_are_no_tables(admin: Client) -> None:
    assert admin.get("/admin/").status_code == 404
    secret = new_secret()
    set_up(get_user_model().objects.get(username="admin").pk, secret, app_code(secret))
    assert admin.get("/admin/").status_code == 200


def test_no_table_of_a_library_is_shown_besides_users() -> None:
    shown = {model._meta.label for model in tables._registry}
    assert {one for one in shown if not one.startswith("storage.")} == {"auth.User"}
    assert shown <= {model._meta.label for model in apps.get_models()}
