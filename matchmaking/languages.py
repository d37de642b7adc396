"""Which language a person is answered in: what they chose in this browser, else their profile's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def follow_profile(get_response: GetResponse) -> GetResponse:
    """Answer people who are logged in in the language of their profile.

    What they switched to in this browser stands in a cookie and wins.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen_here = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not chosen_here and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return get_response(request)

    return middleware
