"""What participants of an edition may do now and later, by booking rules saved or only tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.meetings.choices import BookingKind
from fair.meetings.models import BookingRules, Meeting, MeetingRequest
from fair.meetings.selectors.rules import Rules, rules_from


class YesMeans(models.TextChoices):
    """What comes of accepting a request, by the rules of an edition."""

    PLANNED = "planned", _("The next plan finds a time")
    BOOKED = "booked", _("A time is chosen and booked at once")
    EITHER = "either", _("A time is booked at once, or the next plan finds one")
    LATER = "later", _("The two agree, and choose a time once booking is open")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `starts_at` (None: now) until the next stretch the same is allowed."""

    starts_at: datetime | None
    may_request: bool
    may_book: bool
    yes_means: YesMeans


@dataclass(frozen=True, slots=True)
class Limit:
    """What one participant of a side may have, None without limit; how many have it by now."""

    side: Side
    open_requests: int | None
    booked_meetings: int | None
    without_requests: int
    without_bookings: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What holds now and from when on something else does, and what each side may have."""

    is_running: bool
    stretches: tuple[Stretch, ...]
    limits: tuple[Limit, ...]


def outlook_of(edition: Edition, row: BookingRules, *, now: datetime) -> Outlook:
    """Say what `row` lets the participants of an edition do; a query for each quota in it."""
    rules = rules_from(edition, row)
    changes = sorted({each for each in _boundaries(rules) if each > now})
    return Outlook(
        is_running=rules.is_running,
        stretches=(
            _stretch(rules, None, at=now),
            *(_stretch(rules, each, at=each) for each in changes),
        ),
        limits=tuple(_limit(edition, rules, side) for side in (Side.SUPPLIER, Side.BUYER)),
    )


def _boundaries(rules: Rules) -> Iterable[datetime]:
    phases = [rules.requests] if rules.is_planned_only else [rules.requests, rules.booking]
    moments = (moment for phase in phases for moment in (phase.opens_at, phase.closes_at))
    return (moment for moment in moments if moment is not None)


def _stretch(rules: Rules, starts_at: datetime | None, *, at: datetime) -> Stretch:
    return Stretch(
        starts_at=starts_at,
        may_request=rules.may_request(at),
        may_book=rules.may_book(at),
        yes_means=_yes_means(rules, at=at),
    )


def _yes_means(rules: Rules, *, at: datetime) -> YesMeans:
    if rules.is_planned_only:
        return YesMeans.PLANNED
    if not rules.may_book(at):
        return YesMeans.LATER
    return YesMeans.EITHER if rules.kind == BookingKind.BOTH else YesMeans.BOOKED


def _limit(edition: Edition, rules: Rules, side: Side) -> Limit:
    requests = MeetingRequest.objects.open().filter(edition=edition, asked_by=side)
    booked = Meeting.objects.standing().filter(edition=edition, booked_by_side=side)
    return Limit(
        side=side,
        open_requests=rules.open_requests[side],
        booked_meetings=rules.booked_meetings[side],
        without_requests=_used_up(requests, side, rules.open_requests),
        without_bookings=_used_up(booked, side, rules.booked_meetings),
    )


def _used_up(rows: QuerySet[Any], side: Side, quotas: Mapping[Side, int | None]) -> int:
    """Count the participants of a side who have all that they may; no query without a quota."""
    quota = quotas[side]
    if quota is None:
        return 0
    owners = rows.order_by().values(owner=F(side.value)).annotate(number=Count("pk"))
    return owners.filter(number__gte=quota).count()
