"""LINE is linked by a code that the person sends to the official account."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from fair.notifications.channels import line
from fair.notifications.channels.line import Heard
from fair.notifications.choices import Channel
from fair.notifications.models import ChannelAddress, ShortMessage
from fair.notifications.selectors import line_code_for
from matchmaking.channels import channels
from matchmaking.env import Environment
from tests.factories.accounts import UserFactory
from tests.fair.notifications.gateway import running_gateway
from tests.fair.people import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2027, 9, 15, 5, tzinfo=UTC)
PREFERENCES = reverse("notifications:preferences")
HOOK = reverse("notifications:line-hook")
# The example of developers.line.biz/en/docs/messaging-api/verify-webhook-signature.
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
EMPTY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
EMPTY_SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
LINE_ID, OTHER_ID = "U" + "0123456789abcdef" * 2, "U" + "f" * 32


@pytest.fixture(autouse=True)
def gateway(settings, time_machine):
    time_machine.move_to(NOON, tick=False)
    with running_gateway() as gateway:
        settings.CHANNELS = {
            "line": {
                "origin": gateway.url,
                "token": "the-operator-s-own-token",
                "secret": SECRET,
                "account": "@123abcde",
            }
        }
        yield gateway


@pytest.fixture
def person():
    return UserFactory()


def said(text: str, *, by: str = LINE_ID, kind: str = "user") -> dict[str, object]:
    """An event as the reference shows it."""
    return {
        "type": "message",
        "message": {"type": "text", "id": "468789577898262530", "quoteToken": "q3Pl", "text": text},
        "webhookEventId": "01H810YECXQQZ37VAXPF6H9E6T",
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1692251666727,
        "source": {"type": kind, "groupId": "Ca56f", "userId": by},
        "replyToken": "38ef843bde154d9b91c21320ffd17a0f",
        "mode": "active",
    }


def hear(*events, content=None, signature=None) -> int:
    """Let LINE post events; return how it was answered."""
    if content is None:
        content = json.dumps({"destination": "U8e74", "events": events}).encode()
    if signature is None:
        signature = b64encode(digest(SECRET.encode(), content, sha256)).decode()
    return (
        Client(enforce_csrf_checks=True)
        .post(
            HOOK,
            content,
            content_type="application/json",
            headers={"X-Line-Signature": signature},
        )
        .status_code
    )


def code_of(person) -> str:
    assert signed_in(person).post(reverse("notifications:line-code")).status_code == 302
    return line_code_for(ChannelAddress.objects.get(user=person), now=NOON).code


def address_of(person) -> str:
    return ChannelAddress.objects.reachable().get(user=person).address


# --- The contract with LINE


def test_signature_of_the_documentation_is_believed_and_no_other():
    assert line.is_signed(EMPTY, EMPTY_SIGNATURE)
    assert not line.is_signed(EMPTY + b" ", EMPTY_SIGNATURE)
    assert not line.is_signed(EMPTY, EMPTY_SIGNATURE.lower())
    assert not line.is_signed(EMPTY, "")
    assert not line.is_signed(EMPTY, "chữ ký")


def test_talk_is_opened_as_documented():
    assert line.talk_address("ABCD2345") == "https://line.me/R/oaMessage/%40123abcde/?ABCD2345"


def test_what_people_write_by_themselves_is_heard_and_nothing_else():
    sticker = {**said(""), "message": {"type": "sticker", "packageId": "1", "stickerId": "2"}}
    unfollow = {"type": "unfollow", "source": {"type": "user", "userId": OTHER_ID}}
    events = [said("xin chào"), said("in a group", kind="group"), sticker, unfollow, {"type": "x"}]

    found = line.heard(json.dumps({"events": events}).encode())

    assert found == Heard(said=((LINE_ID, "xin chào"),), left=(OTHER_ID,))


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"[]", b"null", b"\xff", b'{"events": null}', b'{"events": [1, {}, null]}'),
        b'{"events": [{"type": "message", "message": 1, "source": 2}]}',
    ],
)
def test_what_cannot_be_read_is_passed_over(content):
    assert line.heard(content) == Heard()


def test_address_that_the_console_verifies_is_answered():
    assert hear(content=EMPTY, signature=EMPTY_SIGNATURE) == 200


@pytest.mark.parametrize("signature", ["", "wrong", EMPTY_SIGNATURE])
def test_who_is_not_line_finds_nothing(person, signature):
    code = code_of(person)

    assert hear(said(code), signature=signature) == 404
    assert not ChannelAddress.objects.reachable().exists()


def test_hook_is_not_there_while_line_is_off(settings):
    settings.CHANNELS = {}

    assert hear(content=EMPTY, signature=EMPTY_SIGNATURE) == 404
    assert signed_in(UserFactory()).post(reverse("notifications:line-code")).status_code == 404


def test_operator_names_all_that_line_needs():
    token, rest = {"LINE_CHANNEL_TOKEN": "t"}, {"LINE_CHANNEL_SECRET": "s", "LINE_ACCOUNT_ID": "@a"}

    assert channels(Environment({**token, **rest}))["line"] == {
        "origin": "https://api.line.me",
        "token": "t",
        "secret": "s",
        "account": "@a",
    }
    assert channels(Environment(rest)) == {}
    with pytest.raises(ImproperlyConfigured, match="LINE_ACCOUNT_ID"):
        channels(Environment({**token, "LINE_CHANNEL_SECRET": "s"}))


# --- Linking


def test_who_sends_the_code_is_linked_and_told(person, gateway):
    code = code_of(person)
    page = signed_in(person).get(PREFERENCES).text
    assert code in page
    assert f"https://line.me/R/oaMessage/%40123abcde/?{code}" in page

    assert hear(said(code)) == 200

    assert address_of(person) == LINE_ID
    welcome = ShortMessage.objects.get()
    assert str(person) in welcome.text
    page = signed_in(person).get(PREFERENCES).text
    assert code not in page
    assert LINE_ID not in page


@pytest.mark.parametrize("written", ["{0}-{1}", " {0} {1}\n", "{0}{1}"])
def test_code_is_understood_as_people_write_it(person, written):
    code = code_of(person)

    hear(said(written.format(code[:4], code[4:]).lower()))

    assert address_of(person) == LINE_ID


def test_code_counts_once(person):
    code = code_of(person)
    hear(said(code), said(code))
    hear(said(code, by=OTHER_ID))

    assert address_of(person) == LINE_ID
    assert ShortMessage.objects.count() == 1


@pytest.mark.parametrize(("late", "is_linked"), [(-1, True), (0, False)])
def test_code_counts_for_a_quarter_of_an_hour(person, time_machine, late, is_linked):
    code = code_of(person)
    time_machine.move_to(NOON + timedelta(minutes=15, seconds=late), tick=False)

    hear(said(code))

    assert ChannelAddress.objects.reachable().exists() == is_linked


@pytest.mark.parametrize("text", ["", "AAAAAAAA", "hello, when does it open?", "123456"])
def test_other_words_link_nobody(person, text):
    code_of(person)

    assert hear(said(text)) == 200
    assert not ChannelAddress.objects.reachable().exists()


def test_code_cannot_be_typed_into_the_page(person):
    code = code_of(person)

    signed_in(person).post(reverse("notifications:channel-confirm", args=["line"]), {"code": code})

    assert not ChannelAddress.objects.reachable().exists()


def test_codes_of_two_people_differ_and_link_each(person):
    other = UserFactory()
    codes = code_of(person), code_of(other)
    assert codes[0] != codes[1]

    hear(said(codes[0]), said(codes[1], by=OTHER_ID))

    assert (address_of(person), address_of(other)) == (LINE_ID, OTHER_ID)


def test_asking_again_at_once_keeps_the_code_and_later_makes_another(person, time_machine):
    first = code_of(person)
    assert code_of(person) == first
    time_machine.move_to(NOON + timedelta(minutes=1), tick=False)

    second = code_of(person)

    assert second != first
    hear(said(first))
    assert not ChannelAddress.objects.reachable().exists()


def test_address_stays_until_another_is_linked(person):
    hear(said(code_of(person)))
    code = code_of(person)
    assert address_of(person) == LINE_ID

    hear(said(code, by=OTHER_ID))

    assert address_of(person) == OTHER_ID


def test_who_leaves_the_account_gets_nothing_more_until_linked_anew(person):
    hear(said(code_of(person)))
    waiting = UserFactory()
    code_of(waiting)

    hear({"type": "unfollow", "source": {"type": "user", "userId": LINE_ID}})

    assert not ChannelAddress.objects.reachable().exists()
    assert ChannelAddress.objects.get(user=waiting).refused_at is None
    assert "could not be delivered there" in signed_in(person).get(PREFERENCES).text
    hear(said(code_of(person)))
    assert address_of(person) == LINE_ID


def test_only_a_hash_of_the_code_is_kept(person):
    code = code_of(person)

    row = ChannelAddress.objects.filter(user=person).values().get()

    assert code not in str(row)
    assert row["channel"] == Channel.LINE
