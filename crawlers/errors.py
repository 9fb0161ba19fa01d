"""Why a crawl did not give what its source promises. The message says what was found, and where."""


class CrawlError(Exception):
    """Any of the below."""


class PageChanged(CrawlError):
    """The page no longer looks as its parser was told."""


class Blocked(CrawlError):
    """The source refuses automatic access: a status, a captcha, a "robot check". Never to be evaded."""


class NotTheFile(CrawlError):
    """Something else stands where a data file was promised, mostly a web page with status 200."""


class NotYetPublished(CrawlError):
    """The issue looked for is not out."""


class AnsweredError(CrawlError):
    """The source says in its answer, mostly with status 200, that it will not or cannot give what was asked for."""


class Shrunk(CrawlError):
    """The list is so much shorter than at its last good run that it cannot be trusted to be whole."""


class Refused(CrawlError):
    """An answer that is not safe to take: a redirect loop, a body without end. Only itself is left out."""


class UnsafeAddress(Refused):
    """An address that must not be asked: not HTTP, or leading into a private network."""


class KeyRefused(CrawlError):
    """The source gives no access for the operator's key."""
