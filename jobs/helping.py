"""A question of an enterprise about a brand reaches the staff, and their reply the enterprise. 求助."""

import uuid

from django.conf import settings

from storage import help_calls, notices
from storage.help_calls import Call
from storage.throttle import take_turns
from storage.together import together
from storage.viewers import Viewer

MOST_ASKED = 10
"""Questions of one user in an hour."""


class TooManyAsked(ValueError):
    """This user asked `MOST_ASKED` times within the hour."""


def ask(viewer: Viewer, brand_row: int, text: str, *, form: uuid.UUID, by: str) -> Call | None:
    """Keeps a question and tells the staff; None for a form that was sent before. Raises `TooManyAsked`, `NotVisible`."""
    with together():
        made = help_calls.ask(viewer, brand_row, text, form=form, by=by)
        if made is None:
            return None
        if take_turns(f"questions of user {viewer.user_id}", MOST_ASKED, 3600.0, 1) > 0:
            raise TooManyAsked(by)
        link = f"{settings.BASE_URL.rstrip('/')}/help#call-{made.call_id}"
        notices.open_notice(
            subject=(
                f"企业请求协助：{made.enterprise} · {made.brand}",
                f"Help asked for: {made.enterprise} · {made.brand}",
            ),
            says=(
                f"{made.enterprise}的{by}就品牌“{made.brand}”提问：{made.asked[:300]} {link}",
                f"{by} of {made.enterprise} asks about the brand {made.brand}: {made.asked[:300]} {link}",
            ),
        )
    return made
