"""Three official sources replayed on loopback, under the paths and with the habits of the real ones.

`/<host>/<path>` answers as `https://<host>/<path>` would: USPTO's Open Data Portal wants a key and redirects to
a signed address; UKIPO and INPI answer 404 with a web page for an issue that is not out yet. Every answer
carries `X-Haishao-Provenance: made-up`.
"""

import datetime as dt
import io
import json
import re
import zipfile
from functools import cache
from urllib.parse import urlsplit

from haishao.demo.filings import demo_filings
from haishao.demo.gazettes import inpi_rpi, ukipo_journal, uspto_daily
from haishao.demo.loopback import LoopbackServer, QuietAnswerer

_RPI_NUMBER, _RPI_DAY = 2888, dt.date(2026, 5, 12)
_TUESDAY, _FRIDAY = 1, 4
_OLDER_ISSUES = 2
_JOURNAL = re.compile(r"t-tmj/tm-journals/([0-9]{4}-[0-9]{3})/jnl\.xml")
_RPI = re.compile(r"txt/RM([0-9]{1,6})\.zip")
_PAGE = b"<!DOCTYPE html><html><head><title>Not found</title></head><body>Not found</body></html>"


class ReplayServer(LoopbackServer):
    """Serves the gazettes as they would stand on `today`, in UTC as crawls count days, with the same filings for the same
    `seed`.
    """

    def __init__(self, *, today: dt.date, seed: int, host: str = "127.0.0.1") -> None:
        issues = Issues(today, seed)

        class Answerer(_ReplayAnswerer):
            shelf = issues

        super().__init__(Answerer, host=host)


class Issues:
    """The issues of each gazette that are out on a day, made when first asked for."""

    def __init__(self, today: dt.date, seed: int) -> None:
        self._today = today
        self._seed = seed
        self.us_day = _latest(today, _TUESDAY)
        self.uspto_zip = cache(self._uspto_zip)
        self.journal = cache(self._journal)
        self.rpi_zip = cache(self._rpi_zip)

    def _uspto_zip(self) -> bytes:
        filings = demo_filings("US", published_on=self.us_day, seed=self._seed, planted=True)
        file = io.BytesIO()
        uspto_daily(filings, self.us_day, file)
        return _zipped(f"apc{self.us_day:%y%m%d}.xml", file.getvalue())

    def _journal(self, issue: str) -> bytes | None:
        newest = _latest(self._today, _FRIDAY)
        for age in range(_OLDER_ISSUES + 1):
            day = newest - dt.timedelta(weeks=age)
            if issue == journal_issue(day):
                filings = demo_filings("GB", published_on=day, seed=self._seed, planted=age == 0)
                file = io.BytesIO()
                ukipo_journal(filings, issue.replace("-", "/"), file)
                return file.getvalue()
        return None

    def _rpi_zip(self, number: int) -> bytes | None:
        day = _RPI_DAY + dt.timedelta(weeks=number - _RPI_NUMBER)
        newest = _latest(self._today, _TUESDAY)
        if not newest - dt.timedelta(weeks=_OLDER_ISSUES) <= day <= newest:
            return None
        filings = demo_filings("BR", published_on=day, seed=self._seed, planted=day == newest)
        file = io.BytesIO()
        inpi_rpi(filings, number, day, file)
        return _zipped(f"RM{number}.xml", file.getvalue())


def journal_issue(friday: dt.date) -> str:
    """The number of UKIPO's journal of a Friday: `2026-033`, the year's 33rd Friday."""
    return f"{friday.year}-{(friday.timetuple().tm_yday - 1) // 7 + 1:03d}"


def _latest(today: dt.date, weekday: int) -> dt.date:
    return today - dt.timedelta(days=(today.weekday() - weekday) % 7)


def _zipped(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


class _ReplayAnswerer(QuietAnswerer):
    shelf: Issues

    def do_GET(self) -> None:
        """Finds the host the path begins with and answers in its place."""
        asked = urlsplit(self.path)
        host, _, path = asked.path.lstrip("/").partition("/")
        if path == "robots.txt":
            self._give("text/plain", b"User-agent: *\nAllow: /\n")
        elif host == "api.uspto.gov":
            self._uspto_api(path)
        elif host == "data.uspto.gov" and path == f"files/TRTDXFAP/{self._uspto_file()}":
            self._give("application/zip", self.shelf.uspto_zip() if asked.query else None)
        elif host == "www.ipo.gov.uk" and (journal := _JOURNAL.fullmatch(path)):
            self._give("text/xml", self.shelf.journal(journal[1]))
        elif host == "revistas.inpi.gov.br" and (issue := _RPI.fullmatch(path)):
            self._give("application/zip", self.shelf.rpi_zip(int(issue[1])))
        else:
            self._give("text/html", None)

    def do_HEAD(self) -> None:
        """Answers as GET would, without the body."""
        self.do_GET()

    def _uspto_api(self, path: str) -> None:
        if not self.headers.get("X-API-KEY"):
            body = b'{"code": 403, "error": "Forbidden", "message": "missing or invalid API key"}'
            self.answer(403, "application/json", body, X_Haishao_Provenance="made-up")
            return
        file_name = self._uspto_file()
        if path == "api/v1/datasets/products/TRTDXFAP":
            self._give("application/json", self._product(file_name))
        elif path == f"api/v1/datasets/products/files/TRTDXFAP/{file_name}":
            where = f"https://data.uspto.gov/files/TRTDXFAP/{file_name}?signature=demo"
            self.answer(302, "text/plain", b"", Location=where, X_Haishao_Provenance="made-up")
        else:
            self._give("text/html", None)

    def _uspto_file(self) -> str:
        return f"apc{self.shelf.us_day:%y%m%d}.zip"

    def _product(self, file_name: str) -> bytes:
        file = {
            "fileName": file_name,
            "fileSize": len(self.shelf.uspto_zip()),
            "fileReleaseDate": f"{self.shelf.us_day} 00:00:00",
            "fileDownloadURI": f"https://api.uspto.gov/api/v1/datasets/products/files/TRTDXFAP/{file_name}",
        }
        bag = {"count": 1, "fileDataBag": [file]}
        product = {"productIdentifier": "TRTDXFAP", "productFileBag": bag}
        return json.dumps({"count": 1, "bulkDataProductBag": [product]}).encode()

    def _give(self, kind: str, body: bytes | None) -> None:
        if body is None:
            self.answer(404, "text/html; charset=utf-8", _PAGE, X_Haishao_Provenance="made-up")
        else:
            self.answer(200, kind, body, X_Haishao_Provenance="made-up")
