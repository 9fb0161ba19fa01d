"""Every main screen of the console in a real Chromium: readable by whoever uses a screen reader or keys alone, and on a
phone. The rules are those of axe-core; what it calls serious or critical may not be there.
"""

import pytest
from django.urls import reverse

from console.navigation import LINKS
from crawlers.chromium import why_no_browser
from tests.at_the_console import complaints, sign_in
from tests.console.enterprises import Seeded

pytestmark = pytest.mark.skipif(bool(why_no_browser()), reason=why_no_browser() or "-")


def main_screens(seeded: Seeded, *, staff: bool) -> list[str]:
    """What the head links to, and one page of each thing."""
    linked = [reverse(one.address) for one in LINKS if staff or not one.staff]
    return [
        *linked,
        reverse("alert", args=[seeded.alert]),
        reverse("takedown", args=[seeded.takedown]),
        reverse("takedown-in-case", args=[seeded.case]),
        reverse("platform", args=["amazon"]),
        reverse("contact", args=[seeded.contact]),
        *(
            reverse(one, args=[seeded.brand])
            for one in ("brand", "brand-edit", "brand-stop", "help-ask", "reputation")
        ),
        reverse("brands-preview", args=[seeded.upload]),
        *map(reverse, ("brand-add", "brands-import", "password", "second-factor", "second-factor-set-up")),
        *map(reverse, ("unfair-new", "dispute-bodies")),
        reverse("case", args=[seeded.case]),
        *(map(reverse, ("register-picture", "consultations", "trade-import")) if staff else []),
        *([reverse("industry", args=["食品"])] if staff else []),
    ]


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
