"""Scrapy settings of every source: polite, honest about who asks, bounded in time and size."""

import os

from crawlers.version import VERSION

CONTACT = os.environ.get("HAISHAO_CONTACT", "")
REPLAY = os.environ.get("HAISHAO_REPLAY", "")

BOT_NAME = "haishao"
USER_AGENT = f"haishao/{VERSION} ({CONTACT})" if CONTACT else f"haishao/{VERSION}"
SPIDER_LOADER_CLASS = "crawlers.spider_loader.SourceLoader"
ROBOTSTXT_OBEY = True
COOKIES_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPPROXY_ENABLED = not REPLAY
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DNS_RESOLVER = "crawlers.addresses.PublicResolver"
DOWNLOADER_MIDDLEWARES = {
    "crawlers.reuse.StoppedHosts": 40,
    "crawlers.reuse.ReuseMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops long addresses without a word
}
REFERER_ENABLED = False
DOWNLOAD_HANDLERS_BASE: dict[str, str] = {}
DOWNLOAD_HANDLERS = {
    "http": "crawlers.download.DownloadHandler",
    "https": "crawlers.download.DownloadHandler",
    "ftp": "crawlers.download.DownloadHandler",
}

CONCURRENT_REQUESTS = 4
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0 if REPLAY else 2.5
AUTOTHROTTLE_ENABLED = not REPLAY
AUTOTHROTTLE_START_DELAY = 2.5
AUTOTHROTTLE_MAX_DELAY = 60
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
DEPTH_LIMIT = 0  # a source's own bounds are kept by its spider, which says when one is reached
WARN_ON_GENERATOR_RETURN_VALUE = False  # parses the callback anew for each answer
LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
