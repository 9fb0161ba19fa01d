"""Signing in with a second step, an invitation, a form that outlives its session and the tables, in a real Chromium."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from storage.models import Contact
from storage.people import save_user
from tests.at_the_console import browsing
from tests.made_up import PASSWORD, app_code


@pytest.fixture
def secured(address: str) -> Iterator[str]:
    """The console, where the staff cannot do without a second step."""
    with override_settings(SECOND_FACTOR="staff", BASE_URL=address):
        yield address


def test_staff_come_in_by_password_and_code_and_nothing_typed_is_lost(secured: str) -> None:
    save_user("staff", PASSWORD, enterprise=None)

    def first_step(page: object) -> None:
        page.fill("input[name=username]", "staff")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")

    with browsing(secured) as context:
        page = context.new_page()
        page.goto("/sign-in")
        first_step(page)
        page.wait_for_url(f"{secured}/sign-in/set-up")
        assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0, (
            "the picture is let through"
        )
        secret = page.inner_text("code.secret")
        page.fill("input[name=code]", app_code(secret, steps=-1))
        page.keyboard.press("Enter")
        page.wait_for_selector(".recovery")
        with page.expect_download() as download:
            page.click("a[download]")
        assert len(download.value.path().read_text("utf-8").split("\n")) == 13
        page.click("a.go")
        page.wait_for_url(f"{secured}/")

        for path in ("/admin/", "/admin/storage/contact/", "/people"):
            page.goto(path)
            assert page.is_visible("table")

        page.goto("/contacts")
        page.fill("form.fields input[name=name]", "老王")
        page.fill("form.fields input[name=address]", "wang@example.org")
        context.clear_cookies(name="sessionid")
        page.click("form.fields button")
        page.wait_for_url("**/sign-in?**")
        first_step(page)
        page.wait_for_url(f"{secured}/sign-in/code")
        page.fill("input[name=code]", app_code(secret))
        page.keyboard.press("Enter")
        page.wait_for_url(f"{secured}/unsaved")
        assert "老王" in page.inner_text("dl")
        page.click("button.primary")
        page.wait_for_url("**/contacts/*")

        page.goto("/people")
        page.fill("input[name=email]", "new@example.org")
        page.click("form.fields button")
        link = page.input_value("#id_link")
        guest = context.browser.new_context().new_page()
        guest.goto(link)
        guest.fill("input[name=username]", "fuhe")
        guest.fill("input[name=new_password1]", PASSWORD)
        guest.fill("input[name=new_password2]", PASSWORD)
        guest.keyboard.press("Enter")
        guest.wait_for_url(f"{secured}/sign-in/set-up")
    assert Contact.objects.get().name == "老王"
