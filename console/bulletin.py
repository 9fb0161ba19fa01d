"""The bulletin anybody may read, without signing in: a page, an Atom feed (RFC 4287) and a JSON Feed 1.1. 公告."""

import datetime as dt
import json
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET  # nosec B405 # only writes, parses nothing

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from console.texts import text
from domain.observation import Provenance
from storage.bulletin import Entry, published

_ATOM = "http://www.w3.org/2005/Atom"
_BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@require_safe
@login_not_required
def bulletin(request: HttpRequest) -> HttpResponse:
    """What is published, newest first."""
    return render(request, "console/bulletin.html", {"entries": published()})


@require_safe
@login_not_required
def atom(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed, in the language asked for (`?lang=en`)."""
    language = _language(request)
    entries = published()
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    updated = max((one.changed_at for one in entries), default=_BEGINNING)
    _put(feed, "id", f"tag:{_host()},2026:bulletin")
    _put(feed, "title", text("bulletin_feed", language))
    _put(feed, "updated", updated.isoformat())
    ET.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": _absolute(reverse("bulletin-atom"))})
    ET.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "alternate", "href": _absolute(reverse("bulletin"))})
    _put(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", text("title", language))
    for one in entries:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _put(entry, "id", one.uid.urn)
        _put(entry, "title", _title(one, language))
        _put(entry, "published", one.published_at.isoformat())
        _put(entry, "updated", one.changed_at.isoformat())
        ET.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": _address(one)})
        if one.url:
            ET.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "via", "href": one.url})
        _put(entry, "summary", _says(one, language))
    ET.register_namespace("", _ATOM)
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
@login_not_required
def json_feed(request: HttpRequest) -> HttpResponse:
    """The same as a JSON Feed."""
    language = _language(request)
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": text("bulletin_feed", language),
        "home_page_url": _absolute(reverse("bulletin")),
        "feed_url": _absolute(reverse("bulletin-json")),
        "language": language,
        "items": [
            {
                "id": one.uid.urn,
                "url": _address(one),
                **({"external_url": one.url} if one.url else {}),
                "title": _title(one, language),
                "content_text": _says(one, language),
                "date_published": one.published_at.isoformat(),
                "date_modified": one.changed_at.isoformat(),
            }
            for one in published()
        ],
    }
    body = json.dumps(feed, ensure_ascii=False, indent=1)
    return HttpResponse(body, content_type="application/feed+json; charset=utf-8")


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "") or get_language() or "zh"
    return "en" if asked.startswith("en") else "zh-Hans"


def _title(one: Entry, language: str) -> str:
    title = one.text.title_en if language == "en" else one.text.title_zh
    live = one.provenance is Provenance.LIVE
    return title if live else f"[{text('demo_data', language)}] {title}"


def _says(one: Entry, language: str) -> str:
    return one.text.says_en if language == "en" else one.text.says_zh


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


def _address(one: Entry) -> str:
    return f"{_absolute(reverse('bulletin'))}#{one.uid}"


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "haishao"


def _put(parent: ET.Element, name: str, said: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = said
