"""Every setting of the service, read top to bottom; the environment decides what differs between machines."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import api_schema, logs
from config.environment import database, env, flag, listed

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# --- what kind of machine this is -------------------------------------------------------------------
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
HTTPS = flag("HTTPS")
LOGGING = logs.LOGGING

# --- what the service is made of -------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "metrics",
    "charging",
    "casework",
    "accounts",
    "web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "django_structlog",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.http.SessionLimits",
    "accounts.http.SecondFactorRequired",
    "casework.http.KeepTyped",
    "web.middleware.NoStore",
    "web.middleware.RefusalsAsPages",
]
CSRF_FAILURE_VIEW = "web.errors.csrf_failure"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "csp.context_processors.nonce",
                "web.context_processors.service",
                "casework.http.new_notices",
            ],
        },
    },
]
FORM_RENDERER = "web.forms.GovukRenderer"

# --- where data lives ----------------------------------------------------------------------------------
# The service connects as the app role, which may not change tables nor the ledger;
# migrations and bulk seeding connect as the owner.
DATABASES = {"default": database(env("DATABASE_URL"))}
REDIS_URL = env("REDIS_URL")
# Limits are counted for all processes together, and go on when Redis is away; charts are cheap to draw again.
SHARED_CACHE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}
CACHES = {
    "default": SHARED_CACHE | {"OPTIONS": {"MAX_ENTRIES": 20_000}},
    "charts": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(env("MEDIA_ROOT", str(LOCAL_DIR / "material")))
MATERIAL_MAX_BYTES = int(env("MATERIAL_MAX_BYTES", str(100 * 1024 * 1024)))
# What comes in pieces may be larger, but only recordings: documents are taken apart to be checked.
UPLOAD_MAX_BYTES = int(env("UPLOAD_MAX_BYTES", str(2 * 1024**3)))
UPLOAD_KEPT_DAYS = int(env("UPLOAD_KEPT_DAYS", "7"))
CASE_MAX_BYTES = int(env("CASE_MAX_BYTES", str(50 * 1024**3)))
IMAGE_MAX_PIXELS = int(env("IMAGE_MAX_PIXELS", "100000000"))
IMAGE_MAX_SIDE = int(env("IMAGE_MAX_SIDE", "20000"))
# Without a scanner files are marked as not scanned; with one nobody opens a file before its verdict.
CLAMD_ADDRESS = env("CLAMD_ADDRESS", "")
# Evidence systems whose links the service may ask; no other place is ever fetched.
EVIDENCE_HOSTS = listed("EVIDENCE_HOSTS")
EVIDENCE_CA_FILE = env("EVIDENCE_CA_FILE", "")
FILE_UPLOAD_HANDLERS = ["web.uploads.SizeLimitHandler", "django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a page of questions about five hundred suspects
NODE_MODULES = Path(env("NODE_MODULES", str(BASE_DIR / "node_modules")))

# --- who people are -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.http.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.http.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
SOCIALACCOUNT_ADAPTER = "accounts.http.AgencyAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
OIDC_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in [env("OIDC_SERVER_URL", "")] if url]
if OIDC_ORIGINS:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APP": {
            "provider_id": "agency",
            "name": env("OIDC_NAME", "your agency account"),
            "client_id": env("OIDC_CLIENT_ID"),
            "secret": env("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": env("OIDC_SERVER_URL")},
        },
    }
# Proxies in front of the web process: those who sign in are counted by the address that the outermost saw.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "0"))

# --- how we speak ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
SERVICE_NAME = "Tandem"
# Without a mail server nothing is sent, and no link to a new password is offered.
EMAIL_HOST = env("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env("EMAIL_HOST_USER", ""), env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "tandem@localhost")
# Mail about notices goes by GOV.UK Notify; without a key it is only printed.
SERVICE_URL = env("SERVICE_URL", "http://127.0.0.1:8000").rstrip("/")
NOTIFY_API_KEY, NOTIFY_TEMPLATE_ID = env("NOTIFY_API_KEY", ""), env("NOTIFY_TEMPLATE_ID", "")
if NOTIFY_API_KEY and not NOTIFY_TEMPLATE_ID:
    raise ImproperlyConfigured("Set NOTIFY_TEMPLATE_ID beside NOTIFY_API_KEY: .env.example explains every variable.")
NOTIFY_URL = env("NOTIFY_URL", "https://api.notifications.service.gov.uk")

# --- static files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(LOCAL_DIR / "static")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("govuk", NODE_MODULES / "govuk-frontend" / "dist" / "govuk"),
    ("moj", NODE_MODULES / "@ministryofjustice" / "frontend" / "moj"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "web.storage.ForgivingManifestStorage"},
}

# --- what the browser is told ---------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
# Believed, so whatever ends TLS in front must set it itself: docker-compose.yml says how.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "accounts.http"
# Signed out after so long without doing anything, and so long after signing in at the latest.
SESSION_IDLE_MINUTES = int(env("SESSION_IDLE_MINUTES", "30"))
SESSION_LONGEST_HOURS = int(env("SESSION_LONGEST_HOURS", "12"))
# The browser keeps the key longer than it opens anything: it says for whom what is sent too late is kept as a draft.
SESSION_COOKIE_AGE = (SESSION_LONGEST_HOURS + 12) * 60 * 60
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **{name: [NONE] for name in ("default-src", "base-uri", "object-src", "frame-ancestors")},
        **{name: [SELF] for name in ("font-src", "connect-src", "manifest-src")},
        **{name: [SELF, NONCE] for name in ("script-src", "style-src")},
        "img-src": [SELF, "data:"],
        "form-action": [SELF, *OIDC_ORIGINS],
    }
}

# --- background work ---------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 3, "socket_timeout": 30}

# --- the API --------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.MachineToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "web.errors.api_exception_handler",
    "PAGE_SIZE": 25,
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min", "search": "60/min"},
}
SPECTACULAR_SETTINGS = api_schema.SETTINGS
