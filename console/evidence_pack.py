"""The evidence pack of an alert, to take away. 证据包."""

import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from console.saving import opened_to_save
from console.views import viewer
from crawlers.catalogue import load_all
from jobs.capturing import NOT_OPENED, not_captured
from jobs.packing import NoPack, make_pack
from storage.alerts import alert_for
from storage.packing import Behind, behind_alert, note_packed
from storage.viewers import NotVisible

MOST_BYTES = 64 * 1024**2
"""Bytes of the answers of a pack that is made while somebody waits; larger ones are for the command line."""

_one_at_a_time = threading.Lock()


class PackBusy(RuntimeError):
    """Another pack is being made; it can be asked for again in a moment."""


@require_POST
def evidence_pack(request: HttpRequest, alert_id: int) -> HttpResponseBase:
    """The pack, made now without opening a page. What the viewer may not see looks missing."""
    try:
        alert_for(viewer(request), alert_id)
    except NotVisible as missing:
        raise Http404 from missing
    try:
        file = pack_of_alert(alert_id, staff=viewer(request).staff, operator=request.user.get_username())
    except PackBusy:
        return render(request, "console/message.html", {"message": "evidence_pack_busy"}, status=429)
    except NotVisible as missing:
        raise Http404 from missing
    except NoPack as refusal:
        said = refusal.en if (get_language() or "zh").startswith("en") else refusal.zh
        context = {"said": said, "too_large": refusal.too_large, "alert_id": alert_id}
        return render(request, "console/no_pack.html", context, status=409)
    note_packed(alert_id)
    name = f"证据包 {alert_id} {timezone.localtime():%Y-%m-%d %H%M}.zip"
    return opened_to_save(file, f"evidence-{alert_id}.zip", name)


def pack_of_alert(alert_id: int, *, staff: bool, operator: str) -> BinaryIO:
    """The pack of an alert that whoever asks may see, as an open file that is gone with it.

    Raises `NotVisible` for no such alert, `PackBusy` while another is being made, and `NoPack`.
    """
    behind = behind_alert(alert_id)
    if behind is None:
        raise NotVisible(f"alert {alert_id}")
    if not _one_at_a_time.acquire(blocking=False):
        raise PackBusy(f"alert {alert_id}")
    try:
        if not staff:
            _refuse_searched(behind)
        return _made(behind, operator)
    finally:
        _one_at_a_time.release()


def _refuse_searched(behind: Behind) -> None:
    """Raises `NoPack` where a source was asked for watched words: request and answer may tell those of another enterprise."""
    searched = {one.name for one in load_all() if one.searched}
    if any(one.facts.source in searched for one in behind.answers):
        raise NoPack(
            "该来源按各企业的监测词检索，应答可能含其他企业的监测词，请联系中心工作人员取得证据包",
            "this source is searched by the words of all enterprises, and its answer may tell another's: ask the centre's "
            "staff for the pack",
        )


def _made(behind: Behind, operator: str) -> BinaryIO:
    """The pack as an open file that is gone with it."""
    with tempfile.TemporaryDirectory(prefix="haishao-pack-") as folder:
        path = Path(folder) / "pack.zip"
        make_pack(
            behind,
            path,
            captured=lambda: not_captured(NOT_OPENED),
            operator=operator,
            most_bytes=MOST_BYTES,
        )
        return path.open("rb")
