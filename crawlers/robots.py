"""robots.txt, obeyed as RFC 9309 says, and its state kept beside each answer.

Scrapy takes a robots.txt that cannot be fetched as leave to fetch everything; RFC 9309, 2.3.1.4, takes a server's
error as leave to fetch nothing.
"""

from enum import StrEnum
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.errors import Refused


class RobotsState(StrEnum):
    """How robots.txt was met when an answer was fetched."""

    ALLOWED = "allowed"
    NONE = "none"
    API_TERMS = "api-terms"


class RobotsForbid(IgnoreRequest):
    """robots.txt does not allow the address, or could not be had."""


class RobotsMiddleware(RobotsTxtMiddleware):
    """Sets `meta["robots"]`, and raises RobotsForbid. In place of Scrapy's own, at its own position."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._states: dict[str, RobotsState] = {}
        self._unreachable: dict[str, str] = {}

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Raises RobotsForbid for an address that must not be fetched."""
        if request.meta.get("dont_obey_robotstxt"):
            request.meta.setdefault("robots", RobotsState.API_TERMS.value)
            return
        if "reused" in request.meta:
            return
        parser = await self.robot_parser(request)
        host = _host(request)
        if host in self._unreachable:
            raise RobotsForbid(f"{request.url}: robots.txt: {self._unreachable[host]}")
        if parser is not None and not parser.allowed(request.url, self._agent(request)):
            raise RobotsForbid(f"{request.url}: robots.txt")
        request.meta["robots"] = self._states.get(host, RobotsState.NONE).value
        request.meta["crawl_delay"] = parser.crawl_delay(self._agent(request)) or 0.0 if parser else 0.0

    def _agent(self, request: Request) -> str | bytes:
        return self._robotstxt_useragent or request.headers.get("User-Agent") or self._default_useragent

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unreachable[netloc] = f"HTTP {response.status}"
        found = 200 <= response.status < 300
        self._states[netloc] = RobotsState.ALLOWED if found else RobotsState.NONE
        await super()._parse_robots(response if found else response.replace(body=b""), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, Refused):
            self._unreachable[netloc] = str(exc) or repr(exc)
        super()._robots_error(exc, netloc)


def _host(request: Request) -> str:
    return request.url.partition("://")[2].partition("/")[0]
