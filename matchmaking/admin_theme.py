"""How the administration looks: title, colours, and a sidebar grouped by room."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

# One sober blue, the same as in static/css: buttons and links on white reach 4.5 : 1 from 600 on.
PRIMARY = {
    "50": "#eff5fb",
    "100": "#dbe8f5",
    "200": "#b9d2ea",
    "300": "#8cb4da",
    "400": "#5a90c5",
    "500": "#3774ae",
    "600": "#285c92",
    "700": "#214b77",
    "800": "#1d3f63",
    "900": "#1b3652",
    "950": "#122337",
}


def link(title: Any, icon: str, model: str) -> dict[str, Any]:
    """Return a sidebar entry for "app_label.model"; the list shows it to those who may view it."""
    label, name = model.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{label}_{name}_changelist"),
        "permission": lambda request: request.user.has_perm(f"{label}.view_{name}"),
    }


def group(title: Any, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "collapsible": True, "items": list(items)}


UNFOLD = {
    "SITE_TITLE": "fairmatch",
    "SITE_HEADER": "fairmatch",
    "SITE_SUBHEADER": _("Administration"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "handshake",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": True,
    "COLORS": {"primary": PRIMARY},
    "SIDEBAR": {"show_search": True, "show_all_applications": True, "navigation": []},
}
