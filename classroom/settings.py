"""One settings file, read from the environment. docs/operations.md holds the table of variables."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from classroom.environment import Environment, kept_secret, kept_secrets
from classroom.languages.names import LANGUAGES as LANGUAGES_BY_NAME
from classroom.languages.names import SOURCE
from classroom.operations.addresses import celery_broker_url, parse_database_url, parse_email_url
from classroom.operations.parts import PART_NAMES
from classroom.privacy.countries import COUNTRIES
from classroom.watching.folders import claim_folder

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")

env = Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- Which kind of installation this is ------------------------------------------------------------------------------

EMBEDDED = env.flag("CLASSROOM_EMBEDDED")
DEBUG = env.flag("DEBUG")
SECURE_TLS = env.flag("SECURE_TLS", default=not EMBEDDED)
DEPLOYMENT_REGION = env.text("DEPLOYMENT_REGION", "").upper()
if not EMBEDDED and not DEPLOYMENT_REGION:
    raise ImproperlyConfigured(
        "DEPLOYMENT_REGION is not set. Set it to the ISO code of the country whose law applies (for example KZ). "
        "In the EU and EEA inferring emotions in education is prohibited (AI Act, Art. 5(1)(f)); there the product "
        "runs without cameras. It cannot guess, so it does not start."
    )
if DEPLOYMENT_REGION and DEPLOYMENT_REGION not in COUNTRIES:
    raise ImproperlyConfigured(f"DEPLOYMENT_REGION must be a two-letter ISO country code, not {DEPLOYMENT_REGION!r}.")

PART = env.choice("CLASSROOM_PART", "", ("", *PART_NAMES))  # set by whatever starts a part; not by people
PORT = env.whole("PORT", 8000, least=1, most=65535)
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")


# In embedded mode the key is made once and kept; else whoever deploys the product keeps it.
KEPT_KEY, OLDER_KEPT_KEYS = VAR_DIR / "secret_key", VAR_DIR / "secret_key_fallbacks"
KEEPS_KEY = EMBEDDED and not env.text("SECRET_KEY", "")
SECRET_KEY = kept_secret(KEPT_KEY) if KEEPS_KEY else env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = [*env.words("SECRET_KEY_FALLBACKS"), *(kept_secrets(OLDER_KEPT_KEYS) if KEEPS_KEY else [])]

# --- What a frame is and how long a bucket lasts ---------------------------------------------------------------------

BUCKET_S = env.whole("BUCKET_S", 15, least=1, most=300)
BUCKET_GRACE_MS = env.whole("BUCKET_GRACE_MS", 1000, most=10_000)
FRAME_INTERVAL_MS = env.whole("FRAME_INTERVAL_MS", 2000, least=100, most=7000)
FRAME_TTL_S = env.whole("FRAME_TTL_S", 5, least=1, most=30)
FRAME_MAX_BYTES = 64 * 1024
FRAME_MAX_SIDE_PX = 640
FRAME_LONGER_SIDE_PX = 320
DETECTOR = env.choice("DETECTOR", "blazeface", ("blazeface", "haar"))
READINGS_PER_CONTRIBUTOR = 2
SOCKETS_PER_SESSION = env.whole("SOCKETS_PER_SESSION", 1000, least=1, most=100_000)
DASHBOARDS_PER_SESSION = env.whole("DASHBOARDS_PER_SESSION", 20, least=1, most=1000)
SIGNAL_S = 120  # the consent text, the pages and static/js/lib/own_signals.js say two minutes

# --- How long a lecture lasts when nobody ends it --------------------------------------------------------------------

UNWATCHED_PAUSE_S = env.whole("UNWATCHED_PAUSE_S", 10 * 60, least=1)
PLANNED_END_GRACE_S = env.whole("PLANNED_END_GRACE_S", 15 * 60)
SESSION_LIMIT_S = env.whole("SESSION_LIMIT_S", 4 * 60 * 60, least=60)
OWN_TIMELINE_DAYS = env.whole("OWN_TIMELINE_DAYS", 30, least=1, most=365)

# --- What is kept about erasures -------------------------------------------------------------------------------------

RECEIPT_DAYS = env.whole("RECEIPT_DAYS", 365, least=1, most=3650)
LEDGER_DIR = Path(env.text("LEDGER_DIR", str(VAR_DIR / "ledger")))

# --- Django ----------------------------------------------------------------------------------------------------------

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if EMBEDDED else "")
OWN_ORIGINS = f"http://localhost:{PORT},http://127.0.0.1:{PORT}"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", OWN_ORIGINS if EMBEDDED else "")
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0, most=5)

INSTALLED_APPS = [
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "classroom.privacy",
    "classroom.accounts",
    "classroom.courses",
    "classroom.sessions",
    "classroom.timelines",
    "classroom.live",
    "classroom.reports",
    "classroom.operations",
    "classroom.accounts.administration_config.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "csp",
]

MIDDLEWARE = [
    "classroom.watching.requests.RequestIdentifierMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "classroom.request_methods.KnownMethodsMiddleware",
    "classroom.privacy.middleware.PermissionsPolicyMiddleware",
]

ROOT_URLCONF = "classroom.urls"
ASGI_APPLICATION = "classroom.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "classroom.languages.context_processors.languages",
                "classroom.privacy.context_processors.product",
            ],
        },
    },
]

DATABASES = {"default": parse_database_url(env.text("DATABASE_URL"))}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if env.flag("DATABASE_POOL"):  # the web process only: a pool does not survive a fork
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
elif PART == "general":
    DATABASES["default"]["CONN_MAX_AGE"] = 60

REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "classroom"},
    }
}

# --- Mail: for resetting passwords, and only where a server for it is named -------------------------------------------

SENDS_MAIL = bool(env.text("EMAIL_URL", ""))
if SENDS_MAIL:
    globals().update(parse_email_url(env.text("EMAIL_URL")))
    DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM")
EMAIL_TIMEOUT = 20

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["classroom.accounts.backends.AccountBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "course_list"
LOGOUT_REDIRECT_URL = "landing"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECOND_STEP_FOR_ADMINS = env.flag("SECOND_STEP_FOR_ADMINS")
OTP_TOTP_ISSUER = urlsplit(PUBLIC_URL).netloc
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # tries are counted by accounts/sign_in_tries.py
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = SOURCE
LANGUAGES = LANGUAGES_BY_NAME
LOCALE_PATHS = [BASE_DIR / "classroom" / "locale"]
FORMAT_MODULE_PATH = ["classroom.languages.formats"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# --- Static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "classroom.reports.finders.PlotlyFinder",
]
WHITENOISE_USE_FINDERS = EMBEDDED
if EMBEDDED:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # stays empty: files are served from where they lie
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedStaticFilesStorage"
    },
}

# --- Security --------------------------------------------------------------------------------------------------------

# Plotly creates one empty <style> element: the hash of the empty string. Charts are saved through data: and blob:.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "style-src": [SELF, EMPTY_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"  # join links are secrets; no other site learns them
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE_TLS and not EMBEDDED
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # probed inside the network, without the proxy
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_TLS and not EMBEDDED else 0
# Names below this one, and lists that browsers ship with, are for whoever owns the domain to decide: no W005, no W021.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Celery ----------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = celery_broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "general"
CELERY_TASK_ROUTES = {"live.analyse_frames": {"queue": "frames"}}
# A task that hangs for so many seconds, because a server does, ends with its process; what sweeps leave, sweeps find.
CELERY_TASK_ANNOTATIONS = {
    "live.flush_sessions": {"time_limit": 60},
    "privacy.finish_erasures": {"time_limit": 60},
    "privacy.note_audit_head": {"time_limit": 60},
    "privacy.apply_retention": {"time_limit": 300},
    "reports.make_missing": {"time_limit": 300},
    "accounts.mail_password_link": {"time_limit": 60},
}
CELERY_DB_REUSE_MAX = 2**31  # tasks; classroom/worker_connections.py closes what has to be closed
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 1,  # a nudge that cannot be sent at once is not worth sending; workers reconnect by other settings
    "interval_start": 0,
    "interval_step": 0,
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# Ours are acknowledged when they are taken, so there is none to cancel; unsaid, Celery warns at every outage.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BEAT_SCHEDULE = {
    "flush live sessions": {"task": "live.flush_sessions", "schedule": 1.0, "options": {"expires": 2}},
    "make missing reports": {"task": "reports.make_missing", "schedule": 5.0, "options": {"expires": 10}},
    "finish erasures": {"task": "privacy.finish_erasures", "schedule": 5.0, "options": {"expires": 10}},
    "note audit head": {"task": "privacy.note_audit_head", "schedule": 3600.0, "options": {"expires": 3600}},
    "apply retention": {"task": "privacy.apply_retention", "schedule": 3600.0, "options": {"expires": 3600}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Numbers for Prometheus ------------------------------------------------------------------------------------------

METRICS_DIR = Path(env.text("METRICS_DIR", str(VAR_DIR / "metrics")))
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_PORT = env.whole("METRICS_PORT", 0, most=65535)
if METRICS_TOKEN and len(METRICS_TOKEN) < 16:
    raise ImproperlyConfigured("METRICS_TOKEN must have at least 16 characters.")
if METRICS_PORT and not METRICS_TOKEN:
    raise ImproperlyConfigured("METRICS_PORT is open to the network, so METRICS_TOKEN must be set as well.")
if PART:  # here, because it must be known before anything imports prometheus_client
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(claim_folder(METRICS_DIR, PART))

# --- Logging: one line per event, no names, no frames ----------------------------------------------------------------

LOG_FORMAT = env.choice("LOG_FORMAT", "line" if EMBEDDED else "json", ("line", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "classroom.watching.logs.LineFormatter"},
        "json": {"()": "classroom.watching.logs.JsonLineFormatter"},
    },
    "filters": {
        "short_outages": {"()": "classroom.watching.logs.ShortOutages"},
        "mask_secrets": {"()": "classroom.masking.MaskSecrets"},
        "described": {"()": "classroom.watching.logs.Described"},
        "not_probes": {  # a part that is not ready yet is an answer, not an error
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(getattr(record, "request", None), "path", "") != "/readyz",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["short_outages", "mask_secrets", "described"],
        }
    },
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", LOG_LEVELS)},
    "loggers": {
        "django.request": {"filters": ["not_probes"]},
        "celery": {"level": "WARNING"},  # one line per received frame would be noise
        "uvicorn": {"level": "WARNING", "handlers": [], "propagate": True},
    },
}
