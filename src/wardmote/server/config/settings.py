"""Django's settings, made from the environment."""

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from wardmote.rules.refusal import Refusal
from wardmote.server.config import database, environment

try:
    ENVIRONMENT = environment.read(os.environ)
except Refusal as refusal:
    sys.exit(f"wardmote: {refusal}")

ROOM = "wardmote.server"
SHELL = Path(__file__).parent.parent / "shell"

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False
IS_DEMO = ENVIRONMENT.is_demo
IS_TESTING = ENVIRONMENT.is_testing
TLS = (ENVIRONMENT.tls_certificate, ENVIRONMENT.tls_key)
BASE_URL = ENVIRONMENT.base_url.rstrip("/")
ALLOWED_HOSTS = [ENVIRONMENT.host, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = f"{ROOM}.config.urls"
WSGI_APPLICATION = f"{ROOM}.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What runs. Upper rooms first.
INSTALLED_APPS = [
    f"{ROOM}.sector",
    f"{ROOM}.assess",
    f"{ROOM}.sharing",
    f"{ROOM}.people",
    f"{ROOM}.frameworks",
    f"{ROOM}.register",
    f"{ROOM}.audit",
    f"{ROOM}.shell",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    f"{ROOM}.sharing.middleware.door.Taxii",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    f"{ROOM}.people.sessions.Limits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    f"{ROOM}.shell.refusals.Refusals",
    f"{ROOM}.people.middleware.Enter",
    "axes.middleware.AxesMiddleware",
]

# Where it is kept.
DATABASES: dict[str, dict[str, Any]] = {"default": database.from_url(ENVIRONMENT.database_url)}
if ENVIRONMENT.owner_database_url and os.environ.get("WARDMOTE_AS_OWNER") == "yes":
    DATABASES["default"] = database.from_url(ENVIRONMENT.owner_database_url)
# Tries at signing in are counted for all processes together, on a connection of its own: what a
# request undoes must not undo the count. Only a try opens it; a page never does.
DATABASES["limits"] = DATABASES["default"] | {"CONN_MAX_AGE": 0}
DATABASE_ROUTERS = [f"{ROOM}.config.database.Limits"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_limits",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Who signs in, and how.
AUTH_USER_MODEL = "people.Person"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique in any case, by an index
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = f"{ROOM}.people.adapters.Account"
FORMS = f"{ROOM}.people.forms.sign_in"
ACCOUNT_FORMS = {
    "login": f"{FORMS}.SignIn",
    "change_password": f"{FORMS}.ChangePassword",
    "set_password": f"{FORMS}.SetPassword",
    "reset_password": f"{FORMS}.ResetPassword",
    "reset_password_from_key": f"{FORMS}.NewPassword",
    "add_email": f"{FORMS}.Email",
    "reauthenticate": f"{FORMS}.Reauthenticate",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,100/h/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if ENVIRONMENT.is_https else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENVIRONMENT.proxies)
SOCIALACCOUNT_ADAPTER = f"{ROOM}.people.adapters.Social"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
# People are keyed by issuer and subject, so another issuer is another provider.
OIDC_PROVIDER = f"oidc-{sha256(ENVIRONMENT.oidc_issuer.encode()).hexdigest()[:16]}"
OIDC_NAME = ENVIRONMENT.oidc_name if ENVIRONMENT.oidc_issuer else ""
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if ENVIRONMENT.oidc_issuer:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": ENVIRONMENT.oidc_name,
                "client_id": ENVIRONMENT.oidc_client_id,
                "secret": ENVIRONMENT.oidc_client_secret,
                "settings": {"server_url": ENVIRONMENT.oidc_issuer, "oauth_pkce_enabled": True},
            }
        ]
    }
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = f"{ROOM}.people.adapters.SecondStep"
MFA_FORMS = {
    "authenticate": f"{FORMS}.Code",
    "reauthenticate": f"{FORMS}.CodeAgain",
    "activate_totp": f"{FORMS}.App",
    "add_webauthn": f"{FORMS}.Passkey",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # every address came by a letter to it, or by the operator
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.is_https
MFA_TOTP_ISSUER = "Wardmote"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = ENVIRONMENT.is_https
CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
CSRF_FAILURE_VIEW = f"{ROOM}.people.keeping.csrf_failure"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = f"{ROOM}.people.adapters.address_tried"
AXES_LOCKOUT_CALLABLE = f"{ROOM}.people.adapters.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = int(ENVIRONMENT.proxies)

# What is shown, and how.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [SHELL / "jinja2"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": f"{ROOM}.shell.jinja.environment",
            "context_processors": [
                f"{ROOM}.shell.context.page",
                f"{ROOM}.people.context.person",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
STATIC_URL = "/static/"
STATIC_ROOT = SHELL / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

# How it is guarded.
CONTENT_SECURITY_POLICY: dict[str, dict[str, list[Any]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if ENVIRONMENT.oidc_issuer:
    _issuer = urlsplit(ENVIRONMENT.oidc_issuer)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(
        f"{_issuer.scheme}://{_issuer.netloc}"
    )
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.is_https else 0
if int(ENVIRONMENT.proxies):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TAXII_MAX_CONTENT_LENGTH = 10_000_000
TAXII_REQUESTS_A_MINUTE = int(ENVIRONMENT.taxii_requests_a_minute)
SIGHTINGS_FROM = int(ENVIRONMENT.sightings_from)
FEED_SECRETS = {name: os.environ.get(name, "") for name in ENVIRONMENT.secret_names}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# How mail leaves, and what is logged.
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = f"{ROOM}.shell.mail.Backend"
MAIL_URL = ENVIRONMENT.mail_url
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "axes": {"level": "ERROR"},
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
    },
}
