"""Reading what the environment says, for settings.py."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str | None = None) -> str:
    """Return a variable, or say which one is missing and where to set it."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name} in the environment: .env.example explains every variable.")
    return value


def flag(name: str) -> bool:
    """Return whether a variable is switched on."""
    return env(name, "0") == "1"


def database(url: str) -> dict[str, object]:
    """Turn a postgres URL into Django's form; a socket folder may be given as ?host=/path."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"application_name": "tandem"},
        "TEST": {"NAME": env("TEST_DATABASE_NAME", "test_tandem")},
    }


def listed(name: str) -> list[str]:
    """Return the parts of a variable that holds several, by commas; none where it is not set."""
    return [part.strip() for part in env(name, "").split(",") if part.strip()]
