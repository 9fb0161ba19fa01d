"""Django's settings, and the only reader of the environment for whatever needs the database.

| variable | effect |
|---|---|
| DATABASE_URL | PostgreSQL 15 or newer; without it `haishao` starts the embedded server |
| HAISHAO_HOME | the folder haishao writes to (run folders, secret key, embedded database) |
| HAISHAO_BASE_URL | the console's address as recipients reach it; stands in every message |
| HAISHAO_HOSTS | further host names the console answers to, comma-separated |
| HAISHAO_SECRET_KEY | signs sessions; made and kept in HAISHAO_HOME when not given |
| HAISHAO_SMTP_HOST, _PORT, _SECURITY (none, starttls, tls), _USER, _PASSWORD, _SENDER | the mail server |
| HAISHAO_EVIDENCE_DAYS | how long the answers of sources are kept; for ever once a match rests on them |
| HAISHAO_SOURCES | the sources the clock crawls, by name, comma-separated; all of them when not given |
| HAISHAO_HEARTBEAT_SECONDS | how often a worker says it lives; a job of one silent for three beats is taken over |
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from haishao.home import home


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or int(text) < 1:
        raise SystemExit(f"{name} must be a whole number above 0, not {text!r}")
    return int(text)


def _secret_key() -> str:
    if key := os.environ.get("HAISHAO_SECRET_KEY"):
        return key
    kept = home() / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


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
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    named = {key: parts.pop(name, "") for key, name in known.items()}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": {"connect_timeout": 10, **parts}}


BASE_DIR = Path(__file__).resolve().parent.parent
HAISHAO_HOME = home()
RUNS_DIR = HAISHAO_HOME / "runs"

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
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "storage",
    "jobs",
    "console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
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
            ],
        },
    }
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
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

CONTACT = os.environ.get("HAISHAO_CONTACT", "")
REPLAY = os.environ.get("HAISHAO_REPLAY", "")
EVIDENCE_DAYS = _number("HAISHAO_EVIDENCE_DAYS", 365)
CLOCKED_SOURCES = frozenset(name for name in os.environ.get("HAISHAO_SOURCES", "").split(",") if name)
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
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("HAISHAO_LOG_LEVEL", "WARNING")},
    "loggers": {"jobs": {"level": os.environ.get("HAISHAO_LOG_LEVEL", "INFO")}},
}
