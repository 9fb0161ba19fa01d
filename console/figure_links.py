"""The page of what a figure counts, told by the figure's name. 数据依据的链接。"""

from django.urls import reverse

_PAGES = (
    ("fairs.fair", "fair"),
    ("training.held", "training-session"),
    ("training.waiting", "training-session"),
    ("training.dropped", "training-session"),
    ("plan.", "plan-item"),
)


def page_of(name: str, counted: str) -> str:
    """The address of one of the ids a figure names; "" where it has none of its own."""
    if name.startswith("trade.") and counted.startswith("import-"):
        return f"{reverse('trade-import')}#{counted}"
    if not counted.isdecimal():
        return ""
    if ".alert" in name:
        return reverse("alert", args=[counted])
    if name.startswith("market.") and name.endswith(".brand"):
        return reverse("brand", args=[counted])
    if name.startswith("consultations."):
        return f"{reverse('consultations')}?number={counted}"
    return next((reverse(page, args=[counted]) for prefix, page in _PAGES if name.startswith(prefix)), "")
