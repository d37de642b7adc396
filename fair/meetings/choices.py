"""The closed lists of the meetings room."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fair.meetings.engine.requests import Act, State


class PartyKind(models.TextChoices):
    """What can sit in one meeting at a time."""

    TEAM = "team", _("Team")
    TABLE = "table", _("Meeting table")
    BOOTH = "booth", _("Booth")
    ONLINE_ROOM = "online_room", _("Online room")
    INTERPRETER = "interpreter", _("Interpreter")

    @classmethod
    def places(cls) -> "list[PartyKind]":
        """Return the kinds at which a meeting takes place."""
        return [cls.TABLE, cls.BOOTH, cls.ONLINE_ROOM]


class WindowKind(models.TextChoices):
    AVAILABLE = "available", _("Can meet")
    BLOCKED = "blocked", _("Cannot meet")


class MeetingMode(models.TextChoices):
    BOOTH = "booth", _("At the booth")
    TABLE = "table", _("At a meeting table")
    ONLINE = "online", _("Online")


class MeetingState(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", pgettext_lazy("meeting", "Held")
    NO_SHOW_BUYER = "no_show_buyer", _("Buyer did not come")
    NO_SHOW_SUPPLIER = "no_show_supplier", _("Supplier did not come")
    NO_SHOW_BOTH = "no_show_both", _("Neither side came")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn with its plan")

    @classmethod
    def standing(cls) -> "list[MeetingState]":
        """Return the states in which a meeting takes up its time and place."""
        return [cls.CONFIRMED, cls.HELD, cls.NO_SHOW_BUYER, cls.NO_SHOW_SUPPLIER, cls.NO_SHOW_BOTH]


class MeetingChange(models.TextChoices):
    """What became of one meeting, as other rooms hear of it."""

    BOOKED = "booked", _("Booked")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    HELD = "held", pgettext_lazy("meeting", "Held")
    NO_SHOW = "no_show", _("One side or both did not come")


class BookingKind(models.TextChoices):
    """How an edition's meetings come about."""

    PLANNED = "planned", _("The organiser plans all meetings")
    BOOKING = "booking", _("Participants ask for and book all meetings")
    BOTH = "both", _("The organiser plans, and participants ask for and book more")


class PlanState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Planning")
    READY = "ready", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced by a later plan")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def active(cls) -> "list[PlanState]":
        """Return the states in which a plan is being made."""
        return [cls.QUEUED, cls.RUNNING]

    @classmethod
    def with_result(cls) -> "list[PlanState]":
        """Return the states in which a plan holds meetings."""
        return [cls.READY, cls.PUBLISHED, cls.SUPERSEDED]


class PlanKind(models.TextChoices):
    """What a plan may do to the timetable that people know."""

    FULL = "full", _("Plan")
    PATCH = "patch", _("Patch: nothing moves")
    WHAT_IF = "what_if", _("What if")


class PlanError(models.TextChoices):
    """Why a plan could not be made, in words that say what to do."""

    NO_SLOTS = "no_slots", _("The edition has no sessions yet: enter its days and sessions first.")
    NO_MATCHES = "no_matches", _("There are no matches yet: run the matching first.")
    INVALID = "invalid", _("The plan did not pass its check, so it was not kept: plan again.")
    GAVE_UP = "gave_up", _("Planning was interrupted several times: plan again.")
    UNEXPECTED = "unexpected", _("Planning failed; the technical log says why.")


class UnplacedCode(models.TextChoices):
    """Why a wish has no meeting; the values are the planning engine's codes."""

    PAIR_BLOCKED = "pair_blocked", _("One of the two does not want this meeting.")
    PAIR_TWICE = "pair_twice", _("The two meet already.")
    NEED_FULL = "need_full", _("The buyer has as many meetings about this need as they want.")
    MODE_IMPOSSIBLE = (
        "mode_impossible",
        _("The two have no way of meeting in common: one comes, the other does not."),
    )
    NO_COMMON_SLOT = "no_common_slot", _("The two are never available at the same time.")
    BUYER_FULL = "buyer_full", _("The buyer has as many meetings as they want.")
    SUPPLIER_FULL = "supplier_full", _("The supplier has as many meetings as they want.")
    BUYER_DAY_FULL = (
        "buyer_day_full",
        _("The buyer has as many meetings as they want on each day both are there."),
    )
    SUPPLIER_DAY_FULL = (
        "supplier_day_full",
        _("The supplier has as many meetings as they want on each day both are there."),
    )
    BUYER_BUSY = "buyer_busy", _("The buyer is in other meetings whenever both are there.")
    SUPPLIER_BUSY = "supplier_busy", _("The supplier is in other meetings whenever both are there.")
    NO_PLACE = "no_place", _("No booth, table or online room is free when both are.")
    NO_INTERPRETER = "no_interpreter", _("No interpreter is free when both are.")
    TAKEN_OUT = "taken_out", _("An organiser took the meeting out by hand.")


# The cheapest change that would make room for a wish, by the reason why it has no meeting.
ADVICE: dict[str, Any] = {
    UnplacedCode.PAIR_BLOCKED: _("One of the two would have to ask for the meeting again."),
    UnplacedCode.PAIR_TWICE: _("Nothing: they meet."),
    UnplacedCode.NEED_FULL: _("Let the buyer have one more meeting about this need."),
    UnplacedCode.MODE_IMPOSSIBLE: _("Let the one who comes meet online as well."),
    UnplacedCode.NO_COMMON_SLOT: _("Ask one of the two for other hours."),
    UnplacedCode.BUYER_FULL: _("Let the buyer have one more meeting in total."),
    UnplacedCode.SUPPLIER_FULL: _("Let the supplier have one more meeting in total."),
    UnplacedCode.BUYER_DAY_FULL: _("Let the buyer have one more meeting that day."),
    UnplacedCode.SUPPLIER_DAY_FULL: _("Let the supplier have one more meeting that day."),
    UnplacedCode.BUYER_BUSY: _("A second team of the buyer, or one of their meetings less."),
    UnplacedCode.SUPPLIER_BUSY: _("A second team of the supplier, or one of their meetings less."),
    UnplacedCode.NO_PLACE: _("One more table or online room at that time."),
    UnplacedCode.NO_INTERPRETER: _("One more interpreter at that time."),
    UnplacedCode.TAKEN_OUT: _("Add it again by hand."),
}


class Clash(models.TextChoices):
    """Why a meeting cannot be at a time or place; the values are the planning engine's codes."""

    PAIR_BLOCKED = (
        "pair_blocked",
        _("One of the two does not want this meeting, or it was called off."),
    )
    PAIR_TWICE = "pair_twice", _("The two have a meeting already.")
    NEED_FULL = "need_full", _("The buyer has as many meetings about this need as they want.")
    MODE_IMPOSSIBLE = "mode_impossible", _("The two cannot meet in this way.")
    BUYER_AWAY = "buyer_away", _("The buyer is not available then.")
    SUPPLIER_AWAY = "supplier_away", _("The supplier is not available then.")
    BUYER_BUSY = "buyer_busy", _("The buyer is in another meeting then.")
    SUPPLIER_BUSY = "supplier_busy", _("The supplier is in another meeting then.")
    BUYER_DAY_FULL = "buyer_day_full", _("The buyer has as many meetings that day as they want.")
    SUPPLIER_DAY_FULL = (
        "supplier_day_full",
        _("The supplier has as many meetings that day as they want."),
    )
    BUYER_FULL = "buyer_full", _("The buyer has as many meetings as they want.")
    SUPPLIER_FULL = "supplier_full", _("The supplier has as many meetings as they want.")
    PLACE_WRONG = "place_wrong", _("The booth belongs to another supplier.")
    PLACE_CLOSED = "place_closed", _("The place is closed then.")
    PLACE_TAKEN = "place_taken", _("The place is taken by another meeting then.")
    NO_PLACE = "no_place", _("No booth, table or online room is free then.")
    NO_INTERPRETER = "no_interpreter", _("No interpreter is free then.")
    INTERPRETER_WRONG = "interpreter_wrong", _("Nobody there speaks the languages of both.")
    INTERPRETER_AWAY = "interpreter_away", _("The interpreter is not available then.")
    INTERPRETER_TAKEN = "interpreter_taken", _("The interpreter is in another meeting then.")
    UNKNOWN = "unknown", _("The time or the place does not exist any more.")
    TIME_GONE = "time_gone", _("The fair has no meeting time then any more.")
    PLACE_GONE = "place_gone", _("The place is not in use any more.")
    TEAM_GONE = "team_gone", _("One side comes with fewer teams now.")
    NOT_WISHED = "not_wished", _("The two are no match, so there is nothing to meet about.")
    GONE = "gone", _("One of the two does not take part any more.")


class EditKind(models.TextChoices):
    """What an organiser did to one meeting by hand."""

    MOVED = "moved", _("Moved")
    ADDED = "added", _("Added")
    TAKEN_OUT = "taken_out", _("Taken out")
    PINNED = "pinned", _("Pinned")
    LET_GO = "let_go", _("Let go")

    @classmethod
    def noticed(cls) -> "list[EditKind]":
        """Return the kinds that the two sides are told of."""
        return [cls.MOVED, cls.ADDED, cls.TAKEN_OUT]


class BoardRows(models.TextChoices):
    """What the rows of a plan's board stand for."""

    BUYERS = "buyers", _("Buyers")
    SUPPLIERS = "suppliers", _("Suppliers")
    PLACES = "places", _("Places")
    INTERPRETERS = "interpreters", _("Interpreters")
    TIMES = "times", _("Times")


class BoardShow(models.TextChoices):
    """What of a plan its board shows."""

    ALL = "", _("Everything")
    TROUBLED = "troubled", _("Only what clashes")
    LEFT_OUT = "left-out", _("Only wishes without a meeting")


class RequestState(models.TextChoices):
    """Where a request for a meeting stands; the values are the engine's."""

    DRAFT = State.DRAFT.value, _("Draft")
    SENT = State.SENT.value, _("Sent")
    COUNTERED = State.COUNTERED.value, _("Another time proposed")
    ACCEPTED = State.ACCEPTED.value, _("Accepted")
    DECLINED = State.DECLINED.value, _("Declined")
    EXPIRED = State.EXPIRED.value, _("Not answered in time")
    WITHDRAWN = State.WITHDRAWN.value, _("Withdrawn")

    @classmethod
    def open(cls) -> "list[RequestState]":
        """Return the states in which a side has to answer."""
        return [cls.SENT, cls.COUNTERED]

    @classmethod
    def settled(cls) -> "list[RequestState]":
        """Return the states in which nobody has to answer any more."""
        return [cls.ACCEPTED, cls.DECLINED, cls.EXPIRED, cls.WITHDRAWN]


class RequestAct(models.TextChoices):
    """What was done to a request; the values are the engine's."""

    SEND = Act.SEND.value, _("Asked for a meeting")
    ACCEPT = Act.ACCEPT.value, _("Accepted")
    DECLINE = Act.DECLINE.value, _("Declined")
    COUNTER = Act.COUNTER.value, _("Proposed something else")
    DELEGATE = Act.DELEGATE.value, _("Handed on to a colleague")
    WITHDRAW = Act.WITHDRAW.value, _("Withdrawn")
    REMIND = Act.REMIND.value, _("Reminded")
    EXPIRE = Act.EXPIRE.value, _("Not answered in time")
    LAPSE = Act.LAPSE.value, _("Ended, as a company no longer takes part")
    ASK_AGAIN = Act.ASK_AGAIN.value, _("Asked again")
    BOOK = Act.BOOK.value, _("Chose a time")


class DeclineReason(models.TextChoices):
    """Why a side does not want to meet; the other side reads it."""

    CAPABILITY = "capability", _("Capability")
    VOLUME = "volume", _("Volume")
    PRICE = "price", _("Price level")
    CERTIFICATE = "certificate", _("Certificate")
    KNOWN = "known", _("Supplier of ours already")
    COMPETITOR = "competitor", _("Competitor")
    NO_TIME = "no_time", _("No time")
    OTHER = "other", _("Other reason")


class RequestTab(models.TextChoices):
    """The tabs of an inbox of requests."""

    ANSWER = "answer", _("For us to answer")
    WAITING = "waiting", _("Waiting for them")
    SETTLED = "settled", _("Settled")
    DRAFTS = "drafts", _("Drafts")


class PaperKind(models.TextChoices):
    """Whose agendas are printed, one after the other."""

    COMPANIES = "companies", _("Companies")
    BOOTHS = "booths", _("Booths")
    TABLES = "tables", _("Meeting tables")
    HALLS = "halls", _("Halls")


class PaperState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being set")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")
