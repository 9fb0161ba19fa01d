"""The pages of cases on a full database: one person who asks them of the console as `haishao run` serves it."""

from collections.abc import Sequence
from functools import partial

from haishao.bench.browsing import Browser, Times, by_kind, served, timed

_TIMES = 40
_USER, _PASSWORD = "reader", "fifteen green bottles"  # nosec B105 # of a database that is gone with the measurement


def timed_pages(times: int = _TIMES) -> Sequence[Times]:
    """How long the list of cases takes as it opens, whole, narrowed, searched and late; a case; the overview; the reports."""
    from domain.role import Role
    from storage.models import Case
    from storage.people import save_user

    save_user(_USER, _PASSWORD, enterprise=None, role=Role.REVIEWER)
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True)[0]
    addresses = (
        "/cases", "/cases?state=all", "/cases?kind=lawsuit&office=US", "/cases?state=all&word=D-12", "/cases?overdue=yes",
        f"/cases/{newest}", "/overview", "/reports",
    )  # fmt: skip
    with served(1) as (port, _):
        browser = Browser(port)
        browser.sign_in(_USER, _PASSWORD)
        for address in addresses:
            browser.get(address)
        took = [timed(address, partial(browser.get, address)) for _ in range(times) for address in addresses]
        browser.close()
    return by_kind(took)[:-1]
