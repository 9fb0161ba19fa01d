"""Django's settings, and the only reader of the environment for whatever needs the database.

| variable | effect |
|---|---|
| DATABASE_URL | PostgreSQL 15 or newer; without it `haishao` starts the embedded server |
| HAISHAO_MIGRATE_URL | the same database as the owner of its tables, for `haishao migrate` alone |
| HAISHAO_DATABASE_ROLES | `on` has workers and the console ask as roles that own nothing |
| HAISHAO_HOME | the folder haishao writes to (run folders, secret key, embedded database) |
| HAISHAO_RUNS | the folder of what was crawled, `runs` in HAISHAO_HOME when not given; several machines may share one |
| HAISHAO_BASE_URL | the console's address as recipients reach it; stands in every message |
| HAISHAO_HOSTS | further host names the console answers to, comma-separated |
| HAISHAO_SECRET_KEY | signs sessions; made and kept in HAISHAO_HOME when not given |
| HAISHAO_SMTP_HOST, _PORT, _SECURITY (none, starttls, tls), _USER, _PASSWORD, _SENDER | the mail server |
| HAISHAO_SMTP_TIMEOUT | seconds the mail server may take for each answer |
| HAISHAO_BOUNCE_HOST, _PORT, _SECURITY (none, starttls, tls), _USER, _PASSWORD, _FOLDER | the mailbox bounces come to |
| HAISHAO_DKIM_DOMAIN, HAISHAO_DKIM_SELECTOR, HAISHAO_DKIM_KEY | signs mail: domain, selector, file of the RSA key in PEM |
| HAISHAO_WECOM_CORP, HAISHAO_WECOM_SECRET, HAISHAO_WECOM_AGENT | the WeCom app that messages members |
| HAISHAO_WECOM_API | address of WeCom's API where it runs on one's own machines |
| HAISHAO_WEBHOOK_HOSTS | hosts and networks inside the private network that may be posted to, comma-separated |
| HAISHAO_WEBHOOK_TIMEOUT | seconds a chat or webhook may take for each step of an exchange |
| HAISHAO_RETRY_SECONDS | from a first refusal to the next try; each further wait is four times as long |
| HAISHAO_CHAT_LIMITS | `off` sends to chats at any rate, for receivers of one's own |
| HAISHAO_EVIDENCE_DAYS | how long the answers of sources are kept; for ever once a match rests on them |
| HAISHAO_TSA_URL, _CERTS, _USER, _PASSWORD | the time-stamp authority (RFC 3161): address, file of its roots in PEM, sign-in |
| HAISHAO_NTP_SERVER | the time server the clock is held against, in evidence packs and by doctor, HOST or HOST:PORT |
| HAISHAO_AUDIT_DAYS | how long the audit trail is kept, 184 at least |
| HAISHAO_KEEP_FILINGS_DAYS, HAISHAO_KEEP_LISTINGS_DAYS | how long what was seen is kept; 0 is for good |
| HAISHAO_KEEP_EXHIBITORS_DAYS, HAISHAO_KEEP_PROCEEDINGS_DAYS | the same |
| HAISHAO_KEEP_RUNS_DAYS, HAISHAO_KEEP_JOBS_DAYS | the same of rows of answers and empty runs, and of ended jobs |
| HAISHAO_SECOND_EYES | the tier from which a decision of staff needs a second person: high, medium, low; or off |
| HAISHAO_MAJOR_LOSS | the claims from which a case is major (重大), each in its currency: `CNY 1000000, USD 150000` |
| HAISHAO_MAJOR_ENTERPRISES | a dispute that concerns more enterprises than this is major |
| HAISHAO_SECOND_FACTOR | who signs in with a second factor: `staff`, `all` or `optional`; `staff` behind https |
| HAISHAO_OIDC_ISSUER, _CLIENT, _SECRET, _NAME | the OpenID Connect provider people may sign in by, and its name on the button |
| HAISHAO_PROXY | address of the reverse proxy whose X-Forwarded-For is believed |
| HAISHAO_SOURCES | the sources the clock crawls, by name, comma-separated; all of them when not given |
| HAISHAO_CANARY | `off` sends out no daily canary |
| HAISHAO_CANARY_ADDRESS | the mailbox that gets the canary's message; without one it goes to ourselves on loopback |
| HAISHAO_METRICS_TOKEN | opens /metrics to whoever sends it as a bearer token; without it only this machine may ask |
| HAISHAO_LOG | `json` writes logs as one JSON object a line |
| HAISHAO_LOG_LEVEL | how much is logged |
| HAISHAO_CONTACT | the address by which the offices whose servers are asked can write to us |
| HAISHAO_REPLAY | address of a replay server: every crawl goes there, and what it gives is marked as not live |
| HAISHAO_HEARTBEAT_SECONDS | how often a worker says it lives; a job of one silent for three beats is taken over |
"""

import os
import re
import secrets
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from domain.case import Money
from domain.major import MajorRules
from domain.match import Tier
from domain.observation import Kind
from domain.retention import KeptDays
from evidence.authority import Authority
from haishao.home import home, runs
from haishao.logs import formatter_name
from haishao.secret_files import read_secret_files
from notifier.mail import DkimKey

read_secret_files(os.environ)


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise SystemExit(f"{name} must be a whole number above 0, not {text!r}")
    return int(text)


def _kept_days() -> KeptDays:
    def days(name: str, default: int, least: int = 30) -> int:
        text = os.environ.get(name, str(default))
        if not text.isdigit() or 0 < int(text) < least:
            raise SystemExit(
                f"{name} 应为 0（永久）或不小于 {least} · must be 0 (for good) or {least} and more, not {text!r}"
            )
        return int(text)

    return KeptDays(
        kinds={
            Kind.FILING: days("HAISHAO_KEEP_FILINGS_DAYS", 0),
            Kind.LISTING: days("HAISHAO_KEEP_LISTINGS_DAYS", 730),
            Kind.EXHIBITOR: days("HAISHAO_KEEP_EXHIBITORS_DAYS", 1825),
            Kind.PROCEEDING: days("HAISHAO_KEEP_PROCEEDINGS_DAYS", 0),
        },
        runs=days("HAISHAO_KEEP_RUNS_DAYS", 1095),
        jobs=days("HAISHAO_KEEP_JOBS_DAYS", 30, least=1),
    )


def _audit_days() -> int:
    days = _number("HAISHAO_AUDIT_DAYS", 1095)
    if days < 184:
        raise SystemExit(f"HAISHAO_AUDIT_DAYS must be 184 (six months) or more, not {days}")
    return days


def _second_eyes() -> Tier | None:
    said = os.environ.get("HAISHAO_SECOND_EYES", "off")
    if said not in ("high", "medium", "low", "off"):
        raise SystemExit(
            f"HAISHAO_SECOND_EYES 应为 high、medium、low 或 off · must be high, medium, low or off, not {said!r}"
        )
    return None if said == "off" else Tier(said)


def _major_rules() -> MajorRules:
    said = os.environ.get("HAISHAO_MAJOR_LOSS", "CNY 1000000, USD 150000, EUR 150000")
    losses = []
    for one in filter(None, (part.strip() for part in said.split(","))):
        currency, _, amount = one.partition(" ")
        if not (re.fullmatch("[A-Z]{3}", currency) and re.fullmatch("[1-9][0-9]{0,14}", amount.strip())):
            raise SystemExit(
                f"HAISHAO_MAJOR_LOSS 应如 CNY 1000000, USD 150000 · must be like CNY 1000000, USD 150000, not {one!r}"
            )
        losses.append(Money(amount=Decimal(amount.strip()), currency=currency))
    return MajorRules(losses=tuple(losses), most_enterprises=_number("HAISHAO_MAJOR_ENTERPRISES", 3))


def _second_factor(base_url: str) -> str:
    """Without https this is a trial on one machine, which asks nobody for a telephone."""
    chosen = os.environ.get(
        "HAISHAO_SECOND_FACTOR", "staff" if base_url.startswith("https://") else "optional"
    )
    if chosen not in ("staff", "all", "optional"):
        raise SystemExit(f"HAISHAO_SECOND_FACTOR must be staff, all or optional, not {chosen!r}")
    return chosen


def _oidc() -> tuple[str, str, str]:
    names = ("HAISHAO_OIDC_ISSUER", "HAISHAO_OIDC_CLIENT", "HAISHAO_OIDC_SECRET")
    issuer, client, secret = (os.environ.get(name, "") for name in names)
    if bool(issuer) != bool(client) or (secret and not issuer):
        raise SystemExit(f"{names[0]} and {names[1]} are set together or not at all, {names[2]} with them")
    parts = urlsplit(issuer)
    if issuer and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise SystemExit(f"HAISHAO_OIDC_ISSUER must be an https address, not {issuer!r}")
    return issuer.rstrip("/"), client, secret


def _secret_key() -> str:
    if key := os.environ.get("HAISHAO_SECRET_KEY"):
        return key
    kept = home() / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


_KEEPALIVE = {"options": "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"}
"""The server notices within a minute that a worker's machine is gone, and with it lets go of what it had locked."""

_OUR_KEEPALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
"""And a worker that the database's machine is gone, or the network between them: without, after a quarter of an hour."""


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("DATABASE_URL is not set; start through `haishao`, which brings a database along")
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:  # its text may show the password
        raise SystemExit(
            "DATABASE_URL 有误 · DATABASE_URL is none: postgresql://USER:PASSWORD@HOST:PORT/NAME"
        ) from None
    known = (
        ("NAME", "dbname"),
        ("USER", "user"),
        ("PASSWORD", "password"),
        ("HOST", "host"),
        ("PORT", "port"),
    )
    named = {key: parts.pop(name, "") for key, name in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {"connect_timeout": 10, **_KEEPALIVE, **_OUR_KEEPALIVE, **parts},
        "CONN_MAX_AGE": 600,  # the console's threads keep theirs; what a request says of itself, it says for its transaction
        "CONN_HEALTH_CHECKS": True,
    }


def _dkim() -> DkimKey | None:
    names = ("HAISHAO_DKIM_DOMAIN", "HAISHAO_DKIM_SELECTOR", "HAISHAO_DKIM_KEY")
    domain, selector, file = (os.environ.get(name, "") for name in names)
    if not (domain or selector or file):
        return None
    if not (domain and selector and file):
        raise SystemExit(f"{', '.join(names)} are set together or not at all")
    try:
        return DkimKey.read(domain, selector, Path(file))
    except ValueError as error:
        raise SystemExit(f"HAISHAO_DKIM_KEY: {error}") from None


def _authority() -> Authority | None:
    url, certs = os.environ.get("HAISHAO_TSA_URL", ""), os.environ.get("HAISHAO_TSA_CERTS", "")
    if not url:
        return None
    if not url.startswith(("https://", "http://")):
        raise SystemExit(f"HAISHAO_TSA_URL must be an http or https address, not {url!r}")
    if "@" in urlsplit(url).netloc:
        raise SystemExit(
            "HAISHAO_TSA_URL stands in every pack: put its user into HAISHAO_TSA_USER and HAISHAO_TSA_PASSWORD"
        )
    try:
        roots = Path(certs).read_bytes() if certs else b""
    except OSError as error:
        raise SystemExit(f"HAISHAO_TSA_CERTS: {certs}: {error.strerror}") from None
    if certs and b"-----BEGIN CERTIFICATE-----" not in roots:
        raise SystemExit(f"HAISHAO_TSA_CERTS: {certs}: no certificate in PEM")
    user, password = os.environ.get("HAISHAO_TSA_USER", ""), os.environ.get("HAISHAO_TSA_PASSWORD", "")
    return Authority(url=url, roots=roots, user=user, password=password)


BASE_DIR = Path(__file__).resolve().parent.parent
HAISHAO_HOME = home()
RUNS_DIR = runs()

SECRET_KEY = _secret_key()
DEBUG = False
BASE_URL = os.environ.get("HAISHAO_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [
    urlsplit(BASE_URL).hostname or "localhost",
    *os.environ.get("HAISHAO_HOSTS", "127.0.0.1,localhost").split(","),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "storage",
    "jobs",
    "console",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
]

MIDDLEWARE = [
    "console.of_the_service.OfTheService",
    "console.durations.RequestDurations",
    "console.api.problems.ApiProblems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "console.uploads.UploadLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "console.isolation.Isolation",
    "console.lost_forms.SignInWanted",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "console.policy.ContentSecurityPolicy",
]

ROOT_URLCONF = "haishao.urls"
WSGI_APPLICATION = "haishao.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": _database()}
DATABASE_ROLES = os.environ.get("HAISHAO_DATABASE_ROLES", "off") == "on"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "storage.sessions"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of passwords set before; hashed anew at the next sign-in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
CSRF_FAILURE_VIEW = "console.views.forbidden"
LOGIN_URL = "sign-in"
SECOND_FACTOR = _second_factor(BASE_URL)
MFA_ADAPTER = "storage.second_factor.SealedSecrets"
MFA_TOTP_ISSUER = "海哨 haishao"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off (RFC 6238, 5.2)
OIDC_ISSUER, OIDC_CLIENT, OIDC_SECRET = _oidc()
OIDC_NAME = os.environ.get("HAISHAO_OIDC_NAME", "")
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
LOGIN_REDIRECT_URL = "alerts"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SMTP_HOST = os.environ.get("HAISHAO_SMTP_HOST", "")
SMTP_PORT = _number("HAISHAO_SMTP_PORT", 587)
SMTP_SECURITY = os.environ.get("HAISHAO_SMTP_SECURITY", "starttls")
SMTP_USER = os.environ.get("HAISHAO_SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("HAISHAO_SMTP_PASSWORD", "")
SMTP_SENDER = os.environ.get("HAISHAO_SMTP_SENDER", "")
SMTP_TIMEOUT = float(_number("HAISHAO_SMTP_TIMEOUT", 30))
DKIM = _dkim()
BOUNCE_HOST = os.environ.get("HAISHAO_BOUNCE_HOST", "")
BOUNCE_PORT = _number("HAISHAO_BOUNCE_PORT", 993)
BOUNCE_SECURITY = os.environ.get("HAISHAO_BOUNCE_SECURITY", "tls")
BOUNCE_USER = os.environ.get("HAISHAO_BOUNCE_USER", "")
BOUNCE_PASSWORD = os.environ.get("HAISHAO_BOUNCE_PASSWORD", "")
BOUNCE_FOLDER = os.environ.get("HAISHAO_BOUNCE_FOLDER", "INBOX")
WECOM_CORP = os.environ.get("HAISHAO_WECOM_CORP", "")
WECOM_SECRET = os.environ.get("HAISHAO_WECOM_SECRET", "")
WECOM_AGENT = _number("HAISHAO_WECOM_AGENT", 1) if "HAISHAO_WECOM_AGENT" in os.environ else 0
WECOM_API = os.environ.get("HAISHAO_WECOM_API", "https://qyapi.weixin.qq.com").rstrip("/")
WEBHOOK_HOSTS = os.environ.get("HAISHAO_WEBHOOK_HOSTS", "")
WEBHOOK_TIMEOUT = float(_number("HAISHAO_WEBHOOK_TIMEOUT", 10))
RETRY_SECONDS = float(_number("HAISHAO_RETRY_SECONDS", 60))
CHAT_LIMITS = os.environ.get("HAISHAO_CHAT_LIMITS", "on") != "off"

CONTACT = os.environ.get("HAISHAO_CONTACT", "")
REPLAY = os.environ.get("HAISHAO_REPLAY", "")
EVIDENCE_DAYS = _number("HAISHAO_EVIDENCE_DAYS", 365)
TSA = _authority()
NTP_SERVER = os.environ.get("HAISHAO_NTP_SERVER", "")
AUDIT_DAYS = _audit_days()
KEPT_DAYS = _kept_days()
SECOND_EYES = _second_eyes()
MAJOR_RULES = _major_rules()
PROXY = os.environ.get("HAISHAO_PROXY", "")
CLOCKED_SOURCES = frozenset(name for name in os.environ.get("HAISHAO_SOURCES", "").split(",") if name)
CANARY = os.environ.get("HAISHAO_CANARY", "on") != "off"
CANARY_ADDRESS = os.environ.get("HAISHAO_CANARY_ADDRESS", "")
METRICS_TOKEN = os.environ.get("HAISHAO_METRICS_TOKEN", "")
HEARTBEAT_SECONDS = _number("HAISHAO_HEARTBEAT_SECONDS", 10)
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": HEARTBEAT_SECONDS,
    "stalled_worker_timeout": 3 * HEARTBEAT_SECONDS,
    "fetch_job_polling_interval": 1.0,
    "delete_jobs": "never",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "haishao.logs.Lines", "secrets": [SECRET_KEY]},
        "json": {"()": "haishao.logs.JsonLines", "secrets": [SECRET_KEY]},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": formatter_name()}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HAISHAO_LOG_LEVEL", "WARNING")},
    "loggers": {
        **{name: {"level": os.environ.get("HAISHAO_LOG_LEVEL", "INFO")} for name in ("jobs", "haishao")},
        "psycopg.pool": {"level": "ERROR"},  # it tells of each try; the worker tells of the outage
    },
}
