"""What does Django need to know about this installation?

Plain constants, derived from the checked answers of ``environment``. Names that begin with
``EARNEST_`` are our own. How long things may take or cost in trade is not here: see ``policies``.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from earnest.environment import Mode, postgres_settings, read_environment

ENVIRONMENT = read_environment()
ENVIRONMENT.home.mkdir(mode=0o700, parents=True, exist_ok=True)
EARNEST_MODE = ENVIRONMENT.mode.value
EARNEST_HOME = ENVIRONMENT.home
EARNEST_URL = ENVIRONMENT.url
EARNEST_ONE_DATABASE = bool(ENVIRONMENT.database)

_PRODUCTION = ENVIRONMENT.is_production
_DEMO = ENVIRONMENT.mode is Mode.DEMO
_SECURE = ENVIRONMENT.address.scheme == "https"
_SOURCE = Path(__file__).resolve().parents[1]

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret("secret_key")
EARNEST_SECOND_FACTOR_KEY = ENVIRONMENT.secret("second_factor_key")
ALLOWED_HOSTS = [ENVIRONMENT.address.hostname or ""]
if not _PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.url]
ROOT_URLCONF = "earnest.config.urls"
WSGI_APPLICATION = "earnest.config.wsgi.application"

# ------------------------------------------------------------------------------------ who is inside

INSTALLED_APPS = [
    # Ours come first, so that their templates win over those of the libraries.
    "earnest.accounts",
    "earnest.store",
    "earnest.web",
    "earnest.backoffice",
    "earnest.worker",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "ninja",  # serves the API documentation's scripts from here instead of from a CDN
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "earnest.web.many_fields.FieldsPerForm",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "earnest.accounts.middleware.SessionEnds",
    "earnest.accounts.middleware.ReaderFirst",
    "earnest.accounts.middleware.SecondFactorFirst",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "earnest.web.context.street",
            ],
        },
    }
]

# ---------------------------------------------------------------------------------------- databases


def _sqlite(name: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENVIRONMENT.home / name,
        # Tests use files as well: threads of their own then have connections of their own.
        "TEST": {"NAME": ENVIRONMENT.home / f"test-{name}"},
        "OPTIONS": {
            "timeout": 20,
            # A unit that will write says so at once; a late upgrade of a read lock can deadlock.
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
            ),
        },
    }


if ENVIRONMENT.database:
    DATABASES = {
        alias: postgres_settings(ENVIRONMENT.database) | {"CONN_MAX_AGE": 60}
        for alias in ("default", "trade")
    }
else:
    DATABASES = {"default": _sqlite("accounts.sqlite3"), "trade": _sqlite("trade.sqlite3")}
DATABASE_ROUTERS = ["earnest.config.routers.HouseRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, because the limits on sign-in have to count across all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# ----------------------------------------------------------------------------------------- accounts

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": "earnest.accounts.passwords.NotOurWordsValidator"},
]

ACCOUNT_ADAPTER = "earnest.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "earnest.accounts.forms.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_USER_DISPLAY = "earnest.accounts.adapter.display_name"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none" if _DEMO else "mandatory"
# Letters carry no sign-in links: a code is typed where the person already is.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = not _DEMO
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ENVIRONMENT.address.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies

MFA_ADAPTER = "earnest.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Earnest"
# Authenticators' clocks drift: the code before and the one after are taken as well.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
MFA_ALLOW_UNVERIFIED_EMAIL = _DEMO
EARNEST_DUTIES_WITH_SECOND_FACTOR = ("operate", "mediate") if _PRODUCTION else ()

# ----------------------------------------------------------------------------- sessions and cookies

EARNEST_SESSION_LONGEST = 12 * 60 * 60  # from signing in, however busy the person is
SESSION_COOKIE_AGE = EARNEST_SESSION_LONGEST
_PREFIX = "__Host-" if _SECURE else ""
SESSION_COOKIE_NAME = f"{_PREFIX}session"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "earnest.web.views.errors.form_too_old"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --------------------------------------------------------------------------------- what browsers do

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Bootstrap draws ticks and arrows, and the authenticator its QR code, as data: pictures.
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _PRODUCTION
if ENVIRONMENT.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# ------------------------------------------------------------------------------------------ uploads

# Larger files wait on the disk of the vault until they are looked at; what an interrupted process
# leaves there is thrown away with the vault's own drafts.
FILE_UPLOAD_TEMP_DIR = ENVIRONMENT.vault / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # the form of a contract; others: earnest.web.many_fields
FILE_UPLOAD_HANDLERS = [
    "earnest.config.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# ---------------------------------------------------------------------------- languages and moments

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
# Our sentences first, then the account library's as we would say them.
LOCALE_PATHS = [_SOURCE / "locale", _SOURCE / "locale" / "libraries"]
USE_TZ = True
TIME_ZONE = "UTC"

# ------------------------------------------------------------------------------------- static files

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise wants to find it, also before anything is gathered
WHITENOISE_USE_FINDERS = not _PRODUCTION  # production serves what collectstatic has gathered
_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _STATIC
        if _PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# ------------------------------------------------------------------------------------------ letters

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
if ENVIRONMENT.mail:
    _smtp = urlsplit(ENVIRONMENT.mail)
    EMAIL_HOST = _smtp.hostname or ""
    EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_smtp.username or "")
    EMAIL_HOST_PASSWORD = unquote(_smtp.password or "")
    EMAIL_USE_SSL = _smtp.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENVIRONMENT.home / "letters"
