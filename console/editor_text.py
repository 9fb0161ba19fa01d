"""The editor's text of a guide: its form, its signature, and whether it is overdue. 编辑文字."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from console.typed import day
from console.views import viewer
from storage.country_texts import LONGEST, EditorText, TextChanged, save_text, text_of


def is_overdue(written: EditorText | None, today: dt.date) -> bool:
    """Whether a text was to be read again before today."""
    return bool(written and written.review_by and written.review_by < today)


def signature_of(written: EditorText | None, today: dt.date) -> str:
    """Version, author and day of a text in Chinese, "" where nothing was written."""
    if written is None:
        return ""
    signed = f"第 {written.version} 版，{written.by}，{timezone.localtime(written.at):%Y-%m-%d}"
    signed += f"；应于 {written.review_by} 前复核" if written.review_by else ""
    return signed + ("（已逾期，请核实）" if is_overdue(written, today) else "")


def edited_text(request: HttpRequest, key: str, *, title: str, back: str) -> HttpResponse:
    """The form of a text, or what it sends: the next version, and back to the guide. One that is not up to date overwrites
    nothing.
    """
    stands = text_of(key)
    context: dict[str, object] = {
        "title": title,
        "back": back,
        "longest": LONGEST,
        "written": stands,
        "after": stands.version if stands else 0,
        "typed": stands.text if stands else "",
        "review_by": (stands.review_by if stands else None) or "",
    }
    if request.method != "POST":
        return render(request, "console/country_edit.html", context)
    typed = request.POST.get("text", "").replace("\0", "").replace("\r\n", "\n").strip()
    said, after = request.POST.get("review_by", ""), request.POST.get("after", "")
    context |= {"typed": typed[:LONGEST], "review_by": said[:10]}
    review_by = day(said)
    if said and review_by is None:
        return render(request, "console/country_edit.html", context | {"problem": "bad_day"}, status=400)
    if not typed or len(typed) > LONGEST or not after.isdecimal():
        problem = "country_text_long" if len(typed) > LONGEST else "country_text_empty"
        return render(request, "console/country_edit.html", context | {"problem": problem}, status=400)
    by = request.user.get_username()
    try:
        save_text(viewer(request), key, typed, review_by=review_by, after=int(after[:9]), by=by)
    except TextChanged as other:
        newest = {"problem": "country_text_changed", "newest": other.newest, "after": other.newest.version}
        return render(request, "console/country_edit.html", context | newest, status=409)
    return redirect(back)
