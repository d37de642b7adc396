"""Write to people after the fair: thanks at first, then what came of their meetings.

It may run at any time, twice at once, or not for weeks. The row of a prompt says who was written to
in which wave, so the clock decides only when, never how often; of waves missed only the last is
sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.meetings.models import Meeting
from fair.meetings.selectors.attendees import attendees_of
from fair.outcomes import mails
from fair.outcomes.choices import Wave
from fair.outcomes.engine import ledger
from fair.outcomes.models import AskedPair, DealStep, Prompt
from fair.outcomes.selectors.met import meetings_that_took_place

# Nobody is written to at night, by the clock of the fair.
DAYTIME = range(8, 20)
# The last wave is not sent any more once it is so late.
TOO_LATE_DAYS = 270

Pair = tuple[int, int]
PairOfPerson = tuple[int, int, Side]


def ask_what_came(*, now: datetime) -> int:
    """Write to everybody whose wave has come; return how many messages were written."""
    oldest = now.date() - timedelta(days=TOO_LATE_DAYS + 1)
    editions = Edition.objects.filter(ends_on__gte=oldest, ends_on__lte=now.date()).exclude(
        outcome_rules__asks_later=False
    )
    return sum(_ask_edition(edition, now=now) for edition in editions.order_by("id"))


def wave_of(ends_on: date, today: date) -> Wave | None:
    """Return the last wave that has come, counted from the fair's last day; None before and after.

    Whoever met later than that is asked about with the next wave.
    """
    days = (today - ends_on).days
    come = [wave for wave in Wave if wave <= days]
    return come[-1] if come and days < TOO_LATE_DAYS else None


def _ask_edition(edition: Edition, *, now: datetime) -> int:
    local = now.astimezone(edition.zone)
    wave = wave_of(edition.ends_on, local.date())
    if wave is None or local.hour not in DAYTIME:
        return 0
    rows = meetings_that_took_place(now).filter(edition=edition)
    meetings = list(rows.select_related("buyer", "supplier").order_by("starts_at", "id"))
    settled = set() if wave == Wave.THANKS else _settled(edition)
    told = set(Prompt.objects.filter(edition=edition, wave=wave).values_list("user", flat=True))
    people = _people(meeting for meeting in meetings if _pair(meeting) not in settled)
    return sum(
        _ask_person(edition, person, pairs, wave=wave, now=now)
        for person, pairs in people.items()
        if person.pk not in told
    )


def _pair(meeting: Meeting) -> Pair:
    return meeting.buyer_id, meeting.supplier_id


def _settled(edition: Edition) -> set[Pair]:
    """Return the pairs about which nobody need be asked any more."""
    rows: dict[Pair, list[DealStep]] = defaultdict(list)
    for step in DealStep.objects.filter(edition=edition).with_standing().order_by("id"):
        rows[step.buyer_id, step.supplier_id].append(step)
    return {
        pair for pair, steps in rows.items() if ledger.is_settled([row.as_step() for row in steps])
    }


def _people(rows: Iterable[Meeting]) -> Mapping[User, list[PairOfPerson]]:
    """Return whom each person met, each partner once, in order of time."""
    meetings = list(rows)
    attendees = attendees_of(meetings)
    found: dict[User, dict[PairOfPerson, None]] = defaultdict(dict)
    for meeting in meetings:
        for side, own in ((Side.BUYER, meeting.buyer_id), (Side.SUPPLIER, meeting.supplier_id)):
            for person in attendees[meeting.pk, own]:
                found[person][(*_pair(meeting), side)] = None
    return {person: list(pairs) for person, pairs in found.items()}


@transaction.atomic
def _ask_person(
    edition: Edition, person: User, pairs: Iterable[PairOfPerson], *, wave: Wave, now: datetime
) -> int:
    """Write to one person unless another worker has; all of it is stored, or nothing."""
    prompt, is_new = Prompt.objects.get_or_create(
        edition=edition, user=person, wave=wave, defaults={"sent_at": now}
    )
    if not is_new:
        return 0
    AskedPair.objects.bulk_create(
        AskedPair(prompt=prompt, buyer_id=buyer, supplier_id=supplier, side=side)
        for buyer, supplier, side in pairs
    )
    organisations = ("buyer__organisation", "supplier__organisation")
    mails.ask(prompt, prompt.pairs.select_related(*organisations).order_by("id"))
    return 1
