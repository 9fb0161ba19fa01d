"""The desk at a fair on a phone whose network comes and goes: a real Chromium, cut off and connected again."""

import hashlib
from pathlib import Path

import pytest

from storage.models import AuditEntry, FairLead, FairPhoto
from tests.at_the_console import browsing, complaints, sign_in
from tests.console.fairs import fair_with_a_desk, photograph

PHONE = {"width": 390, "height": 844}
NO_BACKGROUND = "if (self.ServiceWorkerRegistration) delete ServiceWorkerRegistration.prototype.sync"
"""Sending in the background is the browser's choice of a moment: a test that counts what is sent takes it away."""


def opened(context: object, fair: int, user: str = "wang") -> object:
    """The desk on a phone, kept there."""
    page = sign_in(context, user)
    page.goto(f"/fairs/{fair}/desk")
    page.wait_for_selector("body[data-kept=yes][data-ready=yes]")
    return page


def write_down(page: object, seen: str, *photos: Path) -> None:
    page.click(".fd-tabs a[href='#new']")
    page.fill("#stand", "6B 214")
    page.dispatch_event("#stand", "change")
    page.fill("#seen", seen)
    page.select_option("#whose", label="青鹭海")
    page.set_input_files("#album", photos)
    page.wait_for_selector(f"#taken li:nth-child({len(photos)})")
    page.click("#lead .primary")
    page.click(".fd-tabs a[href='#leads']")
    page.wait_for_selector(f".fd-lead:has-text('{seen}')")


def states(page: object) -> list[str]:
    return page.locator(".fd-lead .state").all_inner_texts()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for file, colour in zip(files, ("navy", "olive"), strict=True):
        file.write_bytes(photograph(colour))
    return files


def test_a_lead_written_without_a_network_is_sent_once_when_it_is_back(
    address: str, photos: list[Path]
) -> None:
    fair = fair_with_a_desk()
    with browsing(address, PHONE) as context:
        context.add_init_script(NO_BACKGROUND)
        page = opened(context, fair)
        context.set_offline(True)
        page = context.new_page()
        page.goto(f"/fairs/{fair}/desk")
        page.wait_for_selector("body[data-ready=yes]")
        page.click(".fd-tabs a[href='#urgent']")
        assert page.get_attribute(".fd-call", "href") == "tel:+33123456789"
        page.click(".fd-tabs a[href='#stands-met']")
        assert "QINGLUHAY 与 QINGLUHAI 只差一个字母" in page.inner_text("#stands-met")
        write_down(page, "仿冒鱼罐头两箱", *photos)
        page.reload()
        page.wait_for_selector("body[data-ready=yes]")
        page.wait_for_selector(".fd-lead .state:has-text('未同步')")  # it tries to send first: 同步中
        assert states(page) == ["未同步"], "still there after the page was opened again"
        lost: list[str] = []

        def lose_the_answer(route: object) -> None:
            route.fetch()
            lost.append(route.request.url)
            route.abort()

        context.route("**/desk/leads", lose_the_answer, times=1)
        context.route(
            f"**/photos/{hashlib.sha256(photos[1].read_bytes()).hexdigest()}", lose_the_answer, times=1
        )
        context.set_offline(False)
        for _ in range(5):
            page.wait_for_selector("#sync[aria-busy=false]")
            if states(page) == ["已同步"]:
                break
            page.click("#sync")
        page.wait_for_selector("#counts:text-is('未同步 0 · 已同步 1')")
        assert len(lost) == 2
        assert complaints(page) == []
        context.set_offline(True)
        write_down(page, "离线再记一条", photos[0])
        context.set_offline(False)
        page.wait_for_selector("#counts:text-is('未同步 0 · 已同步 2')")
    assert FairLead.objects.count() == 2
    lead = FairLead.objects.get(seen="仿冒鱼罐头两箱")
    assert (lead.exhibitor, lead.by, lead.brand.name) == ("Oceane Trading SARL", "wang", "青鹭海")
    sent = {hashlib.sha256(file.read_bytes()).hexdigest(): file.read_bytes() for file in photos}
    kept = {one.sha256: bytes(one.content) for one in FairPhoto.objects.filter(lead=lead)}
    assert kept == sent, "as they were taken, where they were taken included"
    assert AuditEntry.objects.filter(did="lead-filed").count() == 2
    assert AuditEntry.objects.filter(did="lead-photographed").count() == 3


def test_what_a_phone_keeps_goes_with_the_person_who_signed_out_and_unsent_leads_wait_for_them_sealed(
    address: str, photos: list[Path]
) -> None:
    fair = fair_with_a_desk()
    with browsing(address, PHONE) as context:
        context.add_init_script(NO_BACKGROUND)
        page = opened(context, fair)
        context.route("**/desk/leads", lambda route: route.abort())
        write_down(page, "还没发出的线索", photos[0])
        page.wait_for_selector(".fd-lead .state.waiting")
        page.on("dialog", lambda asked: asked.accept())
        page.click(".fd-tabs a[href='#urgent']")
        with page.expect_navigation(url="**/sign-in"):
            page.click("#leave button")
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
        context.set_offline(True)
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(f"/fairs/{fair}/desk")
        context.set_offline(False)
        page.close()
        context.unroute("**/desk/leads")
        page = opened(context, fair, "li")
        page.click(".fd-tabs a[href='#leads']")
        assert page.locator(".fd-lead").count() == 0, "another's leads are not shown, and not sent"
        page.click(".fd-tabs a[href='#urgent']")
        with page.expect_navigation(url="**/sign-in"):
            page.click("#leave button")
        page.close()
        page = opened(context, fair, "wang")
        page.click(".fd-tabs a[href='#leads']")
        page.wait_for_selector(".fd-lead .state.sent:visible")
    assert FairLead.objects.get().by == "wang"


def test_a_session_that_ended_keeps_the_lead_and_says_to_sign_in(address: str, photos: list[Path]) -> None:
    fair = fair_with_a_desk()
    with browsing(address, PHONE) as context:
        context.add_init_script(NO_BACKGROUND)
        page = opened(context, fair)
        context.clear_cookies()
        write_down(page, "登录失效时的线索", photos[0])
        page.wait_for_selector("#said a:has-text('请重新登录后发送')")
        assert states(page) == ["未同步"]
        page.close()
        page = opened(context, fair)
        page.click(".fd-tabs a[href='#leads']")
        page.wait_for_selector(".fd-lead .state.sent:visible")
    assert FairLead.objects.get().photos.count() == 1
