"""The Chromium that pages are opened in: the system's own, never one fetched at run time."""

import os
import shutil
from importlib.util import find_spec
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str:
    """The path of a Chromium: HAISHAO_CHROMIUM's, or one found on the PATH; "" when there is none."""
    if named := os.environ.get("HAISHAO_CHROMIUM", ""):
        return named if os.access(named, os.X_OK) else ""
    return next((found for name in _NAMES if (found := shutil.which(name))), "")


def why_no_browser() -> str:
    """What is missing for pages that need a browser, "" when nothing is."""
    if find_spec("scrapy_playwright") is None:
        return "pip install 'haishao[browser]'"
    return "" if chromium() else "apt install chromium, HAISHAO_CHROMIUM"


def browser_settings() -> dict[str, Any]:
    """The Scrapy settings of a source whose pages need a browser."""
    return {
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.download.DownloadHandler",
            "https": "crawlers.browser.BrowserDownloadHandler",
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_MAX_CONTEXTS": 4,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": 60_000,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": chromium(),
            "headless": True,
            "chromium_sandbox": os.geteuid() != 0,
            "args": [
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        },
    }
