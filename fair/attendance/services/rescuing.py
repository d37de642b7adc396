"""Offer time that came free, and give it to whoever accepts first."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.attendance import mails, tasks
from fair.attendance.choices import FreedState, OfferState
from fair.attendance.models import FreedTime, OfferChoice, TimeOffer
from fair.attendance.selectors.screens import rules_of
from fair.common import after_commit
from fair.editions.choices import EditionState, Side
from fair.editions.models import Participation
from fair.meetings.choices import MeetingState
from fair.meetings.models import HandEdit, Meeting
from fair.meetings.services.attempts import WALK_IN_GRACE
from fair.meetings.services.booking import SlotTaken, book_meeting

# Time further ahead is left to planning and to requests.
AHEAD = timedelta(hours=24)

MISSING: dict[str, frozenset[Side]] = {
    MeetingState.NO_SHOW_BUYER: frozenset({Side.BUYER}),
    MeetingState.NO_SHOW_SUPPLIER: frozenset({Side.SUPPLIER}),
    MeetingState.NO_SHOW_BOTH: frozenset(Side),
}


class CannotAcceptOffer(Refusal):
    """The offered time cannot be had."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "gone": _("Somebody else was faster, and the time is taken. Thank you for answering."),
        "over": _("The offer has run out. Thank you for answering."),
        "no_time": _("The time cannot be had any more: %(reasons)s"),
    }


@transaction.atomic
def look_for_partners(meeting_id: int, *, now: datetime) -> list[FreedTime]:
    """Note whose time a meeting that does not take place gave back, and have it offered.

    Nothing is offered more than a day ahead, too late to begin, where the edition does not want
    it, and to nobody's benefit: who called off or did not come has other plans.
    """
    meeting = _loaded(meeting_id)
    return _offered(meeting, meeting.starts_at, meeting.ends_at, hosts=_hosts(meeting), now=now)


@transaction.atomic
def look_for_partners_instead(meeting_id: int, *, now: datetime) -> list[FreedTime]:
    """Have the times offered from which a meeting was moved away; twice is once.

    Its new time, should it have been offered before, is offered no more. The bounds are those of
    `look_for_partners`; whoever moved the meeting has other plans at its old time.
    """
    meeting = _loaded(meeting_id)
    before = FreedTime.objects.filter(lost=meeting)
    stop_offers(
        before.filter(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at), now=now
    )
    found: list[FreedTime] = []
    for move in HandEdit.objects.moves_of(meeting, since=now - AHEAD):
        starts_at, ends_at = move.left
        if starts_at < meeting.ends_at and meeting.starts_at < ends_at:
            continue
        hosts = _hosts_left(meeting, starts_at, ends_at, by=move.actor)
        found += _offered(meeting, starts_at, ends_at, hosts=hosts, now=now)
    return found


def accept_offer(offer: TimeOffer, *, actor: User, now: datetime) -> Meeting:
    """Take the offered time; the others are told that it is gone. Twice is once.

    Raise CannotAcceptOffer when somebody else was faster or the time cannot be had any more.
    """
    try:
        return _accept(offer, actor=actor, now=now)
    except SlotTaken as error:
        rows = TimeOffer.objects.filter(pk=offer.pk, state=OfferState.OPEN)
        rows.update(state=OfferState.GONE, updated_at=now)
        raise CannotAcceptOffer("no_time", reasons=str(error)) from error


@transaction.atomic
def decline_offer(offer: TimeOffer, *, actor: User, now: datetime) -> None:
    """Leave the time to others, who are asked at once."""
    declined = TimeOffer.objects.filter(pk=offer.pk, state=OfferState.OPEN).update(
        state=OfferState.DECLINED, answered_at=now, answered_by=actor, updated_at=now
    )
    if declined:
        after_commit.enqueue(tasks.offer_freed_time, freed_id=offer.freed_id)


@transaction.atomic
def stop_offers(freed: QuerySet[FreedTime], *, now: datetime) -> None:
    """Offer freed times no more; those who were asked are told."""
    locked = freed.select_for_update(no_key=True).filter(state=FreedState.OPEN).order_by("pk")
    for each in locked:
        _close(each, state=FreedState.STOPPED, now=now)


@transaction.atomic
def choose_offers(participation: Participation, *, wants_offers: bool) -> OfferChoice:
    """Note whether a participant wants to be offered time that came free."""
    choice, _is_new = OfferChoice.objects.update_or_create(
        participation=participation, defaults={"wants_offers": wants_offers}
    )
    return choice


@transaction.atomic
def _accept(offer: TimeOffer, *, actor: User, now: datetime) -> Meeting:
    # Freed time before the timetable: everybody locks in this order.
    freed = lock_freed(offer.freed_id)
    own = TimeOffer.objects.select_related("partner").get(pk=offer.pk)
    if own.state == OfferState.ACCEPTED and freed.booked:
        return freed.booked
    if freed.state != FreedState.OPEN or own.state != OfferState.OPEN:
        raise CannotAcceptOffer("over" if own.state == OfferState.EXPIRED else "gone")
    if now >= own.expires_at:
        raise CannotAcceptOffer("over")
    host, partner = freed.participation, own.partner
    buyer, supplier = (host, partner) if host.side == Side.BUYER else (partner, host)
    meeting = book_meeting(
        buyer,
        supplier,
        starts_at=freed.starts_at,
        mode=own.mode,
        actor=actor,
        now=now,
        is_walk_in=now > freed.starts_at,
        key=own.public_id,
    )
    own.state, own.answered_at, own.answered_by = OfferState.ACCEPTED, now, actor
    own.save(update_fields=["state", "answered_at", "answered_by", "updated_at"])
    freed.booked = meeting
    _close(freed, state=FreedState.TAKEN, now=now)
    return meeting


def lock_freed(freed_id: int) -> FreedTime:
    """Return a freed time as it is now, locked until the transaction ends."""
    rows = FreedTime.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("participation__edition", "booked").get(pk=freed_id)


def _close(freed: FreedTime, *, state: FreedState, now: datetime) -> None:
    """End the offers of a locked freed time and tell those who still had one."""
    left = TimeOffer.objects.filter(freed=freed, state=OfferState.OPEN)
    waiting = list(left.select_related("freed__participation__edition", "partner").order_by("id"))
    left.update(state=OfferState.GONE, updated_at=now)
    freed.state = state
    freed.save(update_fields=["state", "booked", "updated_at"])
    for offer in waiting:
        mails.tell_gone(offer)


def _loaded(meeting_id: int) -> Meeting:
    rows = Meeting.objects.select_related("edition", "cancelled_by", "buyer", "supplier")
    return rows.get(pk=meeting_id)


def _offered(
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    *,
    hosts: list[Participation],
    now: datetime,
) -> list[FreedTime]:
    """Note that `hosts` have time again, if it can still be used, and have it offered."""
    expires_at = starts_at + WALK_IN_GRACE
    if not starts_at - AHEAD <= now < expires_at:
        return []
    if meeting.edition.state in {EditionState.DRAFT, EditionState.CLOSED}:
        return []
    if not rules_of(meeting.edition).offers_freed_time:
        return []
    found = []
    for host in hosts:
        freed, _is_new = FreedTime.objects.get_or_create(
            participation=host,
            lost=meeting,
            starts_at=starts_at,
            defaults={"ends_at": ends_at, "expires_at": expires_at},
        )
        after_commit.enqueue(tasks.offer_freed_time, freed_id=freed.pk)
        found.append(freed)
    return found


def _hosts(meeting: Meeting) -> list[Participation]:
    """Return whose time came free: who still takes part and did not cause it."""
    missing = MISSING.get(meeting.state, frozenset())
    sides = [(Side.BUYER, meeting.buyer), (Side.SUPPLIER, meeting.supplier)]
    return [
        participation
        for side, participation in sides
        if participation.is_approved
        and side not in missing
        and not _acts_for(participation, meeting.cancelled_by)
    ]


def _hosts_left(
    meeting: Meeting, starts_at: datetime, ends_at: datetime, *, by: User | None
) -> list[Participation]:
    """Return who has time where a meeting was: not who moved it, nor who meets others then."""
    return [
        participation
        for participation in (meeting.buyer, meeting.supplier)
        if participation.is_approved
        and not _acts_for(participation, by)
        and _has_team_free(participation, starts_at, ends_at)
    ]


def _has_team_free(participation: Participation, starts_at: datetime, ends_at: datetime) -> bool:
    meetings = Meeting.objects.seated().of_participations([participation])
    then = meetings.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    return then.count() < participation.parallel_meetings


def _acts_for(participation: Participation, person: User | None) -> bool:
    organisation = participation.organisation
    return bool(person) and organisation.memberships.filter(user=person).exists()
