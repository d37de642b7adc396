"""Addresses in messages that work without signing in, sealed so that nobody makes up one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from fair.notifications.topics import Topic

_SALT = "fair.notifications.unsubscribe"


@dataclass(frozen=True, slots=True)
class Refused:
    """Who does not want which topic by e-mail any more."""

    user_id: int
    topic: Topic


def preferences_url() -> str:
    """Return the full address of the page on which people say how they want to be told."""
    return settings.SITE_URL + reverse("notifications:preferences")


def notice_url(public_id: UUID) -> str:
    """Return the full address of a message's page."""
    return settings.SITE_URL + reverse("notifications:notice-detail", args=[public_id])


def unsubscribe_url(user: Any, *, topic: Topic) -> str:
    """Return the full address that switches `topic` off for `user`; it does not expire."""
    token = signing.dumps([user.pk, topic.value], salt=_SALT)
    return settings.SITE_URL + reverse("notifications:unsubscribe", args=[token])


def read_unsubscribe(token: str) -> Refused | None:
    """Return what the token of an unsubscribe address says; None if we did not write it."""
    try:
        user_id, topic = signing.loads(token, salt=_SALT)
        return Refused(user_id=user_id, topic=Topic(topic))
    except (signing.BadSignature, ValueError):
        return None
