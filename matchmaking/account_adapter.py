"""How the package that logs people in makes them and writes to them."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone, translation

from accounts.models import User
from fair.editions.models import Edition


@dataclass(frozen=True, slots=True)
class Site:
    """What mails of the package call the site, and its address; it would name its host twice."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Lets new people's profiles speak their language, and mails name the fair."""

    def new_user(self, request: HttpRequest) -> User:
        return User(language=translation.get_language() or settings.LANGUAGE_CODE)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = Site(name_of_the_fair(), settings.SITE_URL)
        super().send_mail(template_prefix, email, {**context, "current_site": site})

    def format_email_subject(self, subject: str) -> str:
        return f"{name_of_the_fair()}: {subject}"


def name_of_the_fair() -> str:
    """Name the fair that is not over yet, in the active language; one query.

    With several or none it is who sends the site's mails.
    """
    ahead = Edition.objects.visible_to(AnonymousUser()).filter(ends_on__gte=timezone.localdate())
    editions = list(ahead.order_by("id")[:2])
    if len(editions) == 1:
        return str(editions[0])
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return name or address
