"""The sidebar of the administration: one group for each room, in the order of the work."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

# Room → icon of its entries. What is not named here comes last.
ICONS = {
    "editions": "event",
    "accounts": "group",
    "exhibitors": "storefront",
    "sourcing": "request_quote",
    "imports": "upload_file",
    "matching": "join_inner",
    "meetings": "handshake",
    "notifications": "mail",
    "taxonomy": "category",
}
ORDER = list(ICONS)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what this person may see."""
    rooms = sorted(admin.site.get_app_list(request), key=lambda room: _place(room["app_label"]))
    return [
        {
            "title": room["name"],
            "collapsible": True,
            "items": [
                {
                    "title": model["name"],
                    "icon": ICONS.get(room["app_label"], "shield_person"),
                    "link": model["admin_url"],
                }
                for model in room["models"]
            ],
        }
        for room in rooms
    ]


def _place(label: str) -> int:
    return ORDER.index(label) if label in ORDER else len(ORDER)
