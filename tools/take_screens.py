"""Pictures of the console's main screens for `docs/screens/`, taken of a running `make run`.

    .venv/bin/python tools/take_screens.py http://127.0.0.1:8000 PASSWORD docs/screens

PASSWORD is the one `make run` printed. Staff's screens and a member's, Chinese and English, on a desk and on a phone.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from crawlers.chromium import chromium

SIZES = {"": {"width": 1280, "height": 800}, "-phone": {"width": 390, "height": 844}}
SCREENS = {
    "staff": {
        "alerts": "/",
        "desk": "/desk",
        "register": "/register?word=qingluhai",
        "deliveries": "/deliveries",
        "sources": "/sources",
    },
    "member": {"home": "/", "contacts": "/contacts", "alert": "/alerts/*"},
}
"""By who looks: the picture's name and the page; `*` is the first link of that form on the page of alerts."""


def main(address: str, password: str, folder: Path) -> None:
    """Takes every picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for language in ("zh", "en"):
            for suffix, size in SIZES.items():
                for user, screens in SCREENS.items():
                    page = signed_in(browser, address, user, password, language, size)
                    for name, path in screens.items():
                        page.goto(address + found(page, address, path))
                        kept = folder / f"{name}-{language}{suffix}.png"
                        page.screenshot(path=kept, clip={"x": 0, "y": 0, **size})
                        print(kept)
        browser.close()


def signed_in(
    browser: Browser, address: str, user: str, password: str, language: str, size: dict[str, int]
) -> Page:
    """A page of a browser of that language and size."""
    locale = {"zh": "zh-CN", "en": "en-GB"}[language]
    page = browser.new_context(viewport=size, locale=locale, device_scale_factor=1).new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    return page


def found(page: Page, address: str, path: str) -> str:
    """The path, its `*` filled from the first such link on the page of alerts."""
    if not path.endswith("*"):
        return path
    page.goto(f"{address}/")
    link = page.locator(f'a[href^="{path[:-1]}"]').first.get_attribute("href")
    assert link is not None, f"no link {path} on the page of alerts"
    return link


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3]))
