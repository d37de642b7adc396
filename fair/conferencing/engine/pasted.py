"""Links to a meeting elsewhere that people paste: which ones are fit to be shown and followed."""

import re
from enum import StrEnum
from urllib.parse import urlsplit

LONGEST = 500
# A name in the public domain-name system, as browsers ask for it.
HOST = re.compile(
    r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
# What may stand in an address; everything else is written as %XX.
WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


class Flaw(StrEnum):
    """What is wrong with a pasted link."""

    TOO_LONG = "too_long"
    NOT_HTTPS = "not_https"
    NOT_AN_ADDRESS = "not_an_address"


class UnfitLink(ValueError):
    """The link is not one to send people to; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


def checked_link(text: str) -> str:
    """Return the link without blanks around it.

    It begins with https:// and names a host of the public domain-name system in the letters that
    browsers ask for, so that a look-alike shows; no user name stands before it, and no port after.
    Raise UnfitLink.
    """
    link = text.strip()
    if len(link) > LONGEST:
        raise UnfitLink(Flaw.TOO_LONG)
    if not link.lower().startswith("https://"):
        raise UnfitLink(Flaw.NOT_HTTPS)
    if WRITTEN.fullmatch(link) is None or HOST.fullmatch(_authority(link)) is None:
        raise UnfitLink(Flaw.NOT_AN_ADDRESS)
    return link


def host_of(link: str) -> str:
    """Return the host that a checked link leads to."""
    return _authority(link)


def _authority(link: str) -> str:
    try:
        return urlsplit(link).netloc.lower()
    except ValueError:
        return ""
