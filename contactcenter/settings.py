"""Settings of every process. What differs between machines comes from the environment: see docs/operations.md."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import dj_database_url
import django_stubs_ext
from django.core.exceptions import ImproperlyConfigured

from contactcenter.city import city_profile
from contactcenter.runtime import environment, secrets

django_stubs_ext.monkeypatch()  # lets admin classes and managers name their model: ModelAdmin[User]

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.var_directory(root=BASE_DIR)

ENVIRONMENT = os.environ.get("CONTACTCENTER_ENV", "one-machine")
if ENVIRONMENT not in {"one-machine", "production", "test"}:
    raise ImproperlyConfigured(f"CONTACTCENTER_ENV is {ENVIRONMENT!r}: use one-machine, production or test")
PRODUCTION = ENVIRONMENT == "production"
TESTING = ENVIRONMENT == "test"
DEBUG = os.environ.get("DEBUG") == "1" and not PRODUCTION
# Demonstration accounts, the sandbox gateway and what belongs to them.
DEMONSTRATION = os.environ.get("DEMONSTRATION", "0" if PRODUCTION else "1") == "1"
# The demonstration's agents answer at any hour: ALWAYS_ANSWERED=0 shows what citizens are told outside of the hours.
ALWAYS_ANSWERED = os.environ.get("ALWAYS_ANSWERED", "1" if DEMONSTRATION else "0") == "1"

# Secrets

if PRODUCTION:
    try:
        _secrets = secrets.environment_secrets(demonstration=DEMONSTRATION)
    except secrets.WeakSecret as error:
        raise ImproperlyConfigured(str(error)) from error
elif TESTING:
    _secrets = secrets.test_secrets()
else:
    _secrets = secrets.machine_secrets(var=VAR_DIR)
SECRET_KEY = _secrets["SECRET_KEY"]
SECRET_KEY_FALLBACKS = environment.listed("SECRET_KEY_FALLBACKS")
# The first key encrypts, all of them decrypt: put a new one in front to rotate.
FIELD_ENCRYPTION_KEYS = _secrets["FIELD_ENCRYPTION_KEYS"].split(",")
LOOKUP_HASH_KEY = _secrets["LOOKUP_HASH_KEY"]
SMS_GATEWAY_SECRET = _secrets["SMS_GATEWAY_SECRET"]
DEMONSTRATION_PBX_SECRET = _secrets["DEMONSTRATION_PBX_SECRET"]

# The city, its public address, and the SMS gateway (on one machine: the sandbox behind the same address)

CITY = os.environ.get("CITY", environment.USUAL_CITY)
try:
    CITY_PROFILE = city_profile(CITY)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
KNOWLEDGE_TWO_PEOPLE = os.environ.get("KNOWLEDGE_TWO_PEOPLE", "1") == "1"  # who wrote an article does not approve it
PUBLIC_BASE_URL = os.environ.get("PUBLIC_BASE_URL", "" if PRODUCTION else "http://127.0.0.1:8000")
if not PUBLIC_BASE_URL:
    raise ImproperlyConfigured("set PUBLIC_BASE_URL to the address citizens reach: it is in the links sent to them")
SMS_GATEWAY_URL = os.environ.get("SMS_GATEWAY_URL", f"{PUBLIC_BASE_URL}/sandbox")
SMS_GATEWAY_SENDER = os.environ.get("SMS_GATEWAY_SENDER", CITY_PROFILE.sender)

# Messengers. In the demonstration what is not given is worked out from the secret that the practice gateway shares


def _credential(name: str) -> str:
    return secrets.credential(name, practice_secret=SMS_GATEWAY_SECRET if DEMONSTRATION else "")


BIZGO_WEBHOOK_SECRET = _credential("BIZGO_WEBHOOK_SECRET")
# Kakao's own requests are not signed: an address nobody guesses, the networks they come from (CIDR; none: any), and the
# header of the skill server.
KAKAO_WEBHOOK_PATH = _credential("KAKAO_WEBHOOK_PATH")
KAKAO_WEBHOOK_SOURCES = environment.listed("KAKAO_WEBHOOK_SOURCES")
KAKAO_SKILL_HEADER = _credential("KAKAO_SKILL_HEADER")
# Where pictures and files of citizens may be fetched from, and where slow answers of the skill server may go.
MESSENGER_HOSTS = environment.listed("MESSENGER_HOSTS", ".kakao.com,.kakaocdn.net,.kakaoi.ai,.ibapi.kr") + (
    [urlsplit(PUBLIC_BASE_URL).netloc] if DEMONSTRATION else []
)
BIZGO_URL = os.environ.get("BIZGO_URL", f"{PUBLIC_BASE_URL}/sandbox/bizgo" if DEMONSTRATION else "")
BIZGO_API_KEY = _credential("BIZGO_API_KEY")
BIZGO_SENDER_KEY = _credential("BIZGO_SENDER_KEY")
SOLAPI_URL = os.environ.get("SOLAPI_URL", f"{PUBLIC_BASE_URL}/sandbox/solapi" if DEMONSTRATION else "")
SOLAPI_API_KEY = _credential("SOLAPI_API_KEY")
SOLAPI_API_SECRET = _credential("SOLAPI_API_SECRET")
SOLAPI_PF_ID = _credential("SOLAPI_PF_ID")
SOLAPI_WEBHOOK_SECRET = _credential("SOLAPI_WEBHOOK_SECRET")
NHN_URL = os.environ.get("NHN_URL", f"{PUBLIC_BASE_URL}/sandbox/nhn" if DEMONSTRATION else "")
NHN_SMS_URL = os.environ.get("NHN_SMS_URL", NHN_URL)  # NHN's text messages have an address of their own
NHN_APP_KEY = _credential("NHN_APP_KEY")
NHN_SECRET_KEY = _credential("NHN_SECRET_KEY")
NHN_SENDER_KEY = _credential("NHN_SENDER_KEY")
NHN_WEBHOOK_SECRET = _credential("NHN_WEBHOOK_SECRET")
SENS_URL = os.environ.get("SENS_URL", f"{PUBLIC_BASE_URL}/sandbox/sens" if DEMONSTRATION else "")
SENS_SERVICE_ID = _credential("SENS_SERVICE_ID")
SENS_KAKAO_SERVICE_ID = os.environ.get("SENS_KAKAO_SERVICE_ID", SENS_SERVICE_ID)
SENS_ACCESS_KEY = _credential("SENS_ACCESS_KEY")
SENS_SECRET_KEY = _credential("SENS_SECRET_KEY")
SENS_PLUS_FRIEND_ID = _credential("SENS_PLUS_FRIEND_ID")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _credential("EMAIL_HOST_PASSWORD") if EMAIL_HOST_USER else ""
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "0") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "")
# Who carries a channel where no sender of a district or the city says otherwise; none: nothing is sent over it.
CHANNEL_PROVIDERS = {
    "WEB": "web",
    "SMS": os.environ.get("SMS_PROVIDER", "gateway"),
    "KAKAO": os.environ.get("KAKAO_PROVIDER", "bizgo" if BIZGO_API_KEY else ""),
    "ALIMTALK": os.environ.get("ALIMTALK_PROVIDER", "bizgo" if BIZGO_API_KEY else ""),
    "EMAIL": "email" if EMAIL_HOST and DEFAULT_FROM_EMAIL else "",
}
# The hours in Seoul in which no telephone sounds for a notice that can wait ("21-8"); in the demonstration none.
_quiet = os.environ.get("QUIET_HOURS", "21-8" if PRODUCTION and not DEMONSTRATION else "")
QUIET_HOURS = (int(_quiet.split("-")[0]), int(_quiet.split("-")[1])) if _quiet else None
INBOUND_PAYLOAD_DAYS = int(os.environ.get("INBOUND_PAYLOAD_DAYS", "30"))

# How browsers in a video room find each other; TURN_SECRET is the relay's shared secret for passwords of two hours.
STUN_URLS, TURN_URLS = environment.listed("STUN_URLS", ""), environment.listed("TURN_URLS", "")
TURN_SECRET = os.environ.get("TURN_SECRET", "")
RELAY_NUMBERS = environment.listed("RELAY_NUMBERS", "107")  # they speak for people who do not hear or speak

# Applications, upper ones import lower ones

INSTALLED_APPS = [
    "contactcenter",
    "console",
    "reporting",
    "telephony",
    "complaints",
    "contacts",
    "routing",
    "knowledgebase",
    "messaging",
    "districts",
    "accounts",
    "feed",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

# Only a process behind the front server (deploy/Caddyfile) may believe what it says of the client's address.
BEHIND_FRONT = os.environ.get("BEHIND_FRONT") == "1"
MIDDLEWARE = [
    *(["contactcenter.middleware.ClientAddress"] if BEHIND_FRONT else []),
    "django.middleware.security.SecurityMiddleware",
    "contactcenter.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "contactcenter.middleware.IdleTimeout",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "contactcenter.urls"
WSGI_APPLICATION = "contactcenter.wsgi.application"
ASGI_APPLICATION = "contactcenter.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Database and Redis: PostgreSQL everywhere, over psycopg2

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql://contactcenter@/contactcenter?host=/nonexistent"),
        conn_max_age=int(os.environ.get("DATABASE_CONN_MAX_AGE", "600")),
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "unix:///nonexistent/valkey.sock?db=0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "contactcenter",
    }
}


def _broker_url(redis_url: str) -> str:
    """Return the broker's address for a Redis address: kombu writes unix sockets its own way."""
    address = urlsplit(redis_url)
    if address.scheme != "unix":
        return redis_url
    database = parse_qs(address.query).get("db", ["0"])[0]
    return f"redis+socket://{address.path}?virtual_host={database}"


CELERY_BROKER_URL = _broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 180
CELERY_TASK_DEFAULT_QUEUE = "default"
# The queue "routing" has a process of its own: only what is done within moments may go there.
CELERY_TASK_ROUTES = {
    "messaging.tasks.*": {"queue": "messaging"},
    "routing.tasks.run_trials": {"queue": "default"},
    "routing.tasks.explain_*": {"queue": "default"},
    "routing.tasks.*": {"queue": "routing"},
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A ring that finds no broker gives up at once (kombu would try for six seconds): the sweep finds the work.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "max_retries": 0,
    "socket_connect_timeout": 2,  # a broker that hangs must not hold a request
}
CELERY_TIMEZONE = "Asia/Seoul"

# Accounts and sessions

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.GuardedBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.PBKDF2PasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", **options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"OPTIONS": {"min_length": 10}}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = LOGOUT_REDIRECT_URL = "/login/"
LOGIN_REDIRECT_URL = "/console/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60

# Language and time

LANGUAGE_CODE = "ko"
# Staff read Korean or English; the others are for citizens: automatic replies, notices and the web chat.
LANGUAGES = [
    ("ko", "한국어"),
    ("en", "English"),
    ("zh", "中文"),
    ("ja", "日本語"),
    ("vi", "Tiếng Việt"),
    ("mn", "Монгол"),
]
# A city says some things its own way: districts/data/<city>/locale comes before the words of all cities.
LOCALE_PATHS = [path for path in [BASE_DIR / "districts" / "data" / CITY / "locale"] if path.is_dir()] + [
    BASE_DIR / "locale"
]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "contactcenter.assets.BrowserPackages",
]
NODE_MODULES = Path(os.environ.get("NODE_MODULES") or BASE_DIR / "node_modules")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "attachments",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "media"
# What looks for viruses in attachments: "unix:/run/clamav/clamd.ctl", "tcp:host:3310", or a command that reads the file
# from its input and ends with 0 (clean) or 1 (infected). Without one, files are marked as not scanned.
ATTACHMENT_SCANNER = os.environ.get("ATTACHMENT_SCANNER", "")
# Private networks (CIDR) into which webhooks may go, there also without HTTPS: "10.20.0.0/16,127.0.0.1/32".
WEBHOOK_NETWORKS = environment.listed("WEBHOOK_NETWORKS")
# Whether everybody may read over Open311 which complaints there are and how they stand: without texts and addresses.
OPEN311_PUBLIC = os.environ.get("OPEN311_PUBLIC") == "1"

# Security

ALLOWED_HOSTS = environment.listed("ALLOWED_HOSTS") or ([] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = environment.listed("CSRF_TRUSTED_ORIGINS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_FRONT else None
SECURE_SSL_REDIRECT = False  # the front server does it, and only where it has a certificate
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "session", "csrf", "language"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# The sites that may include the web chat: "https://www.gangnam.go.kr,https://*.seoul.go.kr".
CHAT_WIDGET_ORIGINS = environment.listed(
    "CHAT_WIDGET_ORIGINS", "http://127.0.0.1:*,http://localhost:*" if DEMONSTRATION else ""
)
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

# REST

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "accounts.authentication.AgedTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["contactcenter.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "contactcenter.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "contactcenter.problems.exception_handler",
    "PAGE_SIZE": 50,
    "NUM_PROXIES": 1,  # the front server
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "contactcenter",
    "DESCRIPTION": "Seoul's unified civil-complaint contact centre",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "ComplaintKind": "complaints.types.Kind",
        "ComplaintState": "complaints.types.State",
        "ComplaintAction": "complaints.types.Action",
        "ContactState": "contacts.types.ContactState",
        "WorkKind": "routing.types.WorkKind",
    },
}

# Logging: to the console, without personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"personal_data": {"()": "contactcenter.logs.MaskPersonalData"}},
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["personal_data"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "celery.worker.strategy": {"level": "WARNING"},  # one line for each task received …
        "celery.app.trace": {"level": "WARNING"},  # … and one for each that succeeded
        "celery.beat": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # it would write down the addresses of citizens' pictures
    },
}
