"""Where a page of a list begins and ends. 分页."""


def nearest_page(total: int, page: int, per_page: int) -> tuple[int, int, slice]:
    """The page itself, or the nearest one that is there; how many there are; and its rows among all."""
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    return page, pages, slice((page - 1) * per_page, page * per_page)
