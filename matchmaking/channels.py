"""The channels beside e-mail that the environment names; each is off until its secrets are there.

The hosts are fixed but for the SMS gateway, which is the operator's.
"""

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
        found["line"] = {"origin": "https://api.line.me", "token": token}
    if url := env.url("SMS_GATEWAY_URL", schemes=HTTPS):
        found["sms"] = {"url": url, "token": env.secret("SMS_GATEWAY_TOKEN")}
    return found
