"""What people's calendars are told, as it leaves by mail."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from accounts.models import User
from accounts.refusals import Refusal
from benchmarks.ics_reading import Part, moment_of, read
from fair.editions.choices import Attendance
from fair.editions.services.participation import send_delegate
from fair.meetings.jobs import tell_news, waiting_meeting_ids
from fair.meetings.jobs.news import QUIET
from fair.meetings.models import CalendarEntry, Meeting, MeetingNews, NewsKind
from fair.meetings.selectors.attendees import attendees_of
from fair.meetings.services.booking import book_meeting, move_meeting, transfer_meeting
from fair.meetings.services.changing import cancel_meeting
from fair.meetings.services.parties import ensure_parties
from fair.meetings.services.publishing import unpublish_plan
from fair.notifications import jobs
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import (
    FIRST_SLOT,
    NOW,
    HandEditFactory,
    PlanRunFactory,
    SmallFair,
    published_plan,
    small_fair,
)
from tests.telling import tell_all

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
SECOND_SLOT = FIRST_SLOT + timedelta(minutes=30)
# So many of random acts are told before the next one.
TOLD_SOON = 0.6
SLOTS = [FIRST_SLOT + timedelta(minutes=30 * number) for number in range(6)]


@pytest.fixture
def fair() -> SmallFair:
    fair = small_fair(buyers=1, suppliers=2)
    ensure_parties(fair.edition)
    return fair


@pytest.fixture
def person(fair) -> User:
    return MembershipFactory(organisation=fair.buyers[0].organisation).user


def book(fair: SmallFair, *, supplier: int = 0, starts_at: datetime = FIRST_SLOT) -> Meeting:
    sides = fair.buyers[0], fair.suppliers[supplier]
    meeting = book_meeting(*sides, starts_at=starts_at, mode="table", actor=None, now=NOW)
    tell_all()
    return meeting


def tell_waiting_in(wait: timedelta) -> int:
    """Tell what the clock finds some time after the latest act; return of how many acts."""
    latest = MeetingNews.objects.latest("created_at").created_at
    return sum(tell_news(each) for each in waiting_meeting_ids(now=latest + wait))


def entries_of(notice: Notice) -> list[Part]:
    """Return the calendars that go with a message, in the order in which they were enclosed."""
    return [read(bytes(each.content)) for each in notice.attachments.order_by("id")]


def said(calendar: Part) -> tuple[str, str, int]:
    (event,) = calendar.parts_named("VEVENT")
    method, uid = calendar.one("METHOD").value, event.one("UID").value
    return method, uid.split("@")[0], int(event.one("SEQUENCE").value)


def last_said(person: User) -> list[tuple[str, str, int]]:
    tell_all()
    notice = Notice.objects.filter(recipient=person).order_by("-id").first()
    return [said(calendar) for calendar in entries_of(notice)]


# --- As it is sent


def test_booked_meeting_arrives_as_an_invitation(fair, person, mail_server):
    meeting = Meeting.objects.with_sides_and_places().get(pk=book(fair).pk)

    morning = datetime.now(UTC).replace(hour=3) + timedelta(days=2)  # nobody sleeps
    assert jobs.deliver(Notice.objects.get().pk, now=morning)

    (mail,) = mail_server.messages
    text, entry, file = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    assert mail.get_all("To") == [person.email]
    assert entry["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert file.get_content_disposition() == "attachment"
    assert file.get_filename().endswith(".ics")
    assert "Wed 15 Sep 2027, 09:00–09:25 UTC+7" in text.get_content()
    calendar = read(entry.get_payload(decode=True))
    (event,) = calendar.parts_named("VEVENT")
    assert event.one("SUMMARY").text == f"Meeting with {fair.suppliers[0]}"
    assert event.one("LOCATION").text == meeting.place_name
    assert event.one("ATTENDEE").value == f"mailto:{person.email}"
    assert event.one("ORGANIZER").value == "mailto:fair@localhost"
    assert mail["From"].addresses[0].addr_spec == "fair@localhost"
    assert moment_of(event.one("DTSTART"), calendar) == FIRST_SLOT
    assert meeting.get_absolute_url() in event.one("DESCRIPTION").text


def test_mail_tells_the_time_by_both_sides_clocks(fair, person):
    supplier = fair.suppliers[0]
    supplier.attendance, supplier.time_zone = Attendance.BOTH, "America/Los_Angeles"
    supplier.save(update_fields=["attendance", "time_zone"])

    book(fair)

    both = "Wed 15 Sep 2027, 09:00–09:25 UTC+7 (Tue 14 Sep 2027, 19:00–19:25 UTC−7)"
    assert both in Notice.objects.get().body_text
    (event,) = entries_of(Notice.objects.get())[0].parts_named("VEVENT")
    assert "19:00–19:25 UTC−7" in event.one("DESCRIPTION").text


# --- What is told


def test_life_of_a_meeting(fair, person):
    meeting = book(fair)
    uid = str(meeting.public_id)
    assert last_said(person) == [("REQUEST", uid, 0)]

    moved = move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)
    assert last_said(person) == [("REQUEST", uid, 1)]

    cancel_meeting(moved, actor=None, now=NOW)
    assert last_said(person) == [("CANCEL", uid, 2)]


def test_booked_anew_is_another_event(fair, person):
    first = book(fair)
    cancel_meeting(first, actor=None, now=NOW)

    second = book(fair, starts_at=SECOND_SLOT)

    method, uid, sequence = last_said(person)[0]
    assert (method, uid) == ("REQUEST", str(second.public_id))
    assert uid != str(first.public_id) or sequence > 1


def test_published_plan_is_one_mail_with_a_file_for_each_meeting(person, fair):
    published_plan(fair)

    notice = Notice.objects.get(recipient=person)
    assert {said(calendar)[0] for calendar in entries_of(notice)} == {"REQUEST"}
    assert {said(calendar)[1] for calendar in entries_of(notice)} == {
        str(uid) for uid in Meeting.objects.values_list("public_id", flat=True)
    }
    names = notice.attachments.order_by("id").values_list("name", flat=True)
    assert [name[:15] for name in names] == ["2027-09-15-0900", "2027-09-15-0930"]
    assert {attachment.calendar_method for attachment in notice.attachments.all()} == {""}


def test_withdrawn_plan_strikes_all_of_it_out(person, fair):
    run = published_plan(fair)

    unpublish_plan(run, now=NOW)

    assert [method for method, _uid, _sequence in last_said(person)] == ["CANCEL", "CANCEL"]
    assert set(CalendarEntry.objects.values_list("is_cancelled", flat=True)) == {True}


def test_handed_over_meeting_changes_calendars(fair, person):
    other = MembershipFactory(organisation=fair.suppliers[0].organisation).user
    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user
    meeting = book(fair)
    uid = str(meeting.public_id)

    transfer_meeting(meeting, side=fair.buyers[0], to=colleague, actor=None, now=NOW)
    assert last_said(person) == [("CANCEL", uid, 1)]
    assert last_said(colleague) == []
    assert last_said(other) == []

    transfer_meeting(meeting, side=fair.buyers[0], to=person, actor=None, now=NOW)
    assert last_said(person) == [("REQUEST", uid, 2)]
    assert last_said(colleague) == [("CANCEL", uid, 2)]


def test_who_left_hears_that_it_is_off_for_them(fair, person):
    meeting = book(fair)
    person.memberships.all().delete()

    move_meeting(meeting, starts_at=SECOND_SLOT, actor=None, now=NOW)

    assert last_said(person) == [("CANCEL", str(meeting.public_id), 1)]
    assert "Meetings that do not take place" in Notice.objects.order_by("-id")[0].body_text


def test_who_joins_a_company_is_invited_and_nobody_else_hears(fair, person):
    meeting, later = book(fair), book(fair, supplier=1, starts_at=SECOND_SLOT)
    move_meeting(meeting, starts_at=SLOTS[2], actor=None, now=NOW)
    tell_all()
    before = Notice.objects.count()

    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user

    uids = [str(later.public_id), str(meeting.public_id)]
    assert last_said(colleague) == [("REQUEST", uids[0], 0), ("REQUEST", uids[1], 1)]
    assert Notice.objects.count() == before + 1
    assert "you come to 2 meetings" in Notice.objects.latest("id").subject
    assert tell_all() == 0


def test_another_role_leaves_nothing_to_tell(fair, person):
    book(fair)
    tell_all()
    membership = person.memberships.get()

    membership.role = Role.MANAGER
    membership.save()

    assert not MeetingNews.objects.exists()


def test_named_delegate_takes_the_place_of_the_others_and_gives_it_back(fair, person):
    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user
    uid = str(book(fair).public_id)
    buyer = fair.buyers[0]

    values = {"full_name": "Mai", "email": colleague.email.upper()}
    delegate = send_delegate(buyer, submission_key=uuid4(), values=values)

    assert delegate.user == colleague
    assert last_said(person) == [("CANCEL", uid, 1)]
    assert "You do not come any more to" in Notice.objects.latest("id").body_text
    assert last_said(colleague) == [("REQUEST", uid, 0)]
    assert Notice.objects.filter(recipient=colleague).count() == 1

    delegate.delete()

    assert last_said(person) == [("REQUEST", uid, 2)]
    assert Notice.objects.filter(recipient=colleague).count() == 1


def test_who_is_named_and_taken_off_before_anybody_was_told_hears_nothing(fair, person):
    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user
    book(fair)
    before = Notice.objects.count()

    values = {"full_name": "Mai", "email": colleague.email}
    send_delegate(fair.buyers[0], submission_key=uuid4(), values=values).delete()

    assert tell_all() == 2
    assert Notice.objects.count() == before


def test_who_stays_of_delegates_named_one_after_another_hears_nothing(fair):
    buyer = fair.buyers[0]
    people = [MembershipFactory(organisation=buyer.organisation).user for _number in range(3)]
    uid = str(book(fair).public_id)
    before = Counter(Notice.objects.values_list("recipient", flat=True))

    for person in people[:2]:
        send_delegate(
            buyer, submission_key=uuid4(), values={"full_name": "Mai", "email": person.email}
        )

    assert not tell_waiting_in(QUIET - SECOND)
    assert tell_waiting_in(QUIET)
    after = Counter(Notice.objects.values_list("recipient", flat=True))
    assert after - before == {people[2].pk: 1}
    assert last_said(people[2]) == [("CANCEL", uid, 1)]


def test_who_leaves_a_company_is_told(fair, person):
    uid = str(book(fair).public_id)

    person.memberships.all().delete()

    assert last_said(person) == [("CANCEL", uid, 1)]
    assert not MeetingNews.objects.exists()


def test_delegate_without_a_login_changes_nothing(fair, person):
    book(fair)
    before = Notice.objects.count()

    delegate = send_delegate(
        fair.buyers[0], submission_key=uuid4(), values={"full_name": "Mai", "email": "a@b.example"}
    )

    assert delegate.user is None
    assert tell_all() == 1
    assert Notice.objects.count() == before


def test_nobody_is_invited_to_what_is_over_or_called_off(fair, person):
    cancel_meeting(book(fair), actor=None, now=NOW)
    with time_machine.travel(book(fair, supplier=1).ends_at):
        MembershipFactory(organisation=fair.buyers[0].organisation)

    assert not MeetingNews.objects.filter(kind=NewsKind.ATTENDEES).exists()


def test_what_waits_on_a_plan_s_board_is_told_with_it(fair, person):
    meeting = book(fair)
    HandEditFactory(
        edition=fair.edition,
        run=PlanRunFactory(edition=fair.edition),
        buyer=meeting.buyer,
        supplier=meeting.supplier,
        is_live=True,
        schedule_version=7,
    )

    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user
    tell_all()

    assert not Notice.objects.filter(recipient=colleague).exists()


def test_who_comes_for_both_sides_gets_one_invitation(fair, person):
    MembershipFactory(user=person, organisation=fair.suppliers[0].organisation)

    meeting = book(fair)

    (notice,) = Notice.objects.all()
    (event,) = entries_of(notice)[0].parts_named("VEVENT")
    assert event.one("SUMMARY").text == str(meeting)


def test_invitation_speaks_the_reader_s_language(fair, person):
    person.language = "ja"
    person.save(update_fields=["language"])

    book(fair)

    (event,) = entries_of(Notice.objects.get())[0].parts_named("VEVENT")
    assert "2027年9月15日" in event.one("DESCRIPTION").text


# --- Any history


class Histories:
    """Random acts on the meetings of one buyer with two suppliers, through the services.

    Workers tell of them soon, or of some at once later.
    """

    def __init__(self, fair: SmallFair, rng: Random) -> None:
        self.fair, self.rng = fair, rng
        self.colleagues = [
            MembershipFactory(organisation=fair.buyers[0].organisation).user for _n in range(2)
        ]
        MembershipFactory(organisation=fair.suppliers[0].organisation)

    def acts(self) -> None:
        meetings = list(Meeting.objects.filter(state="confirmed"))
        act = self.rng.choice([self._book, self._move, self._move, self._cancel, self._hand_over])
        with suppress(Refusal):
            act(self.rng.choice(meetings) if meetings else None)
        if self.rng.random() < TOLD_SOON:
            tell_all()

    def _book(self, _meeting: Meeting | None) -> None:
        sides = self.fair.buyers[0], self.rng.choice(self.fair.suppliers)
        slot = self.rng.choice(SLOTS)
        book_meeting(*sides, starts_at=slot, mode="table", actor=None, now=NOW)

    def _move(self, meeting: Meeting | None) -> None:
        if meeting:
            move_meeting(meeting, starts_at=self.rng.choice(SLOTS), actor=None, now=NOW)

    def _cancel(self, meeting: Meeting | None) -> None:
        if meeting:
            cancel_meeting(meeting, actor=None, now=NOW)

    def _hand_over(self, meeting: Meeting | None) -> None:
        if meeting:
            to = self.rng.choice(self.colleagues)
            transfer_meeting(meeting, side=self.fair.buyers[0], to=to, actor=None, now=NOW)


def calendars_told() -> dict[tuple[str, str], tuple[int, bool, datetime]]:
    """Lay every message sent so far into its reader's calendar; each must count up."""
    shelf: dict[tuple[str, str], tuple[int, bool, datetime]] = {}
    for notice in Notice.objects.order_by("id"):
        for calendar in entries_of(notice):
            method, uid, sequence = said(calendar)
            (event,) = calendar.parts_named("VEVENT")
            key = notice.to_email, uid
            assert key not in shelf or sequence > shelf[key][0]
            assert key in shelf or method == "REQUEST"
            assert event.one("ATTENDEE").value == f"mailto:{notice.to_email}"
            shelf[key] = (sequence, method == "REQUEST", moment_of(event.one("DTSTART"), calendar))
    return shelf


def calendars_due() -> dict[tuple[str, str], datetime]:
    meetings = list(Meeting.objects.standing().select_related("buyer", "supplier"))
    attendees = attendees_of(meetings)
    return {
        (user.email, str(meeting.public_id)): meeting.starts_at
        for meeting in meetings
        for side in (meeting.buyer_id, meeting.supplier_id)
        for user in attendees[meeting.pk, side]
    }


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_calendars_follow_any_history_of_the_services(fair, seed):
    with transaction.atomic():
        history = Histories(fair, Random(seed))  # noqa: S311 - invented histories
        for _number in range(8):
            history.acts()
        tell_all()

        shown = {
            key: starts_at for key, (_, stands, starts_at) in calendars_told().items() if stands
        }
        assert shown == calendars_due()
        transaction.set_rollback(True)
