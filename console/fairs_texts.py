"""The words of the pages of trade fairs. 展会."""

FAIRS_TEXTS: dict[str, tuple[str, str]] = {
    "fair-saved": ("保存展会", "Fair saved"),
    "fair-entered": ("登记参展企业", "Exhibiting enterprise entered"),
    "fair-left": ("撤下参展企业", "Exhibiting enterprise taken off"),
    "fair-closed": ("展会结项", "Fair closed"),
}
