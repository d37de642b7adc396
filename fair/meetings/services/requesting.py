"""Ask for meetings, and keep drafts of what one wants to ask.

A request takes up nobody's time. Whoever asks a side that has asked them already accepts by that.
All services lock the two sides first, so that of two who ask each other the second one notices.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.meetings import mails
from fair.meetings.choices import MeetingMode, MeetingState, RequestAct, RequestState
from fair.meetings.models import Meeting, MeetingRequest, RequestStep
from fair.meetings.selectors.requests import meetings_of_requests
from fair.meetings.selectors.rules import Rules, rules_of
from fair.meetings.services.locks import lock_sides
from fair.sourcing.models import ComponentNeed


class CannotAskForMeeting(Refusal):
    """The request cannot be made or sent."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_a_pair": _("A meeting is between a buyer and a supplier of the same edition."),
        "not_taking_part": _("One of the two does not take part in this edition."),
        "closed": _("Requests for meetings are not open now."),
        "quota": _(
            "%(count)s of your requests are open; this fair allows no more. Wait for an answer, or"
            " take one back."
        ),
        "asked_already": _("There is a request between you already: see what became of it."),
        "meet_already": _("You have a meeting with them already."),
        "accepted_already": _("You have agreed to meet already; the next plan gives it a time."),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
        "not_draft": _("The request was sent already."),
    }


@dataclass(frozen=True, slots=True)
class Wished:
    """What a request says: about what, how and when; what is left out is left to the other."""

    message: str = ""
    modes: tuple[MeetingMode, ...] = ()
    times: tuple[datetime, ...] = ()
    needs: tuple[ComponentNeed, ...] = ()
    lines: tuple[ProductLine, ...] = ()


@transaction.atomic
def ask(
    own: Participation,
    *,
    partner: Participation,
    wished: Wished,
    key: UUID,
    actor: User,
    now: datetime,
) -> MeetingRequest:
    """Ask a partner for a meeting, with the draft to it if there is one, and tell them.

    Where they have asked already, this accepts. A form that is sent twice, under the same key,
    asks once. Raise CannotAskForMeeting, and what accepting raises.
    """
    _lock_pair(own, partner)
    done = _done_before(key, own=own, partner=partner)
    if done is not None:
        return done
    rules = _check_may_ask(own, partner, now=now)
    standing = _open_between(own, partner)
    if standing is not None:
        return _met_half_way(standing, own, wished=wished, key=key, actor=actor, now=now)
    quota = rules.open_requests[Side(own.side)]
    if quota is not None and _asked_count(own) >= quota:
        raise CannotAskForMeeting("quota", count=quota)
    request = _written(own, partner, wished=wished, key=None)
    step = RequestStep(
        act=RequestAct.SEND,
        side=own.side,
        actor=actor,
        at=now,
        key=key,
        note=wished.message,
        modes=request.modes,
        times=request.times,
    )
    mails.tell_step(request.take_step(step))
    return request


@transaction.atomic
def keep_draft(
    own: Participation, *, partner: Participation, wished: Wished, key: UUID
) -> MeetingRequest:
    """Keep what one wants to ask a partner, in the place of an earlier draft.

    Raise CannotAskForMeeting.
    """
    _lock_pair(own, partner)
    return _done_before(key, own=own, partner=partner) or _written(
        own, partner, wished=wished, key=key
    )


@transaction.atomic
def discard_draft(request: MeetingRequest) -> None:
    """Throw a draft away; twice has no second effect. Raise CannotAskForMeeting when it is none."""
    lock_sides(request.edition_id, [request.buyer_id, request.supplier_id])
    rows = MeetingRequest.objects.filter(pk=request.pk)
    if rows.exclude(state=RequestState.DRAFT).exists():
        raise CannotAskForMeeting("not_draft")
    rows.delete()


def _lock_pair(own: Participation, partner: Participation) -> None:
    if own.edition_id != partner.edition_id or own.side == partner.side:
        raise CannotAskForMeeting("not_a_pair")
    lock_sides(own.edition_id, [own.pk, partner.pk])


def _done_before(key: UUID, *, own: Participation, partner: Participation) -> MeetingRequest | None:
    """Return the request that a form with this key has made or answered before."""
    step = RequestStep.objects.filter(key=key).select_related("request__edition").first()
    done = step.request if step else MeetingRequest.objects.filter(public_id=key).first()
    if done is not None and {done.buyer_id, done.supplier_id} != {own.pk, partner.pk}:
        raise CannotAskForMeeting("form_used")
    return done


def _check_may_ask(own: Participation, partner: Participation, *, now: datetime) -> Rules:
    taking_part = Participation.objects.approved().filter(pk__in=[own.pk, partner.pk])
    if taking_part.count() != len((own, partner)):
        raise CannotAskForMeeting("not_taking_part")
    edition = Edition.objects.select_related("booking_rules").get(pk=own.edition_id)
    rules = rules_of(edition)
    if not rules.may_request(now) or now >= edition.closes_at:
        raise CannotAskForMeeting("closed")
    buyer, supplier = _as_pair(own, partner)
    pair = {"buyer": buyer, "supplier": supplier}
    if Meeting.objects.filter(**pair, state=MeetingState.CONFIRMED).exists():
        raise CannotAskForMeeting("meet_already")
    accepted = MeetingRequest.objects.filter(**pair, state=RequestState.ACCEPTED)
    latest = accepted.order_by("-settled_at", "-id").first()
    if latest is not None and not meetings_of_requests([latest]):
        raise CannotAskForMeeting("accepted_already")
    return rules


def _asked_count(own: Participation) -> int:
    """Return how many of a participant's requests are open, whichever side has to answer."""
    rows = MeetingRequest.objects.open().of_participations([own.pk])
    return rows.filter(asked_by=own.side).count()


def _open_between(own: Participation, partner: Participation) -> MeetingRequest | None:
    buyer, supplier = _as_pair(own, partner)
    rows = MeetingRequest.objects.open().filter(buyer=buyer, supplier=supplier)
    return rows.with_sides().select_for_update(no_key=True, of=("self",)).first()


def _met_half_way(
    request: MeetingRequest,
    own: Participation,
    *,
    wished: Wished,
    key: UUID,
    actor: User,
    now: datetime,
) -> MeetingRequest:
    """Make one of two requests that crossed: asking is accepting."""
    if request.asked_by == own.side or request.awaits != own.side:
        raise CannotAskForMeeting("asked_already")
    request.is_mutual = True
    request.save(update_fields=["is_mutual", "updated_at"])
    request.needs.add(*wished.needs)
    request.lines.add(*wished.lines)
    step = RequestStep(
        act=RequestAct.ACCEPT,
        side=own.side,
        actor=actor,
        at=now,
        key=key,
        note=wished.message,
        modes=list(wished.modes),
        times=sorted(wished.times),
    )
    mails.tell_step(request.take_step(step))
    return request


def _written(
    own: Participation, partner: Participation, *, wished: Wished, key: UUID | None
) -> MeetingRequest:
    """Write what is wished into the pair's draft, or into a new one."""
    buyer, supplier = _as_pair(own, partner)
    named = {"public_id": key} if key else {}
    request, _is_new = MeetingRequest.objects.update_or_create(
        buyer=buyer,
        supplier=supplier,
        asked_by=own.side,
        state=RequestState.DRAFT,
        defaults={
            "message": wished.message,
            "modes": [mode.value for mode in MeetingMode if mode in wished.modes],
            "times": sorted(set(wished.times)),
        },
        create_defaults={
            "edition": own.edition,
            "message": wished.message,
            "modes": [mode.value for mode in MeetingMode if mode in wished.modes],
            "times": sorted(set(wished.times)),
            **named,
        },
    )
    _set_subjects(request, needs=wished.needs, lines=wished.lines)
    return request


def _set_subjects(
    request: MeetingRequest, *, needs: Iterable[ComponentNeed], lines: Iterable[ProductLine]
) -> None:
    request.needs.set(needs)
    request.lines.set(lines)


def _as_pair(own: Participation, partner: Participation) -> tuple[Participation, Participation]:
    return (own, partner) if own.side == Side.BUYER else (partner, own)
