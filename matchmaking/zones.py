"""In which time zone a person reads times that no page ties to a fair: that of their profile."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def follow_profile(get_response: GetResponse) -> GetResponse:
    """Show people who are logged in, also in the administration, times in their own zone.

    Times of a fair are shown in the edition's zone whoever reads them.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(request.user.time_zone):
            return get_response(request)

    return middleware
