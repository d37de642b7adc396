"""Tell that something is done, with a button that takes it back."""

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string


def done_with_undo(request: HttpRequest, text: str, *, undo_url: str) -> None:
    """Show `text` on the next page with a button that posts to `undo_url`."""
    content = render_to_string(
        "components/undo_message.html", {"text": text, "undo_url": undo_url}, request=request
    )
    messages.success(request, content)
