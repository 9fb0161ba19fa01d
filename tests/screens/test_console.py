"""Every main screen of the console in a real Chromium: readable by whoever uses a screen reader or keys alone, and on a
phone. The rules are those of axe-core; what it calls serious or critical may not be there.
"""

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from waitress.server import create_server

from console.navigation import LINKS
from crawlers.chromium import chromium, why_no_browser
from storage.people import save_user
from tests.console.enterprises import Seeded, seed
from tests.made_up import PASSWORD

pytestmark = pytest.mark.skipif(bool(why_no_browser()), reason=why_no_browser() or "-")

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 800}
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture
def seeded(live_db: None) -> Seeded:
    save_user("staff", PASSWORD, enterprise=None)
    return seed("A")


@pytest.fixture
def address(seeded: Seeded) -> Iterator[str]:
    """The console, served over HTTP on loopback."""
    server = create_server(StaticFilesHandler(get_wsgi_application()), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.fixture
def context(address: str) -> Iterator[object]:
    """A browser that reads Chinese; what the policy of contents refused fails the test at its end."""
    from playwright.sync_api import sync_playwright

    refused: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        made = browser.new_context(base_url=address, locale="zh-CN", viewport=DESKTOP)
        made.set_default_timeout(20_000)
        made.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
        made.on("weberror", lambda error: refused.append(str(error.error)))
        yield made
        browser.close()
    assert refused == []


def sign_in(context: object, user: str) -> object:
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda url: not url.endswith("/sign-in")):
        page.keyboard.press("Enter")
    return page


def main_screens(seeded: Seeded, *, staff: bool) -> list[str]:
    """What the head links to, and one page of each thing."""
    linked = [reverse(one.address) for one in LINKS if staff or not one.staff]
    return [
        *linked,
        reverse("alert", args=[seeded.alert]),
        reverse("contact", args=[seeded.contact]),
        *(reverse(one, args=[seeded.brand]) for one in ("brand", "brand-edit", "brand-stop", "help-ask")),
        reverse("brands-preview", args=[seeded.upload]),
        *map(reverse, ("brand-add", "brands-import", "password", "second-factor", "second-factor-set-up")),
        *([reverse("register-picture")] if staff else []),
    ]


def complaints(page: object) -> list[str]:
    """What axe finds grave at the page, and whether it can only be read by moving it sideways on a phone."""
    page.set_viewport_size(DESKTOP)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    grave = [
        f"{one['id']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    return grave + ([f"{width} pixels wide on a phone of {PHONE['width']}"] if width > PHONE["width"] else [])


@pytest.mark.parametrize("user", ["staff", "member-A"])
def test_every_main_screen_can_be_read_by_anybody_and_on_a_phone(
    context: object, seeded: Seeded, user: str
) -> None:
    page = context.new_page()
    page.goto("/sign-in")
    found = {"/sign-in": complaints(page)}
    page = sign_in(context, user)
    for path in main_screens(seeded, staff=user == "staff"):
        answer = page.goto(path)
        assert answer.status == 200, path
        found[path] = complaints(page)
    assert {path: said for path, said in found.items() if said} == {}
