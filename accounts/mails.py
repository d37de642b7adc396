"""The messages about organisations; the site's e-mail backend queues them in the outbox."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Invitation


def send_invitation(invitation: Invitation, *, token: str, language: str) -> None:
    """Ask the invited person, in the inviting person's language, to join the organisation."""
    context = {"invitation": invitation, "token": token, "site_url": settings.SITE_URL}
    with translation.override(language):
        subject = render_to_string("emails/accounts/invitation.subject.txt", context)
        text = render_to_string("emails/accounts/invitation.txt", context)
    send_mail(" ".join(subject.split()), text, None, [invitation.email])
