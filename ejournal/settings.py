"""Settings of the electronic journal. Every deployment-specific value comes from the environment."""

import json
import os
from pathlib import Path

import dj_database_url
from celery.schedules import crontab

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

DEBUG = os.environ.get("DEBUG", "0") == "1"
# A key that everybody can read would let anybody sign in as anybody: the scripts make one, Compose asks for one.
SECRET_KEY = os.environ.get("SECRET_KEY", "insecure-development-key" if DEBUG else "")
# Keys the school had before: what they encrypted and signed is still read.
SECRET_KEY_FALLBACKS = [k for k in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if k]
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,testserver").split(",")
HTTPS = os.environ.get("HTTPS", "0") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "ejournal",
    "accounts",
    "school",
    "journal",
    "diary",
    "reports",
    "archive",
    "exchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ejournal.middleware.not_kept_by_the_browser",
    "ejournal.middleware.signed_by_whom_it_shows",
    "ejournal.middleware.school_of_the_request",
    "ejournal.middleware.keeps_the_door",
    "ejournal.middleware.takes_files_from_few",
    "allauth.account.middleware.AccountMiddleware",
    # The last: it puts the page of refusal in the place of the form.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "ejournal.urls"
WSGI_APPLICATION = "ejournal.wsgi.application"

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
                "ejournal.context.page",
            ]
        },
    }
]

# The default costs two thirds of the throughput: a new connection for every request.
DATABASES = {
    "default": dj_database_url.config(
        default="postgresql:///ejournal", conn_max_age=600, conn_health_checks=False
    )
}
# The owner of the tables, as whom `migrate` connects; the site's own role can step past no guard of theirs.
OWNER_DATABASE = (
    dj_database_url.parse(os.environ["OWNER_DATABASE_URL"])
    if os.environ.get("OWNER_DATABASE_URL")
    else None
)
# Who is given rights on the tables; nobody where the site itself owns them.
WEB_ROLE = DATABASES["default"].get("USER", "") if OWNER_DATABASE else ""
# Little and rare: what all web processes count together when somebody signs in. Not Redis: without it people sign in too.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_counts",
        # Codes that are used up are not pushed out by others' keys.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.SlipBackend",
    "school.permissions.DatedPermissionBackend",
]
ANONYMOUS_USER_NAME = None
# Guardian looks for its own backend by name; ours is that one with terms.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
PASSWORD_HASHERS = ["accounts.hashers.SchoolArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough"},
    {"NAME": "school.passwords.NotGuessedHere"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# Sign-in. How many proxies stand before the site: without them X-Forwarded-For is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Passwords are guarded by axes (accounts/guessing.py), codes of the second factor by the form (accounts/codes.py).
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "change_password": None}
# Passkeys come with a finger or a PIN, so one is two factors; the second factor's own addresses are in accounts/allauth_urls.py.
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
# Nothing is guessed with a passkey, and a school is one address.
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
# Sign-in of parents and pupils through a provider of OpenID Connect; none without an issuer (docs/operations.md).
OUTSIDE_SIGN_IN = {
    "issuer": os.environ.get("OIDC_ISSUER", ""),
    "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
    "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
    "name": os.environ.get("OIDC_NAME", "Госуслуги"),
    "scope": os.environ.get("OIDC_SCOPE", "openid"),
    "claim": os.environ.get("OIDC_CLAIM", "sub"),
    "endpoints": json.loads(os.environ.get("OIDC_ENDPOINTS", "{}")),
    "signer": os.environ.get("OIDC_SIGNER", ""),
}
OUTSIDE_SIGNER_COMMAND = os.environ.get("OIDC_SIGNER_COMMAND", "")
# Where the provider sends a form further to: its own address, unless it is told otherwise.
OUTSIDE_FORM_ACTION = [
    "/".join(url.split("/")[:3])
    for url in os.environ.get("OIDC_FORM_ACTION", OUTSIDE_SIGN_IN["issuer"]).split()
]
SOCIALACCOUNT_ADAPTER = "accounts.outside.adapter.OutsideAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# Nobody waits long for somebody else's server.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 2
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_HANDLER = "accounts.watch.Watch"
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.locked_out"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "ru"
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Moscow")
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Only our own: a library's copies of htmx are not served.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if os.environ.get("STATIC_MANIFEST", "0") == "1"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Compressed already, or (ttf) never sent to a browser: the print shop reads them from the disk.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "jpg", "woff2", "gz", "br", "zip", "ttf"]
WHITENOISE_USE_FINDERS = os.environ.get("STATIC_MANIFEST", "0") != "1"
FONTS_DIR = BASE_DIR / "static" / "fonts"

FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CELERY_TASK_ALWAYS_EAGER = os.environ.get("CELERY_EAGER", "0") == "1"
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
# A broker that is down must not hold up the teacher who pressed the button.
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
# A task whose worker was killed comes back within a minute of its limit, not after two hours.
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
    # Longer than a worker's quiet second of listening, short for who has pressed a button.
    "socket_timeout": 8,
}
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20
CELERY_BEAT_SCHEDULE = {
    # Documents ordered while the queue was down, or left half-way by a worker that died.
    "documents that wait": {"task": "reports.tasks.make_waiting_documents", "schedule": 60},
    # Before the first lesson, and again where the timetable of the day has changed since.
    "print blank sheets of the day": {
        "task": "reports.tasks.make_blanks",
        "schedule": crontab(hour="5-7", minute="0,30"),
    },
    # After the school's day: the line of the history is drawn through the evenings.
    "keep how ready the year is": {
        "task": "reports.tasks.keep_readiness",
        "schedule": crontab(hour=20, minute=0),
    },
    "wipe papers": {"task": "reports.tasks.wipe_papers", "schedule": 60},
    # Whose last day of work is over: the pages are shut by the day itself, the sign-ins end here.
    "close the access of the dismissed": {"task": "school.tasks.close_access", "schedule": 300},
    # The head of the chain leaves the building; at night everything is compared with it.
    "mail the last seal": {
        "task": "archive.tasks.mail_last_head",
        "schedule": crontab(hour=19, minute=30),
    },
    "verify the history": {
        "task": "archive.tasks.verify_history",
        "schedule": crontab(hour=2, minute=30),
    },
    # Entries in time, late and missing, as facts.
    "note deadlines": {"task": "journal.tasks.note_deadlines", "schedule": 300},
    # What was written since the last time goes under a seal of the chain.
    "seal the history": {"task": "archive.tasks.seal_history", "schedule": 300},
    "forget lists nobody let in": {"task": "exchange.tasks.forget_uploads", "schedule": 24 * 3600},
    "forget old sign-ins": {"task": "accounts.tasks.forget_old_sign_ins", "schedule": 24 * 3600},
}

# The school's mail server, for heads of seals and other letters of the program.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_USE_SSL = os.environ.get("EMAIL_SECURITY", "") == "ssl"
EMAIL_USE_TLS = os.environ.get("EMAIL_SECURITY", "") == "starttls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "ejournal@localhost")
# Who keeps the heads of the chain outside the school's server: the founder, the director at home.
SEAL_HEADS_TO = [a.strip() for a in os.environ.get("SEAL_HEADS_TO", "").split(",") if a.strip()]
# What is printed on the last page of a volume besides its own words.
IMPRINT = "archive.imprint.last_words"

SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
# How long a sign-in lasts is said in accounts/sessions.py; unless told otherwise, till the browser is closed.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
# Under HTTPS a browser takes these names from this very site only.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "device"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *OUTSIDE_FORM_ACTION],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"in_a_line": {"()": "ejournal.outages.InALine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["in_a_line"],
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
