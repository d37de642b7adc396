"""Typed readers of environment variables that fail loudly instead of guessing."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})

POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})
REDIS_SCHEMES = frozenset({"redis", "rediss", "unix", "redis+socket"})


class Environment:
    """Read settings from a mapping of strings, the process environment by default.

    A variable that is set but empty counts as not set. Every reader raises
    ImproperlyConfigured, naming the variable, where the value makes no sense.
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._variables = os.environ if variables is None else variables

    def text(self, name: str, *, default: str = "") -> str:
        """Return the value as it stands, without surrounding blanks."""
        return self._variables.get(name, "").strip() or default

    def secret(self, name: str, *, default: str = "") -> str:
        """Return the value of NAME, or the content of the file that NAME_FILE points to."""
        value, path = self.text(name), self.text(f"{name}_FILE")
        if value and path:
            raise ImproperlyConfigured(f"Set either {name} or {name}_FILE, not both.")
        if not path:
            return value or default
        try:
            content = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
        if not content:
            raise ImproperlyConfigured(f"{name}_FILE points to an empty file: {path}")
        return content

    def boolean(self, name: str, *, default: bool) -> bool:
        """Return True or False; anything but a clear yes or no is an error."""
        word = self.text(name).lower()
        if not word:
            return default
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise ImproperlyConfigured(f"{name} must be true or false, not “{word}”.")

    def integer(self, name: str, *, default: int, minimum: int = 0) -> int:
        """Return a whole number, `minimum` or more."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = int(value)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} must be a whole number, not “{value}”.") from error
        if number < minimum:
            raise ImproperlyConfigured(f"{name} must be {minimum} or more, not {number}.")
        return number

    def one_of(self, name: str, *, words: tuple[str, ...], default: str) -> str:
        """Return the value, which must be one of `words`."""
        word = self.text(name, default=default).lower()
        if word not in words:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(words)}, not “{word}”.")
        return word

    def words(self, name: str, *, default: tuple[str, ...] = ()) -> list[str]:
        """Return the parts of a comma-separated list, without blanks and empty ones."""
        parts = [part.strip() for part in self.text(name).split(",")]
        return [part for part in parts if part] or list(default)

    def url(self, name: str, *, schemes: frozenset[str]) -> str:
        """Return a URL with one of the `schemes`, or "" where none is set.

        The URL may hold a password, so it may also come from NAME_FILE and no message repeats it.
        """
        value = self.secret(name)
        if value and urlsplit(value).scheme not in schemes:
            expected = ", ".join(f"{scheme}://" for scheme in sorted(schemes))
            raise ImproperlyConfigured(f"{name} must start with one of {expected}")
        return value


def database_settings(url: str) -> dict[str, Any]:
    """Translate postgresql://user:password@host:port/name?option=value for Django.

    A socket directory is given as ?host=/path, as in libpq. Other options go to the driver.
    """
    parts = urlsplit(url)
    options: dict[str, str] = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise ImproperlyConfigured("The database URL does not name a database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": dict(options),
    }


def broker_url(url: str) -> str:
    """Return a Redis URL in the spelling of Celery: a socket is redis+socket:// there."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={database}"


def cache_url(url: str, *, databases_further: int = 1) -> str:
    """Return the Redis URL for Django's cache: same server, a database number further on.

    Emptying the cache empties its whole database, so it never shares the broker's.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if parts.scheme in {"unix", "redis+socket"}:
        number = int(query.get("db") or query.get("virtual_host") or 0) + databases_further
        return f"unix://{parts.path}?db={number}"
    number = int(parts.path.strip("/") or 0) + databases_further
    return parts._replace(path=f"/{number}").geturl()
