"""Settings, all from the environment, with defaults that are safe on a laptop and refuse to be unsafe elsewhere.

`docs/cai-dat.md` lists every variable. With ``ANSINH_ENV=production`` a missing secret stops the start.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from ansinh.web.database import database_from_url
from ansinh.web.mail import mail_from_url
from ansinh.web.secrets import local_secret
from ansinh.web.single_sign_on import single_sign_on

PACKAGE = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ.get("ANSINH_ENV", "trial")  # trial | production
PRODUCTION = ENVIRONMENT == "production"
DATA_DIR = Path(os.environ.get("ANSINH_DATA", "var")).resolve()
DEBUG = os.environ.get("ANSINH_DEBUG") == "1" and not PRODUCTION


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"Thiếu biến môi trường {name}. Khi ANSINH_ENV=production, biến này phải được đặt; xem docs/cai-dat.md."
        )
    return value


def _secret(name: str) -> str:
    """The secret from the environment; on a try-out, one that was made once and kept beside the data."""
    return os.environ.get(name) or (_required(name) if PRODUCTION else local_secret(DATA_DIR, name))


SECRET_KEY = _secret("ANSINH_SECRET_KEY")
#: Former keys, so that a change of key ends nobody's session and loses no second factor.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("ANSINH_SECRET_KEY_FORMER", "").split() if key]
AUDIT_KEY = _secret("ANSINH_AUDIT_KEY")
ALLOWED_HOSTS = (
    _required("ANSINH_HOSTS").split(",")
    if PRODUCTION
    else os.environ.get("ANSINH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if PRODUCTION]

#: Where people reach the product: for links in letters that no request is behind.
SITE_URL = (
    os.environ.get("ANSINH_URL") or (f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000")
).rstrip("/")

#: A demonstration shows synthetic activity on the real plan; every page says so.
DEMO = os.environ.get("ANSINH_DEMO") == "1"
_today = os.environ.get("ANSINH_TODAY", "")
#: The day the product takes for today; only a demonstration and tests fix it. See `kit.clock`.
TODAY: date | None = date.fromisoformat(_today) if _today else None

INSTALLED_APPS = [
    "ansinh.web",
    "ansinh.apps.interchange",
    "ansinh.apps.oversight",
    "ansinh.apps.policies",
    "ansinh.apps.obstacles",
    "ansinh.apps.commitments",
    "ansinh.apps.cascade",
    "ansinh.apps.workbooks",
    "ansinh.apps.quality",
    "ansinh.apps.indicators",
    "ansinh.apps.readings",
    "ansinh.apps.plans",
    "ansinh.apps.documents",
    "ansinh.apps.accounts",
    "ansinh.apps.orgs",
    "ansinh.apps.jobs",
    "ansinh.apps.audit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ansinh.web.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ansinh.apps.accounts.middleware.ActorMiddleware",
    # last: its refusal is a page, which needs to know who asks
    "ansinh.web.middleware.NoNulInAddress",
]

ROOT_URLCONF = "ansinh.web.urls"
WSGI_APPLICATION = "ansinh.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ansinh.web.context.frame",
            ],
            "builtins": ["ansinh.web.templatetags.ansinh"],
        },
    }
]

DATABASES = {
    "default": database_from_url(os.environ.get("ANSINH_DATABASE_URL", f"sqlite:///{DATA_DIR}/ansinh.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.User"
# Signing in (docs/adr/0004-sign-in.md) ---------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "ansinh.kit.passwords.UnlikeThePerson", "OPTIONS": {"user_attributes": ("email", "full_name", "phone")}},
    {"NAME": "ansinh.kit.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "ansinh.kit.passwords.Uncommon"},
    {"NAME": "ansinh.kit.passwords.NotOnlyDigits"},
]
#: Seconds for which a link to a new password stands.
PASSWORD_RESET_TIMEOUT = 24 * 3600

# allauth ends single sign-on by OpenID Connect, and nothing else: no sign-up, no pages of its own.
ACCOUNT_ADAPTER = "ansinh.apps.accounts.sessions.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "ansinh.apps.accounts.sessions.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS, SINGLE_SIGN_ON_NAME = single_sign_on(os.environ)

EMAIL_BACKEND, MAIL = mail_from_url(os.environ.get("ANSINH_EMAIL_URL", ""))
#: False when no mail server is named: links then have to be handed over by the administrator.
MAIL_WORKS = bool(MAIL)
EMAIL_HOST = MAIL.get("host", "localhost")
EMAIL_PORT = MAIL.get("port", 25)
EMAIL_HOST_USER = MAIL.get("user", "")
EMAIL_HOST_PASSWORD = MAIL.get("password", "")
EMAIL_USE_TLS = MAIL.get("starttls", False)
EMAIL_USE_SSL = MAIL.get("ssl", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = MAIL.get("sender", "An Sinh <khong-tra-loi@localhost>")

# -----------------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # figures are formatted by our own filters, years and codes never grouped
FORMAT_MODULE_PATH = ["ansinh.web.formats"]

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

#: Largest file an officer may upload, in bytes; the reader's own limits are in `papers.intake`.
UPLOAD_LIMIT = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# an entry sheet of 173 communes and 12 rates, sent as a plain form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/$"]  # monitors and load balancers ask inside, without TLS
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
# Other subdomains are the province's own: not ours to promise TLS for, nor to put on the browsers' list.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ansinh.web.errors.csrf_failure"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ANSINH_LOG", "WARNING")},
}
