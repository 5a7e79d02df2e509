"""Django settings of 连心. What an administrator may change is in `lianxin.adapters.configuration`, never here."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from lianxin.adapters import configuration, database, keys

PACKAGE = Path(__file__).resolve().parent
VAR = configuration.var_folder()
CONFIGURATION = configuration.read(VAR)

DEBUG = CONFIGURATION.debug
SECRET_KEY = keys.secret("django", 48, VAR).hex()
_PUBLIC = urlsplit(CONFIGURATION.url)
HTTPS = _PUBLIC.scheme == "https"
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *CONFIGURATION.hosts,
    *([_PUBLIC.hostname] if _PUBLIC.hostname else []),
]
PUBLIC_URL = CONFIGURATION.url.rstrip("/") or "http://127.0.0.1:8000"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "lianxin.kernel",
    "lianxin.web",
]

MIDDLEWARE = [
    "lianxin.web.security.Headers",
    "lianxin.web.security.BodyLimit",
    "django.middleware.security.SecurityMiddleware",
    "lianxin.web.tongue.Tongue",
    "django.middleware.common.CommonMiddleware",
    "lianxin.api.machines.Machines",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lianxin.web.security.IdleLogout",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lianxin.web.refusal.Refusals",
]

ROOT_URLCONF = "lianxin.urls"
WSGI_APPLICATION = "lianxin.wsgi.application"
CSRF_FAILURE_VIEW = "lianxin.web.trouble.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "lianxin.web.pages.Pages",
        "DIRS": [PACKAGE / "web" / "templates"],  # before allauth's own, which ours replace
        "APP_DIRS": False,
        "OPTIONS": {"context_processors": ["lianxin.web.access.context"]},
    },
    # Only for what libraries bring along (widgets of forms, allauth's texts): none of our pages.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

# --- database, cache, queue -------------------------------------------------------------------------------------------
DATABASES = {"default": database.django_options(os.environ.get("DATABASE_URL"), VAR, CONFIGURATION.keep_connections)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits on log-ins and filings must hold across processes, so they live in the database; only such acts touch it.
# Django throws counters away at random when there are more than MAX_ENTRIES; we sweep those that are over.
CACHES = {
    "default": {
        "BACKEND": "lianxin.adapters.counters.Counters",
        "LOCATION": "lianxin_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS: list[str] = [
    f"lianxin.jobs.{file.stem}" for file in sorted((PACKAGE / "jobs").glob("*.py")) if file.stem != "__init__"
]

# --- accounts ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "kernel.Account"
AUTHENTICATION_BACKENDS = ["lianxin.web.access.Accounts"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "lianxin.web.passwords.ThreeKinds"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lianxin.web.access.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # addresses belong to people, not to log-ins; a lost password is a new invitation
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Five wrong passwords for one account, or ten from one address in a minute: then wait (GB/T 22239, 登录失败处理).
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIGURATION.proxies
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "连心"
MFA_ADAPTER = "lianxin.web.office.accounts.SecondFactor"

# --- sessions and headers ---------------------------------------------------------------------------------------------
SESSION_ENGINE = "lianxin.web.sessions"
SESSION_COOKIE_NAME = "lianxin"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
IDLE_SECONDS = CONFIGURATION.idle_minutes * 60
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if HTTPS else []
SECURE_HSTS_SECONDS = 180 * 86400 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # a private link must not travel to other sites in a Referer
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if CONFIGURATION.proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = False

# --- what may come in -------------------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # form text: 10 MB pasted by mistake get their beginning back
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 9
BODY_LIMIT = 64 * 1024 * 1024  # a whole request, files included (spreadsheets are the largest)
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = VAR / "photos"

# --- words and time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "servestatic.storage.CompressedManifestStaticFilesStorage"
    },
}
# --- mail: nothing leaves the machine unless a server is named --------------------------------------------------------
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if CONFIGURATION.mail_host else 'dummy'}.EmailBackend"
EMAIL_HOST = CONFIGURATION.mail_host
EMAIL_PORT = CONFIGURATION.mail_port
EMAIL_HOST_USER = CONFIGURATION.mail_user
EMAIL_HOST_PASSWORD = CONFIGURATION.mail_password
EMAIL_USE_SSL = CONFIGURATION.mail_port == 465
EMAIL_USE_TLS = CONFIGURATION.mail_port == 587
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = CONFIGURATION.mail_from or "lianxin@localhost"

# --- logs -------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "lianxin.adapters.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {"away": {"()": "lianxin.adapters.logs.DatabaseAway"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["away"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # 404s and bad requests are the visitor's affair, and their paths may hold private links.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        "lianxin": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
