"""Tags that need the request: the header with its menus, and the pages of a list."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from accounts.texts import LANGUAGES
from fair.editions.access import standing_of
from fair.meetings.selectors import awaiting_count
from fair.portal.navigation import REQUESTS, account_links, edition_links, folded, roles_of

register = template.Library()


@register.inclusion_tag("components/header.html", takes_context=True)
def site_header(context: template.Context) -> dict[str, Any]:
    """Draw the header: the edition's name and menu, the languages, the account."""
    request = context["request"]
    edition = getattr(request, "edition", None)
    standing = standing_of(request)
    roles = roles_of(request.user, standing)
    counts = {REQUESTS: awaiting_count(standing.participations)}
    links = edition_links(edition, roles=roles, path=request.path, counts=counts) if edition else []
    language = get_language() or "en"
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "user": request.user,
        "edition": edition,
        "home_url": edition.get_absolute_url() if edition else reverse("portal:edition-list"),
        "folds": folded(links),
        "participations": standing.participations,
        "account_items": account_links(request.user),
        "languages": LANGUAGES,
        "language_code": language,
        "language_name": get_language_info(language)["name_local"],
    }


@register.inclusion_tag("components/tabs.html", takes_context=True)
def account_tabs(context: template.Context) -> dict[str, Any]:
    """Link the pages about one's own account."""
    request = context["request"]
    return {
        "tabs": [
            {"label": link.label, "url": link.url, "is_current": request.path.startswith(link.url)}
            for link in account_links(request.user)
        ]
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page_obj: Page) -> dict[str, Any]:
    """Link the pages of a list; the rest of the query string is kept."""
    return {
        "request": context["request"],
        "page_obj": page_obj,
        "page_range": page_obj.paginator.get_elided_page_range(
            page_obj.number, on_each_side=2, on_ends=1
        ),
    }
