"""Sheets with codes to print and to put up at tables, at booths and at the entrance of a hall."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fair.attendance.choices import PlaceKind
from fair.attendance.selectors.codes import code_of_place, drawn
from fair.editions.models import BY_CODE, Booth, Edition, Hall, MeetingTable


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: where it belongs, and the code on it as the source of an image."""

    kind: PlaceKind
    title: str
    holder: str
    image: str


def sheets_of(edition: Edition, hall: Hall, *, kind: str) -> list[Sheet]:
    """Return the sheets of one kind of place in a hall, in order of code; one query.

    Tables and booths that are not in use have none, nor do booths that nobody has.
    """
    if kind == PlaceKind.ENTRANCE:
        return [_sheet(edition, PlaceKind.ENTRANCE, hall.pk, title=str(hall))]
    if kind == PlaceKind.TABLE:
        tables = MeetingTable.objects.filter(edition=edition, hall=hall, is_active=True)
        words = _("Table %(code)s")
        return [
            _sheet(edition, PlaceKind.TABLE, table.pk, title=words % {"code": table.code})
            for table in tables.order_by(*BY_CODE)
        ]
    booths = Booth.objects.filter(
        hall=hall, is_active=True, registration__isnull=False
    ).select_related("registration__participation__organisation")
    words = _("Booth %(code)s")
    return [
        _sheet(
            edition,
            PlaceKind.BOOTH,
            booth.pk,
            title=words % {"code": booth.code},
            holder=str(booth.registration.participation),
        )
        for booth in booths.order_by(*BY_CODE)
    ]


def _sheet(edition: Edition, kind: PlaceKind, pk: int, *, title: str, holder: str = "") -> Sheet:
    path = reverse("attendance:place", args=[edition.slug, code_of_place(kind, pk)])
    return Sheet(kind, title, holder, drawn(f"{settings.SITE_URL}{path}"))
