"""What browsers may do on our pages: load only what is ours, and use no device but the camera."""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [],
    "camera": ["self"],  # reads badges at the door
    "display-capture": [],
    "geolocation": [],
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "usb": [],
}

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def relax_admin_csp(get_response: GetResponse) -> GetResponse:
    """Let the administration's own scripts run; stands below CSPMiddleware.

    Its interface (django-unfold) evaluates expressions in attributes and sets inline styles. Only
    organisers get there, and no page of theirs shows text of others unescaped.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path.startswith(reverse("admin:index")):
            response._csp_replace = {  # type: ignore[attr-defined]  # noqa: SLF001 - csp's own way
                "script-src": [SELF, UNSAFE_EVAL],
                "style-src": [SELF, UNSAFE_INLINE],
            }
        return response

    return middleware
