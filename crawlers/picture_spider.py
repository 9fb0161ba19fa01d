"""Fetches pictures a source's records lead to, by address, as politely as the source itself."""

from collections.abc import Iterator
from pathlib import Path

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawlers.families.beside import MOST_PICTURE_BYTES
from crawlers.outcome import State
from crawlers.pictures import MOST_BYTES
from crawlers.source import Follow
from crawlers.spider import BLOCKING, SourceSpider, host_of
from domain.fault import Fault
from domain.fault_kind import FaultKind


class PictureSpider(SourceSpider):
    """Fetches the pictures whose addresses stand in a file, one a line, and nothing else;
    `scrapy crawl SOURCE/pictures -a addresses=FILE -a out=DIR [-a earlier=DIR] [-a most_requests=N]`.
    """

    def __init__(self, addresses: str, **kwargs: str) -> None:
        super().__init__(**kwargs)
        lines = Path(addresses).read_text(encoding="utf-8").splitlines()
        self._wanted = tuple(Follow(url=line) for line in lines if line)
        self._picture_bytes = 0

    def _first_requests(self) -> Iterator[Request]:
        self._begun = {host_of(follow.url) for follow in self._wanted}
        return self._requests(self._wanted, depth=1, before=0)

    def _lacks(self) -> None:
        return None

    def _request(self, follow: Follow, *, asked: str, before: int) -> Request:
        request = super()._request(follow, asked=asked, before=before)
        request.meta["download_maxsize"] = MOST_PICTURE_BYTES
        return request

    def _is_under_terms(self, url: str) -> bool:
        """A picture may stand with somebody else than the API whose terms were accepted."""
        auth = self.source.auth
        return super()._is_under_terms(url) and bool(auth and auth.concerns(url))

    def _answered(self, response: Response, follow: Follow) -> Iterator[Request]:
        """Keeps a picture; one that cannot be had never ends the run, but its host is asked no further when it refuses."""
        self._kept_page(response)
        self._picture_bytes += len(response.body)
        if response.status in BLOCKING:
            self._stopped.add(host_of(response.url))
        if self._picture_bytes > MOST_BYTES:
            raise CloseSpider(FaultKind.PICTURES_CUT.value)
        return iter(())

    def _left_out_fault(self, kind: FaultKind, detail: str, follow: Follow) -> Fault:
        """Whoever sent the run out asks by the address it gave."""
        return Fault(kind=kind, file=follow.url, detail=detail)

    def _judged_by_length(self) -> tuple[State, str]:
        return State.OK, ""
