"""The REST API, one module a resource: request → storage or jobs → schema. 接口."""

ROOT = "/api/v1/"
"""Under this stand the operations, which a token opens, and two pages about them, which anybody may read."""

PAGES = frozenset({f"{ROOT}docs", f"{ROOT}openapi.json"})


def asks_by_token(path: str) -> bool:
    """True for the addresses a token opens, and a session never."""
    return path.startswith(ROOT) and path not in PAGES
