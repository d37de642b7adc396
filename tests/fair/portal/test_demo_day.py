"""The demo's first day under way: moved to now, and played through the services."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.choices import time_zone_names
from fair.attendance.models import CheckIn, Screen
from fair.editions.choices import EditionState
from fair.editions.models import Edition
from fair.editions.selectors import slots_of
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting, MeetingSeat
from fair.portal.management.demo.day import (
    BUSY_HOURS,
    _zone,
    bring_to_today,
    play,
    set_up_screens,
)
from fair.portal.management.demo.fair import ORGANISER_EMAIL
from tests.factories.attendance import day, person_of
from tests.factories.editions import HallFactory

pytestmark = pytest.mark.django_db

# Half past ten in the morning in Hanoi, two months before the factories' fair.
NOW = datetime(2027, 7, 15, 3, 30, tzinfo=UTC)


@pytest.fixture
def fair():
    that_day = day(buyers=2, suppliers=6, tables=4)
    for each in (*that_day.fair.buyers, *that_day.fair.suppliers):
        person_of(each)
    that_day.organiser.email = ORGANISER_EMAIL
    that_day.organiser.save(update_fields=["email"])
    return that_day


def times(edition: Edition) -> list[datetime]:
    return list(Meeting.objects.filter(edition=edition).values_list("starts_at", flat=True))


def test_fair_moves_as_a_whole(fair):
    edition = fair.edition

    zone = bring_to_today(edition, now=NOW)

    assert (zone, edition.starts_on, edition.state) == (
        "Asia/Ho_Chi_Minh",
        NOW.date(),
        EditionState.LIVE,
    )
    slots = {slot.starts_at for slot in slots_of(Edition.objects.get())}
    assert set(times(edition)) <= slots
    for seat in MeetingSeat.objects.select_related("meeting"):
        assert seat.period.lower == seat.meeting.starts_at
    before = times(edition)
    bring_to_today(edition, now=NOW + timedelta(hours=1))
    assert times(edition) == before


def test_somewhere_it_is_a_busy_hour_at_any_minute():
    found = {_zone(NOW + timedelta(minutes=minute)).key for minute in range(0, 24 * 60, 5)}

    assert "Asia/Ho_Chi_Minh" in found
    assert found <= set(time_zone_names())


@pytest.mark.parametrize("hour", range(0, 24, 8))
def test_it_is_day_at_the_fair_at_any_hour(fair, hour):
    now = NOW + timedelta(hours=hour)

    bring_to_today(fair.edition, now=now)

    local = now.astimezone(fair.edition.zone)
    assert any(begins <= local.time() < ends for begins, ends in BUSY_HOURS)
    assert local.date() == fair.edition.starts_on
    slots = {slot.starts_at for slot in slots_of(Edition.objects.get())}
    assert set(times(fair.edition)) <= slots


def test_what_has_happened_so_far_is_played_once(fair):
    bring_to_today(fair.edition, now=NOW)

    played = play(fair.edition, now=NOW, seed=1)

    over = Meeting.objects.filter(ends_at__lte=NOW)
    assert played.held + played.missed + played.unclear == over.count() > 0
    assert Meeting.objects.filter(state=MeetingState.HELD).count() == played.held > 0
    assert not CheckIn.objects.filter(meeting__starts_at__gt=NOW).exists()
    count = CheckIn.objects.count()
    play(fair.edition, now=NOW, seed=1)
    assert CheckIn.objects.count() == count


def test_command_shows_the_day(fair, time_machine):
    time_machine.move_to(NOW, tick=False)
    out = io.StringIO()

    call_command("begin_demo_day", stdout=out)

    assert "It is 10:30 at the fair (Asia/Ho_Chi_Minh)." in out.getvalue()
    assert f"/{fair.edition.slug}/day/board/" in out.getvalue()


def test_command_needs_the_demo():
    with pytest.raises(CommandError, match="no demo fair"):
        call_command("begin_demo_day", stdout=io.StringIO())


def test_each_hall_has_a_screen_once(fair):
    HallFactory.create_batch(2, edition=fair.edition)

    assert set_up_screens(fair.edition, actor=fair.organiser) == 2
    assert set_up_screens(fair.edition, actor=fair.organiser) == 2
    assert Screen.objects.count() == 2
