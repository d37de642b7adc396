"""Before an online meeting: the lobby opens its door by itself, and leads into the room."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from fair.conferencing.engine.types import BbbServer
from fair.meetings.models import Meeting
from tests.e2e.conftest import PHONE, Visitor
from tests.factories.accounts import MembershipFactory
from tests.factories.conferencing import OnlineMeetingFactory, OnlineSettingsFactory
from tests.fair.conferencing.bbb_server import SECRET, Rooms, bbb_server

POLLED_WITHIN_MS = 15_000


@pytest.fixture
def bbb(settings) -> Iterator[Rooms]:
    with bbb_server() as rooms:
        settings.BBB_SERVER = BbbServer(rooms.url, SECRET)
        yield rooms


def meeting_that_opens_in(seconds: int) -> Meeting:
    starts_at = timezone.now() + timedelta(minutes=10, seconds=seconds)
    meeting = OnlineMeetingFactory(starts_at=starts_at)
    OnlineSettingsFactory(edition=meeting.edition, provider="bbb")
    return meeting


def person_of(participation) -> User:
    return MembershipFactory(organisation=participation.organisation).user


def lobby(meeting: Meeting) -> str:
    return f"/{meeting.edition.slug}/online/{meeting.public_id}/"


@pytest.fixture
def elsewhere(browser: Browser, live_server) -> Iterator[Visitor]:
    """Yield a second person, on a telephone without scripts, who may leave the site."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page: Page = context.new_page()
    yield Visitor(page, live_server.url)
    context.close()


def test_door_opens_by_itself_and_leads_into_the_same_room(
    visitor: Visitor, elsewhere: Visitor, bbb
):
    meeting = meeting_that_opens_in(8)
    visitor.is_signed_in(person_of(meeting.supplier))
    visitor.goes_to(lobby(meeting))
    button = visitor.page.get_by_role("button", name="Join the meeting")

    visitor.reads("The room opens in 00:0")
    expect(button).to_be_disabled()
    expect(button).to_be_enabled(timeout=POLLED_WITHIN_MS)
    visitor.reads("Begins in 1")

    elsewhere.is_signed_in(person_of(meeting.buyer))
    elsewhere.goes_to(lobby(meeting))
    elsewhere.presses("Join the meeting")
    elsewhere.page.wait_for_url(f"{bbb.url}/join**")
    expect(visitor.page.locator("#around")).to_contain_text("gone in at", timeout=POLLED_WITHIN_MS)
    assert [each["role"] for each in bbb.joined] == ["VIEWER"]
    assert set(bbb.rooms) == {meeting.online_room.name}


def test_camera_and_microphone_are_tried_out_in_the_browser(visitor: Visitor):
    meeting = meeting_that_opens_in(600)
    visitor.page.context.grant_permissions(["camera", "microphone"], origin=visitor.site)
    visitor.is_signed_in(person_of(meeting.supplier))
    visitor.goes_to(lobby(meeting))

    visitor.presses("Try camera and microphone")
    visitor.reads("Camera and microphone work.")
    preview = visitor.page.locator("[data-preview]")
    expect(preview).to_be_visible()
    assert preview.evaluate("video => video.srcObject.getTracks().length") == 2

    visitor.presses("Stop")
    expect(preview).to_be_hidden()
    assert preview.evaluate("video => video.srcObject") is None


def test_refused_camera_is_said_in_words(visitor: Visitor):
    meeting = meeting_that_opens_in(600)
    visitor.page.context.clear_permissions()
    visitor.is_signed_in(person_of(meeting.supplier))
    visitor.goes_to(lobby(meeting))

    visitor.presses("Try camera and microphone")

    visitor.reads("The browser was not allowed to use them.")
