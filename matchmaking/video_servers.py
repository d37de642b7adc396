"""The video servers that the environment names; none is preset."""

from django.core.exceptions import ImproperlyConfigured

from fair.conferencing.engine.types import BbbServer, JitsiServer
from matchmaking.env import Environment

WEB_SCHEMES = frozenset({"https", "http"})
# What HS256 is worth ends with the length of its secret.
SHORTEST_JITSI_SECRET = 32


def jitsi_server(env: Environment) -> JitsiServer | None:
    """Return the Jitsi of one's own, or None. Raise ImproperlyConfigured where half is missing."""
    url, secret = env.url("JITSI_URL", schemes=WEB_SCHEMES), env.secret("JITSI_APP_SECRET")
    if not _are_both_set("JITSI_URL", url, "JITSI_APP_SECRET", secret):
        return None
    if len(secret) < SHORTEST_JITSI_SECRET:
        raise ImproperlyConfigured(
            f"JITSI_APP_SECRET must have {SHORTEST_JITSI_SECRET} characters or more."
        )
    return JitsiServer(url, env.text("JITSI_APP_ID", default="fairmatch"), secret)


def bbb_server(env: Environment) -> BbbServer | None:
    """Return the BigBlueButton of one's own, or None; as `jitsi_server`."""
    url, secret = env.url("BBB_URL", schemes=WEB_SCHEMES), env.secret("BBB_SECRET")
    is_set = _are_both_set("BBB_URL", url, "BBB_SECRET", secret)
    return BbbServer(url, secret) if is_set else None


def _are_both_set(url_name: str, url: str, secret_name: str, secret: str) -> bool:
    if bool(url) != bool(secret):
        raise ImproperlyConfigured(f"Set both {url_name} and {secret_name}, or neither.")
    return bool(url)
