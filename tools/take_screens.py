"""Pictures of the console's main screens for `docs/screens/`, taken of a running `make run`.

    .venv/bin/python tools/take_screens.py http://127.0.0.1:8000 PASSWORD docs/screens [NAME …]

NAMEs are the pictures wanted, all without any. The fair that is on is the second of the demo.
PASSWORD is the one `make run` printed. Staff's screens and a member's, Chinese and English, on a desk and on a phone.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from crawlers.chromium import chromium

SIZES = {"": {"width": 1280, "height": 800}, "-phone": {"width": 390, "height": 844}}
SCREENS = {
    "staff": {
        "alerts": "/",
        "desk": "/desk",
        "overview": "/overview",
        "calendar": "/calendar",
        "register": "/register?word=haiweixian",
        "sources": "/sources",
        "quality": "/quality",
        "deliveries": "/deliveries",
        "people": "/people",
        "audit": "/audit",
        "cases": "/cases",
        "case": "/cases/*",
        "consultations": "/cases/consultations",
        "bodies": "/countries/bodies",
        "fairs": "/fairs",
        "fair": "/fairs/2",
        "fair-sheet": "/fairs/2/entries/*/sheet",
        "fair-desk": "/fairs/2/desk",
        "lists": "/lists",
        "proceedings": "/proceedings",
        "applicants": "/applicants",
        "applicant": "/applicants/*",
        "bulletin": "/bulletin",
        "country": "/countries/US",
        "platforms": "/platforms",
        "platform": "/platforms/mercado-libre",
        "takedowns": "/takedowns",
        "takedown": "/takedowns/*",
        "library": "/library",
        "advisories": "/advisories",
        "training": "/training",
        "training-session": "/training/*",
        "work-plan": "/work-plan",
        "plan-item": "/work-plan/*",
        "trade": "/trade?industry=食品",
        "trade-import": "/trade/import",
        "industry": "/industries/食品",
        "surveys": "/surveys",
        "survey": "/surveys/*",
        "survey-edit": "/surveys/new?from=observers",
        "satisfaction": "/surveys/satisfaction",
        "reports": "/reports",
        "brief": "/brief",
    },
    "member": {
        "home": "/",
        "alert": "/alerts/*",
        "brands": "/brands",
        "brand": "/brands/*",
        "import": "/brands/import",
        "unfair": "/cases/unfair",
        "reputation": "/brands/1/reputation",
        "contacts": "/contacts",
        "survey-answer": "/surveys/asks/*",
        "tokens": "/tokens",
        "second-step": "/second-factor",
    },
}
"""By who looks: the picture's name and the page; `*` is the first link of a number on the page before it."""


def main(address: str, password: str, folder: Path, wanted: frozenset[str]) -> None:
    """Takes every picture, or those wanted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for language in ("zh", "en"):
            for suffix, size in SIZES.items():
                for user, screens in SCREENS.items():
                    some = {name: path for name, path in screens.items() if not wanted or name in wanted}
                    if not some:
                        continue
                    page = signed_in(browser, address, user, password, language, size)
                    for name, path in some.items():
                        page.goto(address + found(page, address, path))
                        kept = folder / f"{name}-{language}{suffix}.png"
                        _keep(page.screenshot(clip={"x": 0, "y": 0, **size}), kept)
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
    """The path, its `*` filled from the first such link on the page it stands on: of alerts, of brands, of a fair."""
    before, star, after = path.partition("*")
    if not star:
        return path
    stands = {"/alerts/": "/?state=open", "/fairs/2/entries/": "/fairs/2", "/surveys/asks/": "/surveys"}
    page.goto(address + stands.get(before, before[:-1]))
    links = [one.get_attribute("href") or "" for one in page.locator(f'main a[href^="{before}"]').all()]
    return next(
        link
        for link in links
        if link.endswith(after) and link.removeprefix(before).removesuffix(after).isdecimal()
    )


def _keep(png: bytes, file: Path) -> None:
    """In 256 colours, a third of the bytes."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        file, optimize=True
    )


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2], Path(sys.argv[3]), frozenset(sys.argv[4:]))
