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


class KeyRefused(CrawlError):
    """The source gives no access for the operator's key."""
