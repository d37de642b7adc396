"""The inbox of requests, one request's page, and the form that asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.choices import Role
from fair.editions.choices import Side
from fair.meetings.choices import BookingKind, MeetingMode, MeetingState, RequestState
from fair.meetings.models import Meeting, MeetingRequest
from fair.meetings.services.booking import book_meeting
from fair.meetings.services.parties import ensure_parties
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, NOW, BookingRulesFactory, MeetingFactory
from tests.factories.requests import (
    DraftRequestFactory,
    RequestFactory,
    RequestStepFactory,
    SettledRequestFactory,
)
from tests.fair.meetings.views.conftest import QUERY_BUDGET, client_of, query_count
from tests.fair.people import asks_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_the_fairs_time")]


@pytest.fixture
def in_the_fairs_time(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def inbox(people) -> str:
    return f"{people.base}requests/"


def sides(people) -> dict:
    fair = people.fair
    return {"edition": fair.edition, "buyer": fair.buyers[0], "supplier": fair.suppliers[0]}


@pytest.fixture
def asked(people) -> MeetingRequest:
    """The buyer has asked the first supplier."""
    ensure_parties(people.fair.edition)
    request = RequestFactory(**sides(people))
    RequestStepFactory(request=request, note=request.message)
    return request


def page(client: Client, url: str, **data) -> str:
    response = client.get(url, data)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, asked: MeetingRequest, act: str, **data):
    url = f"{asked.get_absolute_url()}{act}/"
    return client.post(url, {"submission_key": uuid4(), **data})


def test_inbox_sorts_by_whose_turn_it_is(people, inbox, asked):
    RequestFactory(
        **sides(people) | {"supplier": people.fair.suppliers[1]},
        asked_by="supplier",
        awaits="buyer",
        message="Please answer this",
    )
    SettledRequestFactory(**sides(people), message="This is settled")
    DraftRequestFactory(**sides(people), message="This is a draft")

    def texts(show: str) -> str:
        return page(people.owner, inbox, show=show)

    assert "Please answer this" in texts("answer")
    assert asked.message in texts("waiting")
    assert "This is settled" in texts("settled")
    assert "This is a draft" in texts("drafts")
    assert asked.message not in texts("answer")
    assert "This is a draft" not in page(people.supplier, inbox, show="drafts")


def test_menu_counts_what_is_to_be_answered(people, inbox, asked):
    assert 'class="fm-waiting">1<' in page(people.supplier, inbox)
    assert 'class="fm-waiting"' not in page(people.owner, inbox)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "phuong"}, ["names"]),
        ({"search": "Zebra"}, []),
        ({"state": "expired"}, ["expired"]),
        ({"asked_by": "supplier"}, ["theirs"]),
    ],
)
def test_inbox_is_filtered_and_searched(people, inbox, query, found):
    own = {"edition": people.fair.edition, "buyer": people.fair.buyers[0]}
    made = {
        "names": SettledRequestFactory(
            **own, supplier__organisation__names={"vi": "Cơ khí Phương Đông"}
        ),
        "expired": SettledRequestFactory(**own, state=RequestState.EXPIRED),
        "theirs": SettledRequestFactory(**own, asked_by=Side.SUPPLIER),
    }

    rows = people.owner.get(inbox, {"show": "settled", **query}).context["rows"]

    assert {row.request for row in rows} == {made[name] for name in found}


@pytest.mark.parametrize("show", ["answer", "waiting", "settled", "drafts"])
def test_empty_tab_says_what_to_do(people, inbox, show):
    assert "Go to the matches" in page(people.owner, inbox, show=show)


def test_who_takes_no_part_is_told_so(people, inbox):
    assert "You do not take part" in page(people.stranger, inbox)
    assert asks_to_sign_in(people.anonymous.get(inbox))


@pytest.mark.parametrize("show", ["waiting", "settled"])
def test_inbox_takes_as_many_queries_for_one_as_for_three(people, inbox, show):
    make = {"waiting": RequestFactory, "settled": SettledRequestFactory}[show]
    fields = {"edition": people.fair.edition, "buyer": people.fair.buyers[0]}
    state = {"state": RequestState.ACCEPTED} if show == "settled" else {}
    url = f"{inbox}?show={show}"
    make(**fields, **state)
    one = query_count(people.owner, url)
    make.create_batch(2, **fields, **state)

    assert query_count(people.owner, url) == one <= QUERY_BUDGET


def test_desk_takes_as_many_queries_for_one_as_for_three(people, inbox):
    url = f"{inbox}all/"
    RequestFactory(edition=people.fair.edition)
    one = query_count(people.organiser, url)
    RequestFactory.create_batch(2, edition=people.fair.edition)

    assert query_count(people.organiser, url) == one <= QUERY_BUDGET


def test_organiser_reads_everything_but_drafts_and_does_nothing(people, inbox, asked):
    draft = DraftRequestFactory(edition=people.fair.edition)

    rows = people.organiser.get(f"{inbox}all/").context["rows"]
    text = page(people.organiser, asked.get_absolute_url())

    assert [row.request for row in rows] == [asked]
    assert people.organiser.get(draft.get_absolute_url()).status_code == 404
    assert asked.message in text
    assert "/accept/" not in text
    assert post(people.organiser, asked, "accept").status_code == 404
    assert people.owner.get(f"{inbox}all/").status_code == 404


def test_desk_is_filtered(people, inbox, asked):
    SettledRequestFactory(edition=people.fair.edition)

    rows = people.organiser.get(f"{inbox}all/", {"awaits": "supplier"}).context["rows"]

    assert [row.request for row in rows] == [asked]


def test_request_is_read_by_both_sides_and_no_rival(people, asked):
    rival = client_of(people.fair.suppliers[1].organisation)
    url = asked.get_absolute_url()

    for client in (people.owner, people.colleague, people.supplier, people.organiser):
        assert asked.message in page(client, url)
    for client in (rival, people.stranger):
        assert client.get(url).status_code == 404
    assert asks_to_sign_in(people.anonymous.get(url))


def test_side_whose_turn_it_is_sees_what_it_can_do(people, asked):
    answers, waits = (
        page(people.supplier, asked.get_absolute_url()),
        page(people.owner, asked.get_absolute_url()),
    )

    for act in ("accept", "counter", "decline", "delegate"):
        assert f"/{act}/" in answers
        assert f"/{act}/" not in waits
    assert "/withdraw/" in waits


def test_asking_from_a_match_ticks_what_it_is_about(people):
    need = people.fair.buyers[0].needs.get()
    supplier = people.fair.suppliers[0]
    line = supplier.product_lines.get()
    match = f"/{people.fair.edition.slug}/matches/needs/{need.public_id}/lines/{line.public_id}/"
    url = f"{people.base}requests/ask/{supplier.public_id}/?needs={need.pk}&amp;lines={line.pk}"

    assert url in page(people.owner, f"{match}?side=buyer")
    form = people.owner.get(url.replace("&amp;", "&")).context["form"]
    assert [option.data["selected"] for option in form["needs"]] == [True]
    assert [option.data["selected"] for option in form["lines"]] == [True]


def test_company_and_need_pages_offer_to_ask(people):
    supplier, need = people.fair.suppliers[0], people.fair.buyers[0].needs.get()
    ask = f"{people.base}requests/ask/"
    company_page = f"/{people.fair.edition.slug}/exhibitors/{supplier.public_id}/"

    assert f"{ask}{supplier.public_id}/" in page(people.owner, company_page)
    assert ask not in page(people.supplier, company_page)
    assert ask not in page(people.anonymous, company_page)
    assert f"{ask}{need.participation.public_id}/" in page(people.supplier, need.get_absolute_url())
    assert ask not in page(people.owner, need.get_absolute_url())


def test_request_that_there_is_stands_in_the_place_of_the_offer(people, asked):
    url = f"/{people.fair.edition.slug}/exhibitors/{asked.supplier.public_id}/"

    text = page(people.owner, url)

    assert asked.get_absolute_url() in text
    assert "requests/ask/" not in text


def asking_form(**data) -> dict:
    return {"submission_key": uuid4(), "message": "Gears, module 2", **data}


def test_sending_the_form_asks(people):
    ensure_parties(people.fair.edition)
    MembershipFactory(organisation=people.fair.suppliers[0].organisation)
    url = f"{people.base}requests/ask/{people.fair.suppliers[0].public_id}/"
    times = people.owner.get(url).context["form"].fields["first_time"].choices
    (_blank, _label), (_day, spans) = times[0], times[1]
    first = spans[0][0]

    response = people.owner.post(url, asking_form(first_time=first, modes=["table"]))

    request = MeetingRequest.objects.get()
    assert response["Location"] == request.get_absolute_url()
    assert (request.state, request.asked_by) == (RequestState.SENT, Side.BUYER)
    assert (request.times, request.modes) == ([FIRST_SLOT], ["table"])
    assert Notice.objects.filter(kind="meetings/request_send").count() == 2


def test_nothing_is_lost_when_the_form_is_refused(people):
    MeetingFactory(**sides(people))
    url = f"{people.base}requests/ask/{people.fair.suppliers[0].public_id}/"

    refused = people.owner.post(url, asking_form(modes=["table"]))
    wrong = people.owner.post(url, asking_form(message="x" * 1001, modes=["table"]))

    for response in (refused, wrong):
        assert response.status_code == 200
        assert [box.data["selected"] for box in response.context["form"]["modes"]][1]
    assert "You have a meeting with them already." in refused.content.decode()
    assert "Gears, module 2" in refused.content.decode()
    assert "x" * 1001 in wrong.content.decode()
    assert not MeetingRequest.objects.exists()


def test_draft_is_kept_gone_on_with_and_sent(people):
    url = f"{people.base}requests/ask/{people.fair.suppliers[0].public_id}/"
    people.owner.post(url, asking_form(keep="1"))
    draft = MeetingRequest.objects.get()
    assert draft.state == RequestState.DRAFT
    assert people.owner.get(url)["Location"] == draft.get_absolute_url()

    edit = f"{draft.get_absolute_url()}edit/"
    assert "Gears, module 2" in page(people.owner, edit)
    people.owner.post(edit, asking_form(message="Gears, module 3"))

    draft.refresh_from_db()
    assert (draft.state, draft.message) == (RequestState.SENT, "Gears, module 3")


def test_draft_is_thrown_away(people):
    draft = DraftRequestFactory(**sides(people))

    response = post(people.owner, draft, "discard")

    assert response["Location"] == f"{people.base}requests/"
    assert not MeetingRequest.objects.exists()


def test_accepting_with_a_time_books_it(people, asked):
    form = people.supplier.get(asked.get_absolute_url()).context["forms"]["accept"]
    spot = form.fields["time"].choices[1][1][0][0]

    response = post(people.supplier, asked, "accept", time=spot)

    assert response["Location"] == asked.get_absolute_url()
    meeting = Meeting.objects.get()
    assert meeting.starts_at == FIRST_SLOT
    for client in (people.owner, people.supplier):
        assert meeting.get_absolute_url() in page(client, f"{people.base}agenda/")
        assert meeting.get_absolute_url() in page(client, asked.get_absolute_url())


def test_times_proposed_come_first(people, asked):
    later = FIRST_SLOT + timedelta(hours=1)
    MeetingRequest.objects.update(times=[later])

    form = people.supplier.get(asked.get_absolute_url()).context["forms"]["accept"]

    group, options = form.fields["time"].choices[1]
    assert str(group) == "As proposed"
    assert form["time"].initial == options[0][0]
    assert [value.partition("/")[0] for value, _label in options] == [later.isoformat()]


def test_time_taken_meanwhile_shows_the_form_again_with_others(people, asked):
    form = people.supplier.get(asked.get_absolute_url()).context["forms"]["accept"]
    spot = form.fields["time"].choices[1][1][0][0]
    book_meeting(
        people.fair.buyers[0],
        people.fair.suppliers[1],
        starts_at=FIRST_SLOT,
        mode=MeetingMode.TABLE,
        actor=None,
        now=NOW,
    )

    response = post(people.supplier, asked, "accept", time=spot, note="Gladly")

    text = response.content.decode()
    assert response.status_code == 200
    assert "That time was taken meanwhile" in text
    assert "Gladly" in text
    asked.refresh_from_db()
    assert asked.state == RequestState.SENT


def test_fair_without_plans_needs_a_time(people, asked):
    BookingRulesFactory(edition=people.fair.edition, kind=BookingKind.BOOKING)

    response = post(people.supplier, asked, "accept")

    assert response.status_code == 200
    assert response.context["forms"]["accept"].errors["time"] == ["This field is required."]


def test_fair_that_plans_offers_no_time(people, asked):
    BookingRulesFactory(edition=people.fair.edition, kind=BookingKind.PLANNED)

    post(people.supplier, asked, "accept")

    text = page(people.owner, asked.get_absolute_url())
    assert "next plan gives the meeting a time" in text
    assert "/time/" not in text


def test_time_is_chosen_later(people, asked):
    post(people.supplier, asked, "accept")
    form = people.owner.get(asked.get_absolute_url()).context["forms"]["book"]
    spot = form.fields["time"].choices[1][1][0][0]

    post(people.owner, asked, "time", time=spot)

    assert Meeting.objects.get().starts_at == FIRST_SLOT
    assert "/time/" not in page(people.owner, asked.get_absolute_url())


def test_meeting_that_was_called_off_is_named_on_the_request(people, asked):
    post(people.supplier, asked, "accept")
    MeetingFactory(
        **sides(people),
        state=MeetingState.CANCELLED,
        cancelled_at=NOW + timedelta(days=1),
        cancel_reason="The plant stands still.",
    )

    text = page(people.owner, asked.get_absolute_url())

    assert "Both agreed, but the meeting was called off" in text
    assert "The plant stands still." in text


def test_declining_needs_a_reason(people, asked):
    wrong = post(people.supplier, asked, "decline", note="Sorry")
    assert wrong.status_code == 200
    assert "Sorry" in wrong.content.decode()

    post(people.supplier, asked, "decline", reason="competitor", note="Sorry")

    text = page(people.owner, asked.get_absolute_url())
    assert "Competitor" in text
    assert "Sorry" in text


def test_counter_and_answer_to_it(people, asked):
    post(people.supplier, asked, "counter", modes=["table"], note="At a table")

    asked.refresh_from_db()
    assert (asked.state, asked.awaits) == (RequestState.COUNTERED, Side.BUYER)
    assert "They propose something else" in page(people.owner, f"{people.base}requests/")
    assert post(people.owner, asked, "accept").status_code == 302


def test_empty_counter_shows_the_form_again(people, asked):
    response = post(people.supplier, asked, "counter", note="Hm")

    assert response.status_code == 200
    assert "Say what you propose" in response.content.decode()


def test_colleague_answers_when_it_is_handed_on(people, asked):
    organisation = asked.supplier.organisation
    chi = MembershipFactory(organisation=organisation, role=Role.DELEGATE).user
    other = client_of(organisation, role=Role.DELEGATE)
    client = Client()
    client.force_login(chi)

    post(people.supplier, asked, "delegate", to=chi.pk)

    assert post(other, asked, "accept").status_code == 404
    assert "/accept/" not in page(other, asked.get_absolute_url())
    assert f"{chi} answers." in page(other, asked.get_absolute_url())
    assert post(client, asked, "accept").status_code == 302
    asked.refresh_from_db()
    assert asked.state == RequestState.ACCEPTED


def test_strangers_are_no_colleagues(people, asked):
    stranger = MembershipFactory().user

    response = post(people.supplier, asked, "delegate", to=stranger.pk)

    assert response.status_code == 200
    assert "Select a valid choice" in response.content.decode()


def test_withdrawing_and_asking_again(people, asked):
    post(people.owner, asked, "withdraw")
    assert "Withdrawn" in page(people.supplier, asked.get_absolute_url())

    gone = SettledRequestFactory(**sides(people), state=RequestState.EXPIRED)
    assert "/ask-again/" not in page(people.supplier, gone.get_absolute_url())
    assert post(people.owner, gone, "ask-again").status_code == 302
    gone.refresh_from_db()
    assert gone.state == RequestState.SENT


def test_answer_to_what_was_answered_meanwhile_is_refused_in_words(people, asked):
    MeetingRequest.objects.update(state=RequestState.WITHDRAWN, awaits="", settled_at=NOW)

    response = people.supplier.post(
        f"{asked.get_absolute_url()}accept/", {"submission_key": uuid4()}, follow=True
    )

    assert "This was answered meanwhile" in response.content.decode()


def test_pages_speak_every_language(people, asked, settings):
    for code, _name in settings.LANGUAGES:
        people.supplier.cookies[settings.LANGUAGE_COOKIE_NAME] = code
        page(people.supplier, f"{people.base}requests/")
        page(people.supplier, asked.get_absolute_url())
