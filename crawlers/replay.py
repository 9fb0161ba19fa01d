"""The replay server that stands in for the world when HAISHAO_REPLAY names one."""

import os
from urllib.parse import urlsplit, urlunsplit


def replay_address() -> str:
    """`http://127.0.0.1:PORT`, "" when the world itself is asked."""
    return os.environ.get("HAISHAO_REPLAY", "")


def replayed(url: str) -> str:
    """Where to ask for an address: `http://127.0.0.1:PORT/<host>/<path>?<query>` behind a replay server."""
    if not (replay := replay_address()):
        return url
    asked = urlsplit(url)
    at = urlsplit(replay)
    return urlunsplit((at.scheme, at.netloc, f"/{asked.netloc}{asked.path}", asked.query, ""))
