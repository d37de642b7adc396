"""Whether a message leaves now, waits for the morning, joins a bundle, or leaves no more."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# So many messages come one by one; what is more within a window comes as one.
SINGLE_MESSAGES = 5
# A burst is let come to its end before it is bundled.
BURST = timedelta(minutes=2)
DAILY_BUNDLE_AT = time(8)


class Bundling(StrEnum):
    """How a person wants what is more than SINGLE_MESSAGES."""

    NEVER = "never"
    HOURLY = "hourly"
    DAILY = "daily"

    @property
    def window(self) -> timedelta:
        """The length of time over which messages are counted, and between two bundles."""
        return timedelta(days=1) if self is Bundling.DAILY else timedelta(hours=1)


class Step(StrEnum):
    """What becomes of a message."""

    SEND = "send"
    WAIT = "wait"
    GATHER = "gather"
    KEEP = "keep"  # on the site only
    DROP = "drop"  # too late to be of use


@dataclass(frozen=True, slots=True)
class Message:
    """What of a message matters here.

    It has to be read before `needed_by`, e.g. the start of the meeting it tells of; from
    `expires_at` on it is of no use. None: there is no such moment.
    """

    is_urgent: bool = False
    is_wanted: bool = True
    may_be_bundled: bool = True
    needed_by: datetime | None = None
    expires_at: datetime | None = None

    def may_wait_until(self, moment: datetime) -> bool:
        """Whether it is still in time then."""
        ends = (self.needed_by, self.expires_at)
        return all(end is None or moment < end for end in ends)


@dataclass(frozen=True, slots=True)
class Habits:
    """When and how a person wants to be told; equal ends of the quiet hours mean none."""

    zone: ZoneInfo
    quiet_from: time
    quiet_until: time
    bundling: Bundling


@dataclass(frozen=True, slots=True)
class Load:
    """What reached the person within the window, and what is about to, this message included."""

    sent: int = 0
    due: int = 1
    is_gathering: bool = False
    bundled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A step; WAIT and GATHER name the moment at which to look again."""

    step: Step
    until: datetime | None = None


def decide(message: Message, *, habits: Habits, load: Load, now: datetime) -> Decision:
    """Say what becomes of the message at `now`.

    What would come too late in the morning, or in a bundle, does not wait for it.
    """
    if message.expires_at is not None and message.expires_at <= now:
        return Decision(Step.DROP)
    if not message.is_wanted:
        return Decision(Step.KEEP)
    if message.is_urgent:
        return Decision(Step.SEND)
    wakes_at = end_of_quiet(now, habits=habits)
    if wakes_at > now and message.may_wait_until(wakes_at):
        return Decision(Step.WAIT, wakes_at)
    if message.may_be_bundled and _is_too_much(load, bundling=habits.bundling):
        leaves_at = next_bundle(load, habits=habits, now=now)
        if message.may_wait_until(leaves_at):
            return Decision(Step.GATHER, leaves_at)
    return Decision(Step.SEND)


def end_of_quiet(at: datetime, *, habits: Habits) -> datetime:
    """Return when the quiet hours around `at` end on the person's clock; `at` outside of them."""
    local = at.astimezone(habits.zone)
    start, end, clock = habits.quiet_from, habits.quiet_until, local.time()
    is_over_midnight = start > end
    is_quiet = (clock >= start or clock < end) if is_over_midnight else start <= clock < end
    if not is_quiet:
        return at
    return _next(end, after=at, zone=habits.zone)


def next_bundle(load: Load, *, habits: Habits, now: datetime) -> datetime:
    """Return when what is gathered leaves: one bundle an hour at most, or one in the morning."""
    if habits.bundling is Bundling.DAILY:
        return _next(DAILY_BUNDLE_AT, after=now, zone=habits.zone)
    soonest = now + BURST
    if load.bundled_at is None:
        return soonest
    return max(soonest, load.bundled_at + habits.bundling.window)


def _is_too_much(load: Load, *, bundling: Bundling) -> bool:
    if bundling is Bundling.NEVER:
        return False
    return load.is_gathering or load.sent + load.due > SINGLE_MESSAGES


def _next(clock: time, *, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment later than `after` at which the zone's clocks show `clock`.

    A time that the clocks leave out in spring comes as late as they jump.
    """
    day = after.astimezone(zone).date()
    moment = datetime.combine(day, clock, tzinfo=zone).astimezone(after.tzinfo)
    if moment > after:
        return moment
    return datetime.combine(day + timedelta(days=1), clock, tzinfo=zone).astimezone(after.tzinfo)
