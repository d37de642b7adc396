"""The cheapest change for each wish left out, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.texts import in_language
from fair.common.templatetags.fair_ui import clock, local_day
from fair.editions.models import Edition, Participation
from fair.meetings.choices import MeetingMode
from fair.meetings.engine.remedies import Remedy, RemedyKind
from fair.meetings.models import PlanRun, UnplacedWish
from fair.meetings.selectors.tongues import languages_in_words
from fair.meetings.snapshots import CheapestChange, cheapest_changes
from fair.sourcing.models import ComponentNeed

Words = str | Promise

WORDS: dict[RemedyKind, Words] = {
    RemedyKind.NEED: _("Let %(company)s have %(count)d meetings about “%(need)s”."),
    RemedyKind.BUYER_TOTAL: _("Let %(company)s have %(count)d meetings in total."),
    RemedyKind.SUPPLIER_TOTAL: _("Let %(company)s have %(count)d meetings in total."),
    RemedyKind.BUYER_DAY: _("Let %(company)s have %(count)d meetings on %(day)s."),
    RemedyKind.SUPPLIER_DAY: _("Let %(company)s have %(count)d meetings on %(day)s."),
    RemedyKind.INTERPRETER: _("One more interpreter (%(language)s) on %(day)s at %(time)s."),
    RemedyKind.BUYER_HOURS: _("Ask %(company)s to be there on %(day)s at %(time)s as well."),
    RemedyKind.SUPPLIER_HOURS: _("Ask %(company)s to be there on %(day)s at %(time)s as well."),
    RemedyKind.BUYER_TEAM: _("Another team of %(company)s on %(day)s at %(time)s."),
    RemedyKind.SUPPLIER_TEAM: _("Another team of %(company)s on %(day)s at %(time)s."),
}
PLACES: dict[str, Words] = {
    MeetingMode.BOOTH: _(
        "Room for one more meeting at a booth of %(company)s on %(day)s at %(time)s."
    ),
    MeetingMode.TABLE: _("One more meeting table on %(day)s at %(time)s."),
    MeetingMode.ONLINE: _("One more online meeting at once on %(day)s at %(time)s."),
}
# Changes whose words say when.
TIMED = {
    RemedyKind.PLACE,
    RemedyKind.INTERPRETER,
    RemedyKind.BUYER_HOURS,
    RemedyKind.SUPPLIER_HOURS,
    RemedyKind.BUYER_TEAM,
    RemedyKind.SUPPLIER_TEAM,
}
THEN = _("The two could then meet on %(day)s at %(time)s.")
AS_IT_IS = _("Nothing: the two could meet on %(day)s at %(time)s as it is.")


@dataclass(frozen=True, slots=True)
class WishLeftOut:
    """A wish without a meeting, and the cheapest change that would give it one, in sentences."""

    wish: UnplacedWish
    change: tuple[str, ...]


def with_cheapest_changes(run: PlanRun, wishes: Sequence[UnplacedWish]) -> list[WishLeftOut]:
    """Add to each wish what would give it a meeting; where nothing is known, the usual advice.

    Some twenty queries for any number of wishes. Wishes come with both sides and their companies.
    """
    pairs = [(wish.buyer_id, wish.supplier_id) for wish in wishes]
    changes = cheapest_changes(run, pairs)
    companies = {side.pk: side for wish in wishes for side in (wish.buyer, wish.supplier)}
    needs = _needs(changes.values())
    found = []
    for wish, pair in zip(wishes, pairs, strict=True):
        change = changes.get(pair)
        words = [wish.advice] if change is None else _words(change, run.edition, companies, needs)
        found.append(WishLeftOut(wish, tuple(each for each in words if each)))
    return found


def words_of_change(
    change: CheapestChange, *, edition: Edition, sides: Iterable[Participation]
) -> list[str]:
    """Say in sentences what would give two companies a meeting."""
    return _words(change, edition, {side.pk: side for side in sides}, _needs([change]))


def _words(
    change: CheapestChange,
    edition: Edition,
    companies: dict[int, Participation],
    needs: dict[int, ComponentNeed],
) -> list[str]:
    zone, starts_at = edition.zone, change.starts_at
    when = {"day": local_day(starts_at, zone), "time": clock(starts_at, zone)}
    if not change.remedies:
        return [str(AS_IT_IS) % when]
    words = [
        str(_template(remedy, change.mode)) % (when | _names(remedy, companies, needs))
        for remedy in change.remedies
    ]
    is_timed = any(remedy.kind in TIMED for remedy in change.remedies)
    return words if is_timed else [*words, str(THEN) % when]


def _template(remedy: Remedy, mode: str) -> Words:
    return PLACES[mode] if remedy.kind is RemedyKind.PLACE else WORDS[remedy.kind]


def _names(
    remedy: Remedy, companies: dict[int, Participation], needs: dict[int, ComponentNeed]
) -> dict[str, Any]:
    subject = remedy.subject or 0
    need = needs.get(subject) if remedy.kind is RemedyKind.NEED else None
    company = need.participation if need else companies.get(subject)
    return {
        "company": company or "–",
        "count": remedy.count,
        "need": in_language(need.title) if need else "",
        "language": languages_in_words(remedy.language) if remedy.language else "",
    }


def _needs(changes: Iterable[CheapestChange]) -> dict[int, ComponentNeed]:
    ids = {
        remedy.subject
        for change in changes
        for remedy in change.remedies
        if remedy.kind is RemedyKind.NEED and remedy.subject is not None
    }
    if not ids:
        return {}
    rows = ComponentNeed.objects.filter(pk__in=ids)
    return {row.pk: row for row in rows.select_related("participation__organisation")}
