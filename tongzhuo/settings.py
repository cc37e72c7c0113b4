"""The one settings module. Everything that differs between deployments comes from the environment."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

import environ
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
VAR_DIR = Path(env.str("TONGZHUO_VAR", default=str(BASE / "var")))

DEMO = env.bool("DEMO", default=True)
DEBUG = False
SHORTEST_KEY = 32


def _kept_secret(name: str) -> str:
    """A secret made once and kept in var/, readable by its owner only."""
    kept = VAR_DIR / name
    if not kept.exists():
        # Linked into place whole: two processes that start at once agree on one secret.
        with tempfile.NamedTemporaryFile("w", dir=VAR_DIR) as made:
            made.write(secrets.token_urlsafe(48))
            made.flush()
            with contextlib.suppress(FileExistsError):
                os.link(made.name, kept)
    return kept.read_text()


ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO else [])
FIELD_KEY = env.str("FIELD_KEY", default="")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty: name the hosts that this installation answers to.")
if not DEMO and min(map(len, FIELD_KEY.split(","))) < SHORTEST_KEY:
    raise ImproperlyConfigured(
        f"FIELD_KEY is missing or too short: it encrypts identity numbers, so make one of {SHORTEST_KEY} random "
        "characters or more, and keep and back it up apart from the database."
    )
VAR_DIR.mkdir(parents=True, exist_ok=True)
FIELD_KEY = FIELD_KEY or _kept_secret("field_key")
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret("secret_key")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "huey.contrib.djhuey",
    "tongzhuo.look",
    "tongzhuo.kernel",
    "tongzhuo.papers",
    "tongzhuo.seals",
    "tongzhuo.places",
    "tongzhuo.vocabulary",
    "tongzhuo.people",
    "tongzhuo.organisations",
    "tongzhuo.ledger",
    "tongzhuo.notices",
    "tongzhuo.needs",
    "tongzhuo.desk",
    "tongzhuo.resources",
    "tongzhuo.outcomes",
    "tongzhuo.projects",
    "tongzhuo.gifts",
    "tongzhuo.giving",
    "tongzhuo.funds",
    "tongzhuo.service",
    "tongzhuo.fitness",
    "tongzhuo.records",
    "tongzhuo.past",
    "tongzhuo.honours",
    "tongzhuo.certificates",
    "tongzhuo.credits",
    "tongzhuo.linkages",
    "tongzhuo.turnout",
    "tongzhuo.planning",
    "tongzhuo.companies",
    "tongzhuo.partners",
    "tongzhuo.wishes",
    "tongzhuo.rota",
    "tongzhuo.web",
    "tongzhuo.tables",
    "tongzhuo.layouts",
    "tongzhuo.imports",
    "tongzhuo.demo",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
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
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongzhuo.web.middleware.viewer_of_request",
    "tongzhuo.web.middleware.refusals_as_sentences",
]

ROOT_URLCONF = "tongzhuo.urls"
WSGI_APPLICATION = "tongzhuo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tongzhuo.look.context.preferences",
                "tongzhuo.web.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "tongzhuo.look.templatetags.look"],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'tongzhuo.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 60,  # writers do not queue in SQLite: who is unlucky in a crowd waits longer and is not sent away
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-32000;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening one costs more than a small page does
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

HUEY = {
    "huey_class": "huey.SqliteHuey",
    "name": "tongzhuo",
    "filename": str(VAR_DIR / "huey.sqlite3"),
    "immediate": False,
    "consumer": {"workers": 2, "worker_type": "thread", "loglevel": 30},
}

LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_CODE = env.str("TONGZHUO_LANGUAGE", default="zh-hans")
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Faults go to the terminal alone: a mail about an error would carry what a person typed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["terminal"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"django": {"handlers": []}, "django.request": {"level": "ERROR"}},
}

# When somebody who asks for help is promised an answer: at this hour, after this many working days.
ANSWER_HOUR = env.int("ANSWER_HOUR", default=18)
ANSWER_WORKING_DAYS = env.int("ANSWER_WORKING_DAYS", default=1)
# How many needs one connection may send in an hour without signing in.
ASKS_AN_HOUR = env.int("ASKS_AN_HOUR", default=6)
# How long an invitation waits, and how far ahead a plan looks.
ANSWER_DAYS = env.int("ANSWER_DAYS", default=3)
# How many days a community has to answer what a company offers.
PROPOSAL_DAYS = env.int("PROPOSAL_DAYS", default=3)
# Days in which the person helped is asked whether it is solved; then the claim is counted apart.
OUTCOME_DAYS = env.int("OUTCOME_DAYS", default=7)
# How long after the day agreed on a promised gift that has not come frees itself.
PLEDGE_GRACE_DAYS = env.int("PLEDGE_GRACE_DAYS", default=7)
# Working days after an activity in which its hours are entered in time (Civil Affairs Order 67, article 11).
RECORD_WORKING_DAYS = env.int("RECORD_WORKING_DAYS", default=10)
# Hours from which a volunteer has one star, two stars, and so on.
STAR_HOURS = env.list("STAR_HOURS", cast=int, default=[100, 300, 600, 1000, 1500])
# Working days on which stars are publicised before they take effect.
STAR_WORKING_DAYS = env.int("STAR_WORKING_DAYS", default=5)
# The committee of a community fund: at least so many (an odd number), and so many of them residents; how many days
# before an account is due its publishers hear of it; and what the numbers of open grant data begin with.
FUND_COMMITTEE_LEAST = env.int("FUND_COMMITTEE_LEAST", default=3)
FUND_RESIDENTS_LEAST = env.int("FUND_RESIDENTS_LEAST", default=2)
FUND_REMINDER_DAYS = env.int("FUND_REMINDER_DAYS", default=14)
GRANTS_PREFIX = env.str("GRANTS_PREFIX", default="tongzhuo")
# Time credit, where a place decides on it: off by default. The cap in hours for one person, from which age help is for,
# from which age what was donated helps first, minutes of credit for an hour served, and for whom one may use one's own.
TIME_CREDIT = env.bool("TIME_CREDIT", default=False)
CREDIT_CAP_HOURS = env.int("CREDIT_CAP_HOURS", default=1500)
CREDIT_AGE = env.int("CREDIT_AGE", default=60)
CREDIT_POOL_AGE = env.int("CREDIT_POOL_AGE", default=80)
CREDIT_PER_HOUR = env.int("CREDIT_PER_HOUR", default=60)
CREDIT_KIN = env.list("CREDIT_KIN", default=["oneself", "spouse", "parent", "grandparent", "child"])
# The mapping file by which records are handed on to another system.
RECORD_LAYOUT = env.str("RECORD_LAYOUT", default=str(BASE / "tongzhuo/records/order67.toml"))
# Confirmations and late entries of one person in a day from which somebody else looks at them.
HOURS_BY_ONE_A_DAY = env.int("HOURS_BY_ONE_A_DAY", default=300)
LATE_ENTRIES_A_DAY = env.int("LATE_ENTRIES_A_DAY", default=20)
PLAN_HORIZON_DAYS = env.int("PLAN_HORIZON_DAYS", default=60)
# For how many seconds the page waits for a plan before it shows how far it is.
PLAN_PATIENCE = env.int("PLAN_PATIENCE", default=3)
# From which age one may volunteer, and how many commitments a week is enough.
YOUNGEST_VOLUNTEER = env.int("YOUNGEST_VOLUNTEER", default=14)
SIGN_UPS_A_WEEK = env.int("SIGN_UPS_A_WEEK", default=7)
# For how many hours a place that became free is kept for who waits, and how long a guardian may think.
OFFERED_PLACE_HOURS = env.int("OFFERED_PLACE_HOURS", default=4)
GUARDIAN_HOURS = env.int("GUARDIAN_HOURS", default=48)
# How many hours before a shift the place of somebody who is not ready any more goes on to who waits.
UNFIT_PLACE_HOURS = env.int("UNFIT_PLACE_HOURS", default=24)

# What leaves the house.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000" if DEMO else f"https://{ALLOWED_HOSTS[0]}")
# Who vouches for the papers sealed here, as others read it.
ISSUER_NAME = env.str("ISSUER_NAME", default="同桌 Tongzhuo")
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if DEMO and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "tongzhuo.web.outbox.DemoPost"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Tongzhuo <table@localhost>")
SMS_SENDER = env.str("SMS_SENDER", default="tongzhuo.web.outbox.text_on_demo" if DEMO else "")
SMS_GATEWAY = env.str("SMS_GATEWAY", default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")
SMS_GATEWAY_DEDUPES = env.bool("SMS_GATEWAY_DEDUPES", default=False)
if SMS_GATEWAY and not env.str("SMS_SENDER", default=""):
    SMS_SENDER = "tongzhuo.notices.channels.sms.post_to_gateway"
PHONE_COUNTRY = env.str("PHONE_COUNTRY", default="+86")
CHAT_SERVICES = env.list("CHAT_SERVICES", default=["wecombot", "dingtalk", "feishu", "tgram"])
# When nobody is disturbed who has not said otherwise, when people are asked whether they still come tomorrow, and how
# near a shift is when a change to it may not wait.
QUIET_FROM = env.str("QUIET_FROM", default="21:30")
QUIET_UNTIL = env.str("QUIET_UNTIL", default="07:30")
REMIND_HOUR = env.int("REMIND_HOUR", default=18)
URGENT_HOURS = env.int("URGENT_HOURS", default=24)

# Signing in: a code by e-mail or text message, never a password.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["tongzhuo.web.backend.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_ADAPTER = "tongzhuo.web.sign_in.SignInAdapter"
ACCOUNT_FORMS = {"login": "tongzhuo.web.sign_in.SignInForm", "confirm_login_code": "tongzhuo.web.sign_in.CodeForm"}
ACCOUNT_LOGIN_METHODS = {"email", "phone"} if SMS_SENDER else {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email", "phone"] if SMS_SENDER else ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code that comes back is the verification
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 5
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,12/h/key"}
ACCOUNT_SESSION_REMEMBER = True

# What a browser may do, and how it comes here.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": ["'none'"],
    }
}
SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # preloading a whole domain is for its owner to decide
    "account.W001",  # either address will do to sign in, so neither is required
]
