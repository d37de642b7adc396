"""The codes that stand at places and that people show: short, and not to be guessed."""

from dataclasses import dataclass
from typing import Any

import segno
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from fair.attendance.choices import PlaceKind
from fair.editions.models import Booth, Edition, Hall, MeetingTable

# Dots of a code's border; readers want four.
QUIET_ZONE = 4

PLACES = Signer(salt="fair.attendance.places", sep="~")
PEOPLE = Signer(salt="fair.attendance.people", sep="~")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: a table, a booth, or the entrance of a hall."""

    kind: PlaceKind
    spot: Any
    hall: Hall | None

    @property
    def name(self) -> str:
        """What the place is called, in the reader's words."""
        if self.kind == PlaceKind.ENTRANCE:
            return str(self.spot)
        words = _("Table %(code)s") if self.kind == PlaceKind.TABLE else _("Booth %(code)s")
        return words % {"code": self.spot.code}


def code_of_place(kind: PlaceKind, pk: int) -> str:
    """Return the code that stands at a place; it stays the same, so that sheets keep."""
    return PLACES.sign(f"{kind.value}{pk}")


def place_of_code(edition: Edition, code: str) -> Place | None:
    """Return the place of an edition at which a code stands, or None; one query."""
    try:
        value = PLACES.unsign(code)
        kind, pk = PlaceKind(value[:1]), int(value[1:])
    except (BadSignature, ValueError):
        return None
    spot = _spots(edition, kind).filter(pk=pk).first()
    if spot is None:
        return None
    return Place(kind, spot, spot if kind == PlaceKind.ENTRANCE else spot.hall)


def code_of_person(edition: Edition, user: User) -> str:
    """Return the code that a person shows in one edition."""
    return PEOPLE.sign(f"{edition.pk}-{user.pk}")


def person_of_code(edition: Edition, code: str) -> User | None:
    """Return who shows a code in an edition, or None; one query."""
    try:
        edition_id, _dash, user_id = PEOPLE.unsign(code).partition("-")
        if int(edition_id) != edition.pk:
            return None
        return User.objects.filter(is_active=True, pk=int(user_id)).first()
    except (BadSignature, ValueError):
        return None


def drawn(address: str) -> str:
    """Return the QR code of an address as the source of an image."""
    uri: str = segno.make(address, error="m").svg_data_uri(border=QUIET_ZONE)
    return uri


def _spots(edition: Edition, kind: PlaceKind) -> QuerySet[Any]:
    if kind == PlaceKind.TABLE:
        return MeetingTable.objects.filter(edition=edition).select_related("hall")
    if kind == PlaceKind.BOOTH:
        return Booth.objects.filter(hall__edition=edition).select_related("hall")
    return Hall.objects.filter(edition=edition)
