"""One mail a person and wave, whatever the clock and the beats do."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting, MeetingAttendee
from fair.notifications.models import Notice
from fair.outcomes import jobs, tasks
from fair.outcomes.choices import Wave
from fair.outcomes.models import AskedPair, DealStep, Prompt
from matchmaking.beat import SCHEDULE
from tests.factories.accounts import MembershipFactory
from tests.factories.outcomes import (
    DealStepFactory,
    HeldMeetingFactory,
    MeetingNoteFactory,
    MeetingRatingFactory,
    OutcomeRulesFactory,
    StepReplyFactory,
)
from tests.fair.outcomes.conftest import Met

pytestmark = pytest.mark.django_db

LINK = re.compile(r"^  (.+): \S+?(/[^/\s]+/follow-up/answer/\S+)$", re.MULTILINE)


def after(met: Met, days: int, *, hour: int = 10) -> datetime:
    """Return a moment so many days after the fair's last day, by the clock of the fair."""
    day = met.edition.ends_on + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=met.edition.zone).astimezone(UTC)


def asks(met: Met, days: int, *, hour: int = 10) -> int:
    now = after(met, days, hour=hour)
    with time_machine.travel(now, tick=False):
        return jobs.ask_what_came(now=now)


def waves_of(person) -> list[int]:
    return list(Prompt.objects.filter(user=person).order_by("id").values_list("wave", flat=True))


def letter_to(person) -> str:
    return Notice.objects.filter(recipient=person).latest("id").body_text


@pytest.mark.parametrize(
    ("days", "wave"),
    [
        (-1, None),
        (0, None),
        (1, Wave.THANKS),
        (6, Wave.THANKS),
        (7, Wave.WEEK),
        (29, Wave.WEEK),
        (30, Wave.MONTH),
        (90, Wave.QUARTER),
        (180, Wave.HALF_YEAR),
        (269, Wave.HALF_YEAR),
        (270, None),
    ],
)
def test_wave_is_the_last_that_has_come(days, wave):
    last_day = date(2027, 9, 16)

    assert jobs.wave_of(last_day, last_day + timedelta(days=days)) == wave


def test_everybody_who_met_is_written_to_once_in_each_wave(met):
    written = [asks(met, days) for days in (0, 1, 1, 2, 7, 8, 30, 90, 180, 181, 270, 400)]

    assert written == [0, 2, 0, 0, 2, 0, 2, 2, 2, 0, 0, 0]
    assert waves_of(met.buyer_person) == list(Wave)
    assert Notice.objects.filter(recipient=met.buyer_person).count() == 5


def test_one_mail_names_all_partners(met):
    other = HeldMeetingFactory(edition=met.edition, buyer=met.buyer)
    HeldMeetingFactory(edition=met.edition, buyer=met.buyer, supplier=met.supplier)

    asks(met, 7)

    text = letter_to(met.buyer_person)
    assert text.count(f"\n{met.supplier}\n") == 1
    assert text.count(f"\n{other.supplier}\n") == 1
    assert AskedPair.objects.filter(prompt__user=met.buyer_person).count() == 2


def test_of_waves_missed_only_the_last_is_sent_and_a_clock_set_back_repeats_none(met):
    assert asks(met, 100) == 2
    assert asks(met, 100) == 0
    assert asks(met, 7) == 2  # the clock was wrong before: this wave was never sent
    assert asks(met, 100) == 0
    assert waves_of(met.buyer_person) == [Wave.QUARTER, Wave.WEEK]


def test_a_beat_that_comes_second_writes_nothing(met, monkeypatch):
    """Another worker asks between the look at who was told and the writing."""
    people = jobs._people

    def overtaken(rows):
        found = people(rows)
        Prompt.objects.create(
            edition=met.edition, user=met.buyer_person, wave=7, sent_at=after(met, 7)
        )
        return found

    monkeypatch.setattr(jobs, "_people", overtaken)

    assert asks(met, 7) == 1
    assert not Notice.objects.filter(recipient=met.buyer_person).exists()


@pytest.mark.parametrize(("hour", "count"), [(7, 0), (8, 2), (19, 2), (20, 0)])
def test_nobody_is_written_to_at_night_by_the_clock_of_the_fair(met, hour, count):
    assert asks(met, 7, hour=hour) == count


def test_a_person_named_for_the_meeting_is_asked_and_colleagues_are_not(met):
    colleague = MembershipFactory(organisation=met.buyer.organisation).user
    MeetingAttendee.objects.create(
        meeting=met.meeting, participation=met.buyer, user=met.buyer_person
    )

    asks(met, 7)

    assert waves_of(met.buyer_person) == [Wave.WEEK]
    assert waves_of(colleague) == []


def test_meetings_that_nobody_held_are_not_asked_about(met):
    Meeting.objects.update(state=MeetingState.NO_SHOW_BUYER)

    assert asks(met, 7) == 0


@pytest.mark.parametrize(
    ("kind", "fields", "verdict", "asked"),
    [
        ("lost", {"lost_reason": "price"}, "", 0),
        ("lost", {"lost_reason": "price"}, "disputed", 2),
        ("contract", {}, "", 2),
        ("contract", {}, "confirmed", 0),
        ("trial_order", {}, "confirmed", 2),
    ],
)
def test_asking_stops_with_a_loss_or_a_confirmed_contract(met, kind, fields, verdict, asked):
    step = DealStepFactory(meeting=met.meeting, kind=kind, **fields)
    if verdict:
        StepReplyFactory(step=step, verdict=verdict)

    assert asks(met, 7) == asked


def test_an_organiser_can_do_without(met):
    OutcomeRulesFactory(edition=met.edition, asks_later=False)

    assert asks(met, 7) == 0


def test_what_a_side_thinks_is_in_no_mail(met):
    MeetingNoteFactory(meeting=met.meeting, text="Never again")
    MeetingRatingFactory(meeting=met.meeting, stars=1)

    for days in (1, 7):
        asks(met, days)

    assert not Notice.objects.filter(body_text__contains="Never again").exists()
    assert Notice.objects.count() == 4


def test_mails_are_in_the_language_of_each(met):
    met.buyer_person.language = "vi"
    met.buyer_person.save(update_fields=["language"])

    asks(met, 1)

    texts = [letter_to(person) for person in (met.buyer_person, met.supplier_person)]
    assert texts[1].startswith("Hello Son,")
    assert texts[0] != texts[1].replace("Son", "Bui")


def test_the_clock_asks_by_a_task_of_this_name():
    assert tasks.ask_what_came.name in {entry["task"] for entry in SCHEDULE.values()}


# --- Answers by the links in the mail


def link(met: Met, label: str, person=None) -> str:
    """Have the person asked and return where an answer's link leads."""
    asks(met, 7)
    links = dict(LINK.findall(letter_to(person or met.buyer_person)))
    return links[label]


def opens(met: Met, url: str, days: int = 8, **entered):
    with time_machine.travel(after(met, days), tick=False):
        client = Client()
        return client.post(url, entered) if entered else client.get(url)


def test_links_answer_for_what_each_side_does(met):
    asks(met, 7)

    assert [label for label, _url in LINK.findall(letter_to(met.buyer_person))] == [
        "Nothing yet",
        "Request for quotation sent",
        "Sample ordered",
        "Contract",
        "Came to nothing",
    ]
    labels = [label for label, _url in LINK.findall(letter_to(met.supplier_person))]
    assert labels[1] == "Quotation sent"


def test_opening_a_link_notes_nothing_and_confirming_it_does_once(met):
    url = link(met, "Request for quotation sent")

    page = opens(met, url)
    assert "Yes, note it" in page.content.decode()
    assert not DealStep.objects.exists()
    assert opens(met, url, value="1000", currency="USD")["Location"] == url
    again = opens(met, url, value="1000", currency="USD").content.decode()
    assert "Thank you, it is noted." in again
    step = DealStep.objects.get()
    assert (step.kind, step.reported_side, step.reported_by) == (
        "rfq_sent",
        Side.BUYER,
        met.buyer_person,
    )
    assert step.happened_on == met.edition.ends_on + timedelta(days=8)
    assert AskedPair.objects.get(prompt__user=met.buyer_person).answer == "step"
    assert "Thank you, it is noted." in opens(met, url).content.decode()


def test_nothing_yet_is_an_answer_that_the_ledger_does_not_show(met):
    url = link(met, "Nothing yet")

    opens(met, url, confirmed="yes")

    assert AskedPair.objects.get(prompt__user=met.buyer_person).answer == "nothing"
    assert not DealStep.objects.exists()


def test_a_loss_wants_its_reason(met):
    url = link(met, "Came to nothing")

    assert "Say why" in opens(met, url, lost_reason="").content.decode()
    opens(met, url, lost_reason="price")
    assert DealStep.objects.get().lost_reason == "price"


def test_what_the_ledger_refuses_is_said_and_leaves_the_question_open(met):
    DealStepFactory(meeting=met.meeting, kind="contract", value=900, currency="USD")

    page = opens(met, link(met, "Contract"), value="1000", currency="USD").content.decode()

    assert "Confirm or dispute that one" in page
    assert AskedPair.objects.get(prompt__user=met.buyer_person).answer == ""


def test_a_link_ends_with_its_time_a_membership_or_a_changed_letter(met):
    url = link(met, "Nothing yet")

    assert opens(met, url, days=7 + 119).status_code == 200
    assert opens(met, url, days=7 + 121).status_code == 404
    assert opens(met, url[:-3] + "xx/").status_code == 404
    other = reverse("outcomes:answer", args=[HeldMeetingFactory().edition.slug, "x"])
    assert opens(met, other[:-2] + url.split("/answer/")[1]).status_code == 404
    met.buyer_person.memberships.all().delete()
    assert opens(met, url).status_code == 404


def test_an_answer_s_page_is_kept_nowhere(met):
    response = opens(met, link(met, "Nothing yet"))

    assert "no-store" in response["Cache-Control"]
