from datetime import timedelta

import pytest

from fair.editions.choices import Attendance
from fair.meetings.choices import MeetingMode
from fair.meetings.models import Interpreter
from fair.meetings.selectors.free import free_times, nearest
from fair.meetings.services.booking import SlotTaken, book_meeting
from fair.meetings.services.parties import ensure_parties
from tests.factories.meetings import FIRST_SLOT, NOW, InterpreterFactory, SmallFair, small_fair

pytestmark = pytest.mark.django_db

SLOTS = [FIRST_SLOT + timedelta(minutes=30 * number) for number in range(6)]


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=2, suppliers=2, tables=1)
    ensure_parties(fair.edition)
    return fair


def starts(fair, *, buyer=0, supplier=0, now=NOW, **rest):
    times = free_times(fair.buyers[buyer], fair.suppliers[supplier], now=now, **rest)
    return [time.starts_at for time in times]


def book(fair, *, buyer=0, supplier=0, starts_at=FIRST_SLOT, mode=MeetingMode.TABLE):
    return book_meeting(
        fair.buyers[buyer],
        fair.suppliers[supplier],
        starts_at=starts_at,
        mode=mode,
        actor=None,
        now=NOW,
    )


def test_all_slots_to_come_are_free_at_first(fair):
    assert starts(fair) == SLOTS
    assert starts(fair, now=SLOTS[2]) == SLOTS[2:]


def test_busy_sides_and_full_tables_close_their_slots(fair):
    meeting = book(fair, starts_at=SLOTS[0])
    book(fair, buyer=1, supplier=1, starts_at=SLOTS[1])

    assert starts(fair, buyer=1, supplier=0) == SLOTS[2:]
    assert starts(fair, without=meeting) == [SLOTS[0], *SLOTS[2:]]
    assert starts(fair) == []


def test_online_meetings_stay_within_the_waking_hours_of_who_stays_away(fair):
    """The fair opens at 09:00 in Hanoi: 11:00 in Tokyo is fine, 03:00 in London is not."""
    buyer = fair.buyers[0]
    buyer.attendance, buyer.time_zone = Attendance.ONLINE, "Asia/Tokyo"
    buyer.save(update_fields=["attendance", "time_zone"])
    assert starts(fair) == SLOTS

    buyer.time_zone = "Europe/London"
    buyer.save(update_fields=["time_zone"])
    assert starts(fair) == []


def test_each_free_time_can_be_booked_in_its_mode_and_place(fair):
    for time in free_times(fair.buyers[0], fair.suppliers[0], now=NOW):
        meeting = book_meeting(
            fair.buyers[0],
            fair.suppliers[0],
            starts_at=time.starts_at,
            mode=time.mode,
            place=time.place,
            actor=None,
            now=NOW,
        )
        assert meeting.seats.filter(party=time.place).exists()
        meeting.delete()


def speak(fair, buyers: list[str], suppliers: list[str]) -> None:
    for side, languages in [(fair.buyers, buyers), (fair.suppliers, suppliers)]:
        for each in side:
            each.languages = languages
            each.save(update_fields=["languages"])


def test_pair_without_a_common_language_needs_the_interpreter_who_is_free(fair):
    speak(fair, ["ja"], ["vi", "en"])
    InterpreterFactory(edition=fair.edition, languages=["ja", "vi"])
    InterpreterFactory(edition=fair.edition, languages=["ko", "vi"])
    ensure_parties(fair.edition)

    meeting = book(fair)

    (seat,) = meeting.seats.filter(party__kind="interpreter")
    assert seat.party.interpreter.languages == ["ja", "vi"]
    assert starts(fair, buyer=1, supplier=1, modes=["online", "table"]) == SLOTS[1:]
    with pytest.raises(SlotTaken) as refusal:
        book(fair, buyer=1, supplier=1)
    assert [str(clash.value) for clash in refusal.value.clashes] == ["no_interpreter"]


def test_interpreter_is_there_only_in_their_hours(fair):
    speak(fair, ["ja"], ["vi"])
    interpreter = InterpreterFactory(edition=fair.edition, languages=["ja", "vi"])
    interpreter.windows.create(starts_at=SLOTS[2], ends_at=SLOTS[4])
    ensure_parties(fair.edition)

    assert starts(fair) == SLOTS[2:4]


@pytest.mark.parametrize(
    ("buyers", "suppliers"), [(["ja", "en"], ["vi", "en"]), ([], ["vi"]), (["ko"], ["zh-hans"])]
)
def test_no_interpreter_where_none_is_needed_or_none_speaks_for_the_two(fair, buyers, suppliers):
    speak(fair, buyers, suppliers)
    InterpreterFactory(edition=fair.edition, languages=["ja", "vi"])
    ensure_parties(fair.edition)

    assert not book(fair).seats.filter(party__kind="interpreter").exists()


def test_interpreter_out_of_use_serves_nobody(fair):
    speak(fair, ["ja"], ["vi"])
    InterpreterFactory(edition=fair.edition, languages=["ja", "vi"])
    ensure_parties(fair.edition)
    Interpreter.objects.update(is_active=False)

    assert not book(fair).seats.filter(party__kind="interpreter").exists()


def test_nearest_times_come_once_each_in_order(fair):
    times = free_times(fair.buyers[0], fair.suppliers[0], now=NOW)

    found = nearest([*times, *times], SLOTS[3], count=3)

    assert [time.starts_at for time in found] == SLOTS[2:5]


@pytest.mark.parametrize("others", [1, 3])
def test_number_of_queries_does_not_grow_with_meetings(others, django_assert_num_queries):
    fair = small_fair(buyers=4, suppliers=1, tables=2)
    ensure_parties(fair.edition)
    for number in range(others):
        book(fair, buyer=number + 1, starts_at=SLOTS[number])

    with django_assert_num_queries(9):
        starts(fair)
