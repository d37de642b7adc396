"""Lead back to where somebody acted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, edition_slug: str) -> HttpResponse:
    """Redirect to the page from which the form was sent, else to today's meetings."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        page = reverse("attendance:today", args=[edition_slug])
    return redirect(page)
