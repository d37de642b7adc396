"""How the administration looks: title and colours."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# The steel blue of static/css/fairmatch.css (600, 800) and what lies around it.
PRIMARY = {
    "50": "#eef5fa",
    "100": "#d6e7f2",
    "200": "#aacde3",
    "300": "#75abcd",
    "400": "#4186b0",
    "500": "#23698f",
    "600": "#12496b",
    "700": "#0f3e5b",
    "800": "#0c3450",
    "900": "#0a2a40",
    "950": "#071c2b",
}


def _styles(_request: HttpRequest) -> str:
    return static("css/admin.css")


def _mark(_request: HttpRequest) -> str:
    return static("img/mark.svg")


UNFOLD = {
    "SITE_TITLE": "fairmatch",
    "SITE_HEADER": "fairmatch",
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "handshake",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _mark}],
    "STYLES": [_styles],
    "COLORS": {"primary": PRIMARY},
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "matchmaking.admin_navigation.navigation",
    },
}
