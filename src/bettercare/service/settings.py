"""Settings of the service, all from the environment; what is missing or unsafe stops it at the start (`safety`).

BETTERCARE_SECRET_KEY       needed, but in demonstration: at least 50 characters, kept secret
BETTERCARE_DATABASE_URL     sqlite:///PATH (default: bettercare.sqlite3 in the working folder) or postgres://...
BETTERCARE_HOSTS            host names that it answers to, comma-separated
BETTERCARE_DEMONSTRATION    yes: localhost only, no second factor, made-up data
BETTERCARE_EMAIL_URL        where e-mail goes out; the console by default
BETTERCARE_EMAIL_FROM       whom e-mail comes from
BETTERCARE_ADDRESS          the address under which people reach it, for links in e-mails, such as https://plans.example.org
BETTERCARE_PROXIES          how many proxies stand before it, each naming its client in X-Forwarded-For (default 1)
BETTERCARE_IDLE_MINUTES     a session ends after so many minutes without a page (default 60), and in any case after 12 hours
BETTERCARE_SIGN_IN          organisations' own sign-in by OpenID Connect: see accounts/organisation_sign_in.py
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import environ

from bettercare.service.accounts.organisation_sign_in import configured, origins

env = environ.Env()
HERE = Path(__file__).parent

DEMONSTRATION: bool = env.bool("BETTERCARE_DEMONSTRATION", default=False)
ADDRESS: str = env.str("BETTERCARE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
SECRET_KEY: str = env.str("BETTERCARE_SECRET_KEY", default=secrets.token_urlsafe(50) if DEMONSTRATION else "")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("BETTERCARE_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("BETTERCARE_DATABASE_URL", default="sqlite:///bettercare.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL",  # what was acknowledged outlives a loss of power
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "bettercare.service.accounts",
    "bettercare.service.plans",
    "bettercare.service.rounds_admin",
    "bettercare.service.signoff",
    "bettercare.service.notices",
    "bettercare.service.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "csp",
]
MIDDLEWARE = [
    "bettercare.service.kept.AskedOnce",
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
    "bettercare.service.accounts.middleware.SignedInOnly",
]
ROOT_URLCONF = "bettercare.service.urls"
WSGI_APPLICATION = "bettercare.service.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HERE / "templates" / "jinja"],
        "OPTIONS": {
            "environment": "bettercare.service.pages.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "django.contrib.auth.context_processors.auth",
                "bettercare.service.pages.demonstration",
            ],
        },
    },
    {
        "NAME": "sign-in",  # the templates of the sign-in library
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "bettercare.service.accounts.organisation_sign_in.buttons",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bettercare.service.pages.demonstration",
            ]
        },
    },
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "bettercare.service.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited to their work address, and an invitation is its proof
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who was not invited
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner at once
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {  # none counts an address alone: a whole council comes from one
    "login": "",
    "login_failed": "5/5m/key",  # of one account from one address, see accounts/adapter.py
    "reset_password": "5/m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Better Care"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ADAPTER = "bettercare.service.accounts.adapter.KeptSecret"
SOCIALACCOUNT_ADAPTER = "bettercare.service.accounts.adapter.InvitedThere"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": configured(os.environ, insecure=DEMONSTRATION)}}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_ONLY = False
ALLAUTH_TRUSTED_PROXY_COUNT: int = 0 if DEMONSTRATION else env.int("BETTERCARE_PROXIES", default=1)
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/accounts/login/"

SESSION_IDLE_MINUTES: int = env.int("BETTERCARE_IDLE_MINUTES", default=60)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMONSTRATION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 0 if DEMONSTRATION else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = not DEMONSTRATION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *origins(SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
EMAIL_CONFIG: dict[str, Any] = env.email_url("BETTERCARE_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL: str = env.str("BETTERCARE_EMAIL_FROM", default="Better Care <bettercare@localhost>")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a grid of 200 schemes in one page
