"""The fair's standard terms of confidentiality, for buyers who write none of their own."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

STANDARD_NDA = _(
    "We will use the drawings, figures and other details of this need only to judge whether we "
    "can supply the part and to make an offer to this buyer.\n\n"
    "We will show them only to colleagues who need them for that, and to nobody outside our "
    "company without the buyer's written consent.\n\n"
    "We will delete or return them when the buyer asks for it. These terms hold for three years "
    "from today, whether or not an order follows. What was public before, or what we knew "
    "before, is not covered."
)


def standard_nda() -> str:
    """Return the standard terms in their source language: what a version of terms keeps."""
    with override("en"):
        return str(STANDARD_NDA)
