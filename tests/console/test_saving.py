"""Files to be saved: no page of ours, kept by no cache, and named so that every browser can."""

import io
from collections.abc import Iterable

import pytest
from django.http import FileResponse

from console.saving import opened_to_save, strangers_to_save, to_save


def test_a_file_has_a_plain_name_and_one_in_any_script() -> None:
    made = to_save("x", "plan.md", "应对预案 海燕/VN.md")
    assert made["Content-Disposition"] == (
        "attachment; filename=\"plan.md\"; filename*=UTF-8''"
        "%E5%BA%94%E5%AF%B9%E9%A2%84%E6%A1%88%20%E6%B5%B7%E7%87%95-VN.md"
    )
    assert (made["Content-Type"], made["Cache-Control"]) == ("text/markdown; charset=utf-8", "no-store")


def test_an_open_file_is_sent_whole_under_its_name() -> None:
    made = opened_to_save(io.BytesIO(b"PK"), "pack.zip")
    assert isinstance(made, FileResponse)
    assert b"".join(made.streaming_content) == b"PK"  # type: ignore[arg-type]
    assert made["Content-Disposition"] == 'attachment; filename="pack.zip"'


@pytest.mark.parametrize("content", [b"<script>", iter([b"<script>"])])
def test_what_others_made_is_never_shown_as_a_page_of_ours(content: bytes | Iterable[bytes]) -> None:
    made = strangers_to_save(content, "answer-1.bin", media_type="text/html")
    assert made["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert made["X-Content-Type-Options"] == "nosniff"
    assert made["Content-Disposition"].startswith("attachment;")
