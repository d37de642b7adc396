"""The demo's stories of meetings are told through the services, once."""

import pytest
from django.utils import timezone

from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.outcomes.models import ContactConsent, DealStep, MeetingNote, MeetingRating
from fair.portal.management.demo.follow_up import STORIES, let_some_be_over
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import published_plan, small_fair

pytestmark = pytest.mark.django_db


def test_meetings_are_over_and_told_of_once():
    fair = small_fair(buyers=2, suppliers=4)
    for participation in (*fair.buyers, *fair.suppliers):
        MembershipFactory(organisation=participation.organisation)
    published_plan(fair)

    count = let_some_be_over(fair.edition, now=timezone.now())

    held = Meeting.objects.filter(state=MeetingState.HELD)
    assert held.count() == count > 2
    told = sum(len(STORIES[number % len(STORIES)]) for number in range(count))
    assert DealStep.objects.count() == told
    today = timezone.localdate(timezone=fair.edition.zone)
    assert {step.happened_on for step in DealStep.objects.all()} == {today}
    assert MeetingRating.objects.count() > count
    assert MeetingNote.objects.exists()
    assert ContactConsent.objects.standing().exists()
    assert let_some_be_over(fair.edition, now=timezone.now()) == 0
    assert DealStep.objects.count() == told
