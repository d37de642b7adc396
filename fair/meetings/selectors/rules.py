"""What an edition lets its participants ask for and book themselves."""

from dataclasses import dataclass
from datetime import datetime

from fair.editions.choices import EditionState, Side
from fair.editions.models import Edition
from fair.meetings.choices import BookingKind
from fair.meetings.models import BookingRules


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time, [opens_at, closes_at), each end open where it is None."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def is_on(self, now: datetime) -> bool:
        return not self.is_ahead(now) and not self.is_over(now)

    def is_ahead(self, now: datetime) -> bool:
        return self.opens_at is not None and now < self.opens_at

    def is_over(self, now: datetime) -> bool:
        return self.closes_at is not None and now >= self.closes_at


@dataclass(frozen=True, slots=True)
class Rules:
    """The booking rules of one edition, made ready to be asked."""

    kind: BookingKind
    is_running: bool
    requests: Phase
    booking: Phase
    open_requests: dict[Side, int | None]
    booked_meetings: dict[Side, int | None]

    @property
    def is_planned_only(self) -> bool:
        return self.kind == BookingKind.PLANNED

    def may_request(self, now: datetime) -> bool:
        """Tell whether participants may ask each other for meetings now.

        Where the organiser plans all meetings, the next plan serves what two have agreed.
        """
        return self.is_running and self.requests.is_on(now)

    def may_book(self, now: datetime) -> bool:
        """Tell whether participants may book, move and swap meetings now."""
        return self.is_running and not self.is_planned_only and self.booking.is_on(now)


def rules_of(edition: Edition) -> Rules:
    """Return the rules of an edition; one query, none where `booking_rules` was loaded along.

    An edition that states none has the defaults of the model.
    """
    try:
        row = edition.booking_rules
    except BookingRules.DoesNotExist:
        row = BookingRules(edition=edition)
    return rules_from(edition, row)


def rules_from(edition: Edition, row: BookingRules) -> Rules:
    """Make the rules of a row, saved or not, ready to be asked."""
    return Rules(
        kind=BookingKind(row.kind),
        is_running=edition.state not in {EditionState.DRAFT, EditionState.CLOSED},
        requests=Phase(row.requests_open_at, row.requests_close_at),
        booking=Phase(row.booking_opens_at, row.booking_closes_at),
        open_requests={
            Side.SUPPLIER: row.supplier_open_requests,
            Side.BUYER: row.buyer_open_requests,
        },
        booked_meetings={
            Side.SUPPLIER: row.supplier_booked_meetings,
            Side.BUYER: row.buyer_booked_meetings,
        },
    )
