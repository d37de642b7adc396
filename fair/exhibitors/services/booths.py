"""Register for a booth, and allot booths: by hand or all by wish."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.editions.choices import ParticipationStatus, Side
from fair.editions.models import Booth, Edition, Hall, Participation
from fair.exhibitors.models import BoothRegistration
from fair.exhibitors.selectors import free_booths


class CannotRegisterBooth(Refusal):
    """The supplier cannot register for a booth, or not so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_supplier": _("Only suppliers have booths."),
        "not_taking_part": _("Your participation is rejected or withdrawn."),
        "not_in_person": _(
            "You take part online only. Choose to attend in person first, then register a booth."
        ),
        "registration_closed": _("Registration for this edition is not open."),
        "foreign_hall": _("The hall belongs to another edition."),
        "already_allotted": _(
            "A booth is allotted to you already. Ask the organiser if you need another one."
        ),
    }


class CannotAllotBooth(Refusal):
    """The booth cannot be given to this supplier."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "booth_taken": _("Booth %(booth)s is taken. Choose another one."),
        "foreign_booth": _("Booth %(booth)s belongs to another edition."),
        "booth_inactive": _("Booth %(booth)s is not in use."),
        "not_approved": _("Approve the supplier's participation first."),
        "none_fits": _("No free booth is of the type or in the hall wished for."),
    }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A booth proposed for a registration; `rank` counts the wishes that it leaves open, 0 to 2."""

    registration: BoothRegistration
    booth: Booth
    rank: int


@transaction.atomic
def register_booth(
    participation: Participation, *, booth_type: str, hall_wish: Hall | None, remarks: str
) -> BoothRegistration:
    """Register a supplier for a booth, or change its wishes; twice the same has no second effect.

    Raise CannotRegisterBooth.
    """
    participation = _locked(participation)
    _check_may_register(participation, hall_wish)
    registration, is_new = BoothRegistration.objects.get_or_create(
        participation=participation,
        defaults={"booth_type": booth_type, "hall_wish": hall_wish, "remarks": remarks},
    )
    if is_new:
        return registration
    return change_booth_registration(
        registration, booth_type=booth_type, hall_wish=hall_wish, remarks=remarks
    )


@transaction.atomic
def change_booth_registration(
    registration: BoothRegistration, *, booth_type: str, hall_wish: Hall | None, remarks: str
) -> BoothRegistration:
    """Change a supplier's wishes; once a booth is allotted, only the remarks.

    Raise CannotRegisterBooth.
    """
    participation = _locked(registration.participation)
    _check_may_register(participation, hall_wish)
    registration = _current(registration)
    wishes_change = (booth_type, hall_wish) != (registration.booth_type, registration.hall_wish)
    if registration.booth_id and wishes_change:
        raise CannotRegisterBooth("already_allotted")
    registration.booth_type = booth_type
    registration.hall_wish = hall_wish
    registration.remarks = remarks
    registration.save(update_fields=["booth_type", "hall_wish", "remarks", "updated_at"])
    return registration


@transaction.atomic
def allot_booth(
    registration: BoothRegistration, *, booth: Booth, now: datetime
) -> BoothRegistration:
    """Give a booth to an approved supplier; a booth it has is given up for the new one.

    Raise CannotAllotBooth.
    """
    participation = _locked(registration.participation)
    registration = _current(registration)
    booth = Booth.objects.select_related("hall").get(pk=booth.pk)
    if booth.hall.edition_id != participation.edition_id:
        raise CannotAllotBooth("foreign_booth", booth=booth.code)
    if not booth.is_active:
        raise CannotAllotBooth("booth_inactive", booth=booth.code)
    if not participation.is_approved:
        raise CannotAllotBooth("not_approved")
    if registration.booth_id == booth.pk:
        return registration
    registration.booth = booth
    registration.allotted_at = now
    try:
        with transaction.atomic():
            registration.save(update_fields=["booth", "allotted_at", "updated_at"])
    except IntegrityError as error:
        raise CannotAllotBooth("booth_taken", booth=booth.code) from error
    return registration


@transaction.atomic
def release_booths_of_absent(edition_id: int) -> int:
    """Take back the booths of suppliers who are rejected or have withdrawn; return how many."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition_id)
    return (
        BoothRegistration.objects.filter(
            participation__edition_id=edition_id,
            participation__status__in=[
                ParticipationStatus.REJECTED,
                ParticipationStatus.WITHDRAWN,
            ],
        )
        .exclude(booth=None)
        .update(booth=None, allotted_at=None)
    )


@transaction.atomic
def release_booth(registration: BoothRegistration) -> BoothRegistration:
    """Take the booth back, so that it can be allotted again; without one nothing happens."""
    _locked(registration.participation)
    registration = _current(registration)
    registration.booth = None
    registration.allotted_at = None
    registration.save(update_fields=["booth", "allotted_at", "updated_at"])
    return registration


def propose_booths(edition: Edition) -> list[Proposal]:
    """Propose a free booth for every approved registration without one; three queries.

    First come, first served, in three rounds: type and hall as wished, then the type only, then
    the hall only. In each the booth with the lowest hall and code is taken. Whoever finds nothing
    gets no proposal: an organiser decides. O(registrations x booths).
    """
    waiting = list(
        BoothRegistration.objects.unallotted()
        .filter(participation__edition=edition, participation__status=ParticipationStatus.APPROVED)
        .select_related("participation__organisation", "hall_wish")
        .order_by("created_at", "id")
    )
    booths = list(free_booths(edition))
    proposals: list[Proposal] = []
    for rank in range(3):
        for registration in [*waiting]:
            booth = next((booth for booth in booths if _rank(registration, booth) == rank), None)
            if booth is not None:
                proposals.append(Proposal(registration, booth, rank))
                booths.remove(booth)
                waiting.remove(registration)
    return proposals


@transaction.atomic
def allot_by_wish(registration: BoothRegistration, *, now: datetime) -> BoothRegistration:
    """Allot the free booth that meets most wishes; an allotted booth stays.

    Raise CannotAllotBooth.
    """
    participation = _locked(registration.participation)
    registration = _current(registration)
    if registration.booth_id:
        return registration
    ranked = [
        (rank, place, booth)
        for place, booth in enumerate(free_booths(participation.edition))
        if (rank := _rank(registration, booth)) is not None
    ]
    if not ranked:
        raise CannotAllotBooth("none_fits")
    best = min(ranked, key=lambda each: each[:2])
    return allot_booth(registration, booth=best[-1], now=now)


@transaction.atomic
def allot_all_by_wish(edition: Edition, *, now: datetime) -> list[Proposal]:
    """Allot what `propose_booths` proposes, all or nothing; return what was allotted."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    proposals = propose_booths(edition)
    for proposal in sorted(proposals, key=lambda each: each.registration.participation_id):
        allot_booth(proposal.registration, booth=proposal.booth, now=now)
    return proposals


def _rank(registration: BoothRegistration, booth: Booth) -> int | None:
    """Return 0 where type and hall are as wished, 1 for the type only, 2 for the hall only."""
    hall_fits = registration.hall_wish_id in {None, booth.hall_id}
    if registration.booth_type == booth.booth_type:
        return 0 if hall_fits else 1
    return 2 if hall_fits else None


def _locked(participation: Participation) -> Participation:
    """Lock the edition, then the participation: the one order in which rooms lock."""
    Edition.objects.select_for_update(no_key=True).get(pk=participation.edition_id)
    return (
        Participation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("edition")
        .get(pk=participation.pk)
    )


def _current(registration: BoothRegistration) -> BoothRegistration:
    """Read the row again under the lock, with the participation that `registration` knows."""
    current = BoothRegistration.objects.select_for_update(no_key=True).get(pk=registration.pk)
    current.participation = registration.participation
    return current


def _check_may_register(participation: Participation, hall_wish: Hall | None) -> None:
    if participation.side != Side.SUPPLIER:
        raise CannotRegisterBooth("not_supplier")
    if participation.status in {ParticipationStatus.REJECTED, ParticipationStatus.WITHDRAWN}:
        raise CannotRegisterBooth("not_taking_part")
    if not participation.attends_in_person:
        raise CannotRegisterBooth("not_in_person")
    if not participation.edition.is_open_for_registration:
        raise CannotRegisterBooth("registration_closed")
    if hall_wish is not None and hall_wish.edition_id != participation.edition_id:
        raise CannotRegisterBooth("foreign_hall")
