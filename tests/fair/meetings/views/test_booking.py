"""The pages on which people book, move and swap meetings, hand them over, and meet at booths."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.choices import Role
from fair.editions.choices import Attendance
from fair.meetings.choices import BookingKind, MeetingMode
from fair.meetings.models import BookingRules, HandEdit, Meeting
from fair.meetings.services.booking import book_meeting
from fair.meetings.services.parties import ensure_parties
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, NOW, BookingRulesFactory, small_fair
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count
from tests.telling import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECOND_SLOT = FIRST_SLOT + timedelta(minutes=30)
FIRST, SECOND = "2027-09-15T02:00:00Z", "2027-09-15T02:30:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def fair():
    fair = small_fair(buyers=2, suppliers=2, tables=1)
    ensure_parties(fair.edition)
    return fair


@pytest.fixture
def owner(fair):
    return client_of(fair.buyers[0].organisation)


def page(fair, buyer=0, supplier=0) -> str:
    pair = f"{fair.buyers[buyer].public_id}/{fair.suppliers[supplier].public_id}"
    return f"/{fair.edition.slug}/meetings/book/{pair}/"


def of(meeting, action: str) -> str:
    return f"/{meeting.edition.slug}/meetings/{meeting.public_id}/{action}/"


def taking(moment: str, **more) -> dict[str, str]:
    return {"time": moment, "mode": "table", "submission_key": str(uuid4()), **more}


def booked(fair, *, buyer=0, supplier=0, starts_at=FIRST_SLOT) -> Meeting:
    return book_meeting(
        fair.buyers[buyer],
        fair.suppliers[supplier],
        starts_at=starts_at,
        mode=MeetingMode.TABLE,
        actor=None,
        now=NOW,
    )


def test_page_offers_the_free_times_and_one_is_booked_by_one_post(fair, owner):
    shown = owner.get(page(fair)).content.decode()
    assert shown.count('name="time"') == 6

    answer = owner.post(page(fair), taking(FIRST))

    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    assert (meeting.starts_at, meeting.booked_by_side) == (FIRST_SLOT, "buyer")
    assert "To the meeting" in owner.get(page(fair)).content.decode()


def test_times_alone_come_back_for_htmx_and_say_when_the_chosen_one_is_gone(fair, owner):
    booked(fair, buyer=1)

    answer = owner.get(f"{page(fair)}?time={FIRST}", headers={"HX-Request": "true"})

    text = answer.content.decode()
    assert "<html" not in text
    assert text.count('name="time"') == 5
    assert "was just taken" in text


def test_time_taken_meanwhile_is_answered_with_others_that_work(fair, owner):
    booked(fair, buyer=1)
    form = taking(FIRST)

    answer = owner.post(page(fair), form)

    assert answer.status_code == 409
    text = answer.content.decode()
    assert form["submission_key"] in text
    assert f'value="{SECOND}"' in text
    assert f'<a href="{page(fair)}">See all free times</a>' in text
    assert owner.post(page(fair), {**form, "time": SECOND}).status_code == 302


def test_same_form_sent_five_times_books_and_tells_once(fair, owner):
    form = taking(FIRST)

    answers = [owner.post(page(fair), form).status_code for _number in range(5)]

    assert answers == [302] * 5
    assert tell_all() == 1
    assert (Meeting.objects.count(), HandEdit.objects.count(), Notice.objects.count()) == (1, 1, 1)


def test_planned_fair_shows_no_times_to_companies(fair, owner):
    BookingRules.objects.create(edition=fair.edition, kind=BookingKind.PLANNED)

    assert 'name="time"' not in owner.get(page(fair)).content.decode()
    answer = owner.post(page(fair), taking(FIRST))

    assert answer.status_code == 409
    assert not Meeting.objects.exists()
    assert client_of(fair.edition.organiser).post(page(fair), taking(FIRST)).status_code == 302


def test_online_side_sees_both_times(fair, owner):
    buyer = fair.buyers[0]
    buyer.attendance, buyer.time_zone = Attendance.ONLINE, "Asia/Tokyo"
    buyer.save(update_fields=["attendance", "time_zone"])

    text = owner.get(page(fair)).content.decode()

    assert "is (Tokyo)" in text
    assert "(11:00–11:25)" in text


def test_organiser_goes_beyond_limits_with_a_reason(fair):
    fair.buyers[0].max_meetings_total = 1
    fair.buyers[0].save(update_fields=["max_meetings_total"])
    booked(fair)
    organiser, url = client_of(fair.edition.organiser), page(fair, supplier=1)
    assert 'name="time"' not in organiser.get(url).content.decode()

    form = taking(SECOND, why="Their minister asked.")
    assert organiser.post(url, form).status_code == 409
    assert organiser.post(f"{url}?beyond", form).status_code == 302

    assert HandEdit.objects.last().reason == "Their minister asked."
    assert client_of(fair.buyers[0].organisation).post(f"{url}?beyond", form).status_code == 302


@pytest.mark.parametrize("role", [Role.DELEGATE, None])
def test_who_decides_nothing_for_either_side_finds_no_page(fair, role):
    client = client_of(fair.buyers[0].organisation if role else None, role=role or Role.OWNER)

    assert client.get(page(fair)).status_code == 404
    assert client.post(page(fair), taking(FIRST)).status_code == 404


def test_meeting_is_moved_on_its_page(fair, owner):
    meeting = booked(fair)

    assert owner.get(of(meeting, "move")).content.decode().count('name="time"') == 6
    for _time in range(2):
        assert owner.post(of(meeting, "move"), taking(SECOND)).status_code == 302

    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (SECOND_SLOT, 1)


def test_two_meetings_change_times_once_however_often_the_button_is_sent(fair, owner):
    first, second = booked(fair), booked(fair, supplier=1, starts_at=SECOND_SLOT)
    assert "Or swap times" in owner.get(of(first, "move")).content.decode()
    form = {"seen": FIRST, "swap": f"{second.public_id}/{SECOND}"}

    for _time in range(3):
        assert owner.post(of(first, "swap"), form).status_code == 302

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.starts_at, second.starts_at) == (SECOND_SLOT, FIRST_SLOT)
    assert (first.sequence, second.sequence) == (1, 1)


@pytest.mark.parametrize("swap", ["", "nothing", f"{UUID(int=1)}/nothing"])
def test_swap_of_nothing_is_said_so(fair, owner, swap):
    answer = owner.post(of(booked(fair), "swap"), {"seen": FIRST, "swap": swap}, follow=True)

    assert "Choose a meeting." in answer.content.decode()


def test_meeting_is_handed_to_a_colleague_but_to_no_stranger(fair, owner):
    meeting = booked(fair)
    colleague = MembershipFactory(organisation=fair.buyers[0].organisation).user
    stranger = MembershipFactory(organisation=fair.suppliers[0].organisation).user

    owner.post(of(meeting, "hand-over/buyer"), {"to": stranger.pk})
    assert not meeting.attendees.exists()
    owner.post(of(meeting, "hand-over/buyer"), {"to": colleague.pk})

    assert [row.user for row in meeting.attendees.all()] == [colleague]
    assert str(colleague) in owner.get(meeting.get_absolute_url()).content.decode()
    assert owner.post(of(meeting, "hand-over/supplier"), {"to": stranger.pk}).status_code == 404


def meet(host) -> str:
    return f"/{host.edition.slug}/meetings/meet/{host.public_id}/"


def test_buyer_at_a_booth_books_the_time_that_runs_or_the_next(fair):
    """A delegate may: who stands at the booth decides."""
    delegate = client_of(fair.buyers[0].organisation, role=Role.DELEGATE)
    with time_machine.travel(FIRST_SLOT + timedelta(minutes=6), tick=False):
        shown = delegate.get(meet(fair.suppliers[0])).content.decode()
        assert shown.count('name="time"') == 4
        assert delegate.post(meet(fair.suppliers[0]), taking(FIRST)).status_code == 302

    meeting = Meeting.objects.get()
    assert (meeting.is_walk_in, meeting.starts_at) == (True, FIRST_SLOT)
    assert "You have a meeting" in delegate.get(meet(fair.suppliers[0])).content.decode()


def test_supplier_meets_a_buyer_by_the_buyers_code(fair):
    supplier = client_of(fair.suppliers[0].organisation)

    assert supplier.post(meet(fair.buyers[0]), taking(FIRST)).status_code == 302
    assert Meeting.objects.get().booked_by_side == "supplier"


def test_time_taken_at_the_booth_leads_to_the_others(fair):
    booked(fair, buyer=1)
    buyer = client_of(fair.buyers[0].organisation)

    answer = buyer.post(meet(fair.suppliers[0]), taking(FIRST))

    assert answer.status_code == 409
    assert f'value="{SECOND}"' in answer.content.decode()


def test_who_takes_part_on_the_same_side_books_nothing_at_a_booth(fair):
    rival = client_of(fair.suppliers[1].organisation)

    assert "Nothing to book" in rival.get(meet(fair.suppliers[0])).content.decode()
    assert rival.post(meet(fair.suppliers[0]), taking(FIRST)).status_code == 404


def test_code_of_a_booth_is_drawn_for_its_people_and_organisers(fair):
    url = f"{meet(fair.suppliers[0])}code"
    for client in (client_of(fair.suppliers[0].organisation), client_of(fair.edition.organiser)):
        assert "code.svg" in client.get(f"{url}/").content.decode()
        drawn = client.get(f"{url}.svg")
        assert drawn.headers["Content-Type"] == "image/svg+xml"
        assert b"<svg" in drawn.content
    assert client_of(fair.suppliers[1].organisation).get(f"{url}.svg").status_code == 404


def test_organiser_states_the_rules_in_the_time_of_the_fair(fair):
    url = f"/{fair.edition.slug}/meetings/booking-rules/"
    organiser = client_of(fair.edition.organiser)
    assert organiser.get(url).status_code == 200

    answer = organiser.post(url, {"kind": "booking", "booking_opens_at": "2027-09-02T08:00"})

    assert answer.status_code == 302
    rules = BookingRules.objects.get()
    assert rules.booking_opens_at.isoformat() == "2027-09-02T01:00:00+00:00"
    assert client_of(fair.buyers[0].organisation).get(url).status_code == 404


def test_phases_that_cannot_be_are_refused_at_their_field(fair):
    organiser = client_of(fair.edition.organiser)
    url = f"/{fair.edition.slug}/meetings/booking-rules/"
    after = fair.edition.ends_on + timedelta(days=1)

    answer = organiser.post(
        url,
        {
            "kind": "both",
            "requests_open_at": "2027-09-02T08:00",
            "requests_close_at": "2027-09-02T08:00",
            "booking_opens_at": f"{after}T00:00",
        },
    )

    assert answer.context["form"].errors == {
        "requests_close_at": ["Requests close before they open."],
        "booking_opens_at": ["The fair is over by then."],
    }
    assert not BookingRules.objects.exists()


def test_rules_as_entered_are_shown_before_they_are_saved(fair):
    organiser = client_of(fair.edition.organiser)
    url = f"/{fair.edition.slug}/meetings/booking-rules/preview/"

    entered = organiser.post(url, {"kind": "planned", "buyer_open_requests": "3"}).text
    impossible = organiser.post(url, {"kind": "planned", "buyer_open_requests": "0"}).text

    assert "The next plan finds a time" in entered
    assert "3 open requests at most" in entered
    assert "cannot hold like this" in impossible
    assert not BookingRules.objects.exists()


def test_administration_leads_to_the_page_of_the_rules(admin_client):
    rules = BookingRulesFactory()

    page = admin_client.get(reverse("admin:meetings_bookingrules_change", args=[rules.pk]))

    assert page.context["has_absolute_url"]
    assert rules.get_absolute_url() == f"/{rules.edition.slug}/meetings/booking-rules/"


def test_pages_ask_the_same_of_the_database_however_many_meetings():
    fair = small_fair(buyers=4, suppliers=4, tables=1)
    ensure_parties(fair.edition)
    owner = client_of(fair.buyers[0].organisation)
    meeting = booked(fair)
    counts = []
    for number in (1, 2, 3):
        starts_at = FIRST_SLOT + timedelta(minutes=30) * number
        booked(fair, supplier=number, starts_at=starts_at)
        counts.append(query_count(owner, of(meeting, "move")))

    assert counts[0] == counts[2]
    assert query_count(owner, page(fair, buyer=0, supplier=1)) <= 2 * QUERY_BUDGET
