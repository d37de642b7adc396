import pytest

from accounts.models import User
from fair.conferencing.forms import OnlineSettingsForm
from fair.conferencing.models import OnlineSettings
from tests.factories.conferencing import OnlineRoomFactory
from tests.factories.editions import EditionFactory
from tests.fair.people import people_around

pytestmark = pytest.mark.django_db


def form_for(edition, **fields) -> OnlineSettingsForm:
    return OnlineSettingsForm(
        {
            "edition": edition.pk,
            "provider": "link",
            "fallback": "link",
            "opens_minutes_before": 10,
            "closes_minutes_after": 10,
            **fields,
        }
    )


@pytest.mark.parametrize("field", ["provider", "fallback"])
def test_server_that_the_site_does_not_have_cannot_be_chosen(field):
    form = form_for(EditionFactory(), **{field: "jitsi"})

    assert form.errors.as_data().keys() == {field}


def test_server_that_is_set_up_can_be_chosen(jitsi):
    form = form_for(EditionFactory(), provider="jitsi")

    assert form.errors == {}
    assert OnlineSettings.objects.count() == 0
    assert form.save().provider == "jitsi"


def test_fallback_is_another_one(jitsi):
    form = form_for(EditionFactory(), provider="jitsi", fallback="jitsi")

    assert form.errors == {"__all__": ["Choose another one for the case that it fails."]}


def test_what_opens_a_room_is_not_shown():
    room = OnlineRoomFactory(link="https://meet.example.com/secret-room")
    organiser = people_around(room.meeting.supplier).organiser
    User.objects.filter(pk=organiser.session["_auth_user_id"]).update(is_staff=True)

    page = organiser.get(f"/admin/conferencing/onlineroom/{room.pk}/change/").content.decode()

    assert str(room.meeting.supplier) in page
    assert room.name not in page
    assert "secret-room" not in page
