import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from fair.conferencing import providers
from fair.conferencing.choices import ProviderKind
from fair.conferencing.engine.types import BbbServer, Guest, Room
from fair.conferencing.providers import BbbProvider, ProviderDoesNotAnswer, is_set_up, opens

HOST = Guest("g1", "Trần Linh (Cơ khí)", is_moderator=True)


@pytest.fixture
def room() -> Room:
    closes_at = timezone.now() + timedelta(minutes=30)
    return Room("0123abcd", "Aichi – Cơ khí", closes_at, "http://127.0.0.1/lobby/")


def visit(url: str) -> bytes:
    return providers.fetch(url)


def test_room_is_made_entered_and_ended(bbb, room):
    provider = providers.provider_of(ProviderKind.BBB)

    provider.open(room)
    provider.open(room)
    before = provider.is_running(room.name)
    entered = visit(provider.address_for(room, HOST))
    after = provider.is_running(room.name)
    provider.end(room.name)

    assert b"SUCCESS" in entered
    assert (before, after) == (False, True)
    assert bbb.joined[0]["fullName"] == "Trần Linh (Cơ khí)"
    assert bbb.joined[0]["role"] == "MODERATOR"
    assert bbb.rooms == {}


def test_room_in_which_nobody_is_is_left_to_end_by_itself(bbb, room):
    provider = providers.provider_of(ProviderKind.BBB)
    provider.open(room)

    provider.end(room.name)

    assert bbb.calls == ["create", "isMeetingRunning"]


def test_room_lasts_until_its_window_closes(bbb, room):
    providers.provider_of(ProviderKind.BBB).open(room)

    assert bbb.rooms["0123abcd"]["duration"] == "30"
    assert bbb.rooms["0123abcd"]["record"] == "false"


def test_wrong_secret_is_refused_by_the_server(bbb, room):
    with pytest.raises(ProviderDoesNotAnswer, match="checksumError"):
        BbbProvider(BbbServer(bbb.url, "wrong")).open(room)


@pytest.mark.parametrize("behaviour", ["silent", "drips", "broken", "redirects", "endless"])
def test_server_that_behaves_badly_does_not_hold_anybody_up(bbb, room, impatient, behaviour):
    bbb.behaviour = behaviour
    began = time.monotonic()

    with pytest.raises(ProviderDoesNotAnswer):
        providers.provider_of(ProviderKind.BBB).open(room)

    assert time.monotonic() - began < 10
    assert len(bbb.calls) == 1


def test_server_that_is_not_there_does_not_answer(room):
    with pytest.raises(ProviderDoesNotAnswer):
        BbbProvider(BbbServer("http://127.0.0.1:1/api", "secret")).open(room)


def test_server_that_failed_is_not_asked_again_at_once(bbb, room):
    bbb.behaviour = "broken"

    answers = [opens(ProviderKind.BBB, room) for _person in range(3)]

    assert answers == [False, False, False]
    assert len(bbb.calls) == 1


def test_jitsi_is_asked_whether_it_is_there(jitsi, room):
    assert opens(ProviderKind.JITSI, room)
    jitsi.behaviour = "broken"
    assert not opens(ProviderKind.JITSI, room)
    assert jitsi.calls == ["config.js", "config.js"]


def test_nothing_is_set_up_by_default(settings, room):
    assert [kind for kind in ProviderKind if is_set_up(kind)] == [ProviderKind.LINK]
    assert not opens(ProviderKind.JITSI, room)
    assert not opens(ProviderKind.LINK, room)


def test_pasted_link_is_the_address(room):
    link = "https://meet.example.com/abc"

    assert opens(ProviderKind.LINK, room, link=link)
    assert providers.provider_of("link", link=link).address_for(room, HOST) == link


def test_addresses_lead_to_the_server(bbb, room):
    address = providers.provider_of(ProviderKind.BBB).address_for(room, HOST)

    assert urlsplit(address).netloc == urlsplit(bbb.url).netloc
