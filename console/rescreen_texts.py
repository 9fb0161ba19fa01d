"""Words of a brand's page while everything kept is held against it."""

RESCREEN_TEXTS: dict[str, tuple[str, str]] = {
    "rescreen_at": ("正在回查既往信息", "Going through what was seen before:"),
    "rescreen_found_before": ("，已发现", ","),
    "rescreen_found_after": (
        "项。下列命中数可能还会增加。",
        "found so far. More may be found than is shown below.",
    ),
    "rescreen_waits": (
        "即将回查既往信息，下列命中数可能还会增加。",
        "What was seen before is about to be gone through; more may be found than is shown below.",
    ),
}
