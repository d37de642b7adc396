"""The channels beside e-mail that the environment names; each is off until its secrets are there.

The hosts are fixed but for the SMS gateway, which is the operator's.
"""

from django.core.exceptions import ImproperlyConfigured

from matchmaking.env import Environment

HTTPS = frozenset({"https"})


def channels(env: Environment) -> dict[str, dict[str, str]]:
    """Return the settings of each channel that is on, by its name."""
    found: dict[str, dict[str, str]] = {}
    if token_file := env.text("ZALO_OA_TOKEN_FILE"):
        found["zalo"] = {
            "origin": "https://business.openapi.zalo.me",
            "token_file": token_file,
            "template": env.text("ZALO_ZNS_TEMPLATE"),
        }
    if token := env.secret("LINE_CHANNEL_TOKEN"):
        found["line"] = {"origin": "https://api.line.me", "token": token, **_line_account(env)}
    if url := env.url("SMS_GATEWAY_URL", schemes=HTTPS):
        found["sms"] = {"url": url, "token": env.secret("SMS_GATEWAY_TOKEN")}
    return found


def _line_account(env: Environment) -> dict[str, str]:
    """Return by what people link LINE: the account that they write to, what signs its messages."""
    own = {"secret": env.secret("LINE_CHANNEL_SECRET"), "account": env.text("LINE_ACCOUNT_ID")}
    if not all(own.values()):
        raise ImproperlyConfigured(
            "LINE_CHANNEL_TOKEN needs LINE_CHANNEL_SECRET and LINE_ACCOUNT_ID beside it."
        )
    return own
