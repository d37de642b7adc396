"""What more of something would bring to a plan, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.texts import in_language
from fair.editions.models import Participation
from fair.editions.selectors import slots_of
from fair.meetings.choices import MeetingMode
from fair.meetings.models import PlanRun
from fair.meetings.selectors.tongues import languages_in_words
from fair.sourcing.models import ComponentNeed

# By the engine's names of limits; `company`, `need` and `languages` are filled in.
WORDS: dict[str, str | Promise] = {
    "buyer_slot": _("One more team of %(company)s"),
    "supplier_slot": _("One more team of %(company)s"),
    "interpreter_slot": _("One more interpreter for %(languages)s"),
    "buyer_day": _("One more meeting a day for %(company)s"),
    "supplier_day": _("One more meeting a day for %(company)s"),
    "buyer_total": _("One more meeting in total for %(company)s"),
    "supplier_total": _("One more meeting in total for %(company)s"),
    "need": _("One more meeting of %(company)s about “%(need)s”"),
}
PLACES: dict[str, str | Promise] = {
    MeetingMode.BOOTH: _("Room for one more meeting at the booth of %(company)s"),
    MeetingMode.TABLE: _("One more meeting table"),
    MeetingMode.ONLINE: _("One more online meeting at the same time"),
}


@dataclass(frozen=True, slots=True)
class LeverInWords:
    """One more of something adds up to so many points; most at a time, where that matters."""

    words: str
    points: int
    starts_at: datetime | None


def levers_of(run: PlanRun) -> list[LeverInWords]:
    """Return what would bring most to a plan, the best first; up to three queries."""
    levers: list[dict[str, Any]] = run.figures.get("levers", [])
    if not levers:
        return []
    needs = _needs(each["subject"] for each in levers if each["limit"] == "need")
    companies = _companies(each["subject"] for each in levers if each["limit"] != "need")
    # A what-if may have other slots than the fair.
    slots = [] if run.scenario else slots_of(run.edition)
    found = []
    for each in levers:
        need = needs.get(each["subject"]) if each["limit"] == "need" else None
        company = need.participation if need else companies.get(each["subject"])
        template = WORDS.get(each["limit"]) or PLACES[each["mode"]]
        words = str(template) % {
            "company": company or "–",
            "need": in_language(need.title) if need else "",
            "languages": languages_in_words(each["language"]) if each["language"] else "",
        }
        number = each["slot"]
        starts_at = slots[number].starts_at if number is not None and number < len(slots) else None
        found.append(LeverInWords(words, each["points"], starts_at))
    return found


def _needs(ids: Iterable[int]) -> dict[int, ComponentNeed]:
    rows = ComponentNeed.objects.filter(pk__in=list(ids))
    return {row.pk: row for row in rows.select_related("participation__organisation")}


def _companies(ids: Iterable[int | None]) -> dict[int, Participation]:
    known = [each for each in ids if each is not None]
    rows = Participation.objects.filter(pk__in=known).select_related("organisation")
    return {row.pk: row for row in rows}
