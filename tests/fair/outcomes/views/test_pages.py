"""Pages of participants: who reaches them, what they show, what they do."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.outcomes.models import ContactConsent, DealStep, MeetingNote, MeetingRating, NoteDraft
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.outcomes import (
    ContactConsentFactory,
    DealStepFactory,
    HeldMeetingFactory,
    MeetingNoteFactory,
    MeetingRatingFactory,
    NoteDraftFactory,
    OutcomeRulesFactory,
    StepReplyFactory,
)
from tests.fair.outcomes.conftest import NOW, TODAY, Met
from tests.fair.people import query_count, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_after():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def buyer(met) -> Client:
    return signed_in(met.buyer_person)


@pytest.fixture
def supplier(met) -> Client:
    return signed_in(met.supplier_person)


def url(met: Met, name: str, *args) -> str:
    return reverse(f"outcomes:{name}", args=[met.edition.slug, *args])


def pair_url(met: Met) -> str:
    return url(met, "pair", met.buyer.public_id, met.supplier.public_id)


def says(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- The list of partners


def test_partner_stands_at_its_stage_with_what_to_do(met, buyer):
    DealStepFactory(meeting=met.meeting, value="1200", currency="USD")

    page = buyer.get(url(met, "follow-up"))

    [board] = page.context["boards"]
    [(stage, [partner])] = board["stages"]
    assert (stage, partner.partner, partner.to_do) == ("quoting", met.supplier, "reply")
    assert "They reported a step" in page.content.decode()


def test_list_is_searched_and_filtered(met, buyer):
    met.supplier.organisation.names = {"vi": "Cơ khí Phương Đông"}
    met.supplier.organisation.save(update_fields=["names"])
    HeldMeetingFactory(edition=met.edition, buyer=met.buyer)

    def shown(query: str) -> list:
        [board] = buyer.get(url(met, "follow-up") + query).context["boards"]
        return [each.partner for _stage, partners in board["stages"] for each in partners]

    assert len(shown("")) == 2
    assert shown("?search=phuong+co") == [met.supplier]
    assert len(shown("?stage=none")) == 2
    assert shown("?to_do=reply") == []
    assert shown("?search=zebra") == []


def test_before_the_first_meeting_the_page_says_what_comes(met, buyer):
    Meeting.objects.update(state=MeetingState.CONFIRMED, ends_at=NOW + timedelta(hours=1))

    assert "Nobody met yet" in says(buyer, url(met, "follow-up"))


def test_who_takes_no_part_is_told(met):
    stranger = signed_in(UserFactory())

    assert "You do not take part" in says(stranger, url(met, "follow-up"))


def test_list_takes_the_same_queries_for_one_partner_and_for_three(met, buyer):
    address = url(met, "follow-up")
    alone = query_count(buyer, address)
    for meeting in HeldMeetingFactory.create_batch(2, edition=met.edition, buyer=met.buyer):
        DealStepFactory(meeting=meeting)
        MeetingRatingFactory(meeting=meeting)

    assert query_count(buyer, address) == alone


# --- One partner


def test_pair_is_for_the_two_and_the_organiser(met):
    elsewhere = HeldMeetingFactory(edition=met.edition)
    rival = MembershipFactory(organisation=elsewhere.supplier.organisation).user
    people = [met.buyer_person, met.supplier_person, met.organiser, rival, UserFactory()]

    statuses = [signed_in(each).get(pair_url(met)).status_code for each in people]

    assert statuses == [200, 200, 200, 404, 404]
    assert Client().get(pair_url(met)).status_code == 302


def test_two_who_have_not_met_have_no_page(met, buyer):
    Meeting.objects.update(state=MeetingState.CANCELLED)

    assert buyer.get(pair_url(met)).status_code == 404


def test_pair_takes_the_same_queries_for_one_step_and_for_three(met, buyer):
    StepReplyFactory(step=DealStepFactory(meeting=met.meeting))
    alone = query_count(buyer, pair_url(met))
    for _more in range(2):
        StepReplyFactory(step=DealStepFactory(meeting=met.meeting))

    assert query_count(buyer, pair_url(met)) == alone


def test_a_step_is_noted_confirmed_and_its_evidence_opened(met, buyer, supplier):
    proof = SimpleUploadedFile("order.pdf", b"%PDF-1.7", "application/pdf")
    entered = {
        "submission_key": uuid4(),
        "kind": "contract",
        "happened_on": TODAY.isoformat(),
        "value": "12.000,50",
        "currency": "USD",
        "evidence": proof,
    }

    assert supplier.post(pair_url(met), entered).status_code == 302
    step = DealStep.objects.get()
    assert (str(step.value), step.evidence_name) == ("12000.50", "order.pdf")
    assert "12,000.50\xa0USD" in says(buyer, pair_url(met))
    buyer.post(url(met, "step-confirm", step.public_id))
    assert "Confirmed by both sides" in says(supplier, pair_url(met))
    for client in (buyer, supplier, signed_in(met.organiser)):
        response = client.get(url(met, "step-evidence", step.public_id))
        assert response.getvalue() == b"%PDF-1.7"


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"kind": "lost"}, "lost_reason"),
        ({"kind": "contract", "value": "5"}, "currency"),
        ({"kind": "contract", "value": "-5", "currency": "USD"}, "value"),
        ({"kind": "contract", "value": "five", "currency": "USD"}, "value"),
        ({"kind": ""}, "kind"),
        ({"kind": "audit", "happened_on": "2027-09-17"}, "happened_on"),
    ],
)
def test_form_says_what_is_missing(met, buyer, entered, field):
    body = {"submission_key": uuid4(), "happened_on": TODAY.isoformat(), **entered}

    response = buyer.post(pair_url(met), body)

    assert list(response.context["form"].errors) == [field]
    assert not DealStep.objects.exists()


def test_an_amount_left_from_another_choice_is_let_go(met, buyer):
    body = {
        "submission_key": uuid4(),
        "happened_on": TODAY.isoformat(),
        "kind": "audit",
        "value": "5",
        "currency": "USD",
        "lost_reason": "price",
    }

    buyer.post(pair_url(met), body)

    step = DealStep.objects.get()
    assert (step.kind, step.value, step.currency, step.lost_reason) == ("audit", None, "", "")


def test_a_step_is_corrected_on_a_page_that_shows_it(met, supplier):
    step = DealStepFactory(meeting=met.meeting, value="1200", currency="USD")
    address = url(met, "step-correct", step.public_id)

    form = supplier.get(address).context["form"]
    assert (form["value"].value(), form["kind"].value()) == (1200, "quote_sent")
    body = {"submission_key": uuid4(), "kind": "quote_sent", "happened_on": TODAY.isoformat()}
    supplier.post(address, {**body, "value": "1300", "currency": "USD"})
    assert [str(row.value) for row in DealStep.objects.current()] == ["1300.00"]
    assert "All that was ever noted: 2 rows" in says(supplier, pair_url(met))


def test_a_step_is_taken_back_and_the_page_offers_undo(met, supplier):
    step = DealStepFactory(meeting=met.meeting)

    taken = supplier.post(url(met, "step-take-back", step.public_id), follow=True)
    undo = url(met, "step-bring-back", step.public_id)
    assert undo in taken.content.decode()
    assert not DealStep.objects.current().exists()
    supplier.post(undo)
    assert DealStep.objects.current().count() == 1


def test_disputing_wants_words(met, buyer):
    step = DealStepFactory(meeting=met.meeting)
    address = url(met, "step-dispute", step.public_id)

    buyer.post(address, {"remark": " "})
    assert not step.replies.exists()
    buyer.post(address, {"remark": "It was less"})
    assert step.replies.get().remark == "It was less"


def test_nobody_acts_for_the_other_side(met, buyer, supplier):
    step = DealStepFactory(meeting=met.meeting)
    theirs = ["step-correct", "step-take-back", "step-bring-back"]

    assert [buyer.post(url(met, name, step.public_id)).status_code for name in theirs] == [404] * 3
    answers = ["step-confirm", "step-dispute"]
    assert [supplier.post(url(met, each, step.public_id)).status_code for each in answers] == [
        404,
        404,
    ]


def test_an_organiser_reads_a_ledger_and_writes_nothing(met):
    organiser = signed_in(met.organiser)
    step = DealStepFactory(meeting=met.meeting, value="1200", currency="USD")

    page = says(organiser, pair_url(met))

    assert "1,200\xa0USD" in page
    assert 'name="kind"' not in page
    assert organiser.post(pair_url(met), {"kind": "audit"}).status_code == 405
    assert organiser.post(url(met, "step-confirm", step.public_id)).status_code == 404


# --- After a meeting


def tell(client: Client, met: Met, **entered):
    body = {"submission_key": uuid4(), "kind": "", **entered}
    return client.post(url(met, "tell", met.meeting.public_id), body)


def test_rating_note_and_step_are_told_in_one_form(met, buyer):
    response = tell(
        buyer, met, stars="4", relevance="no", note="Too big for us", kind="nda", lost_reason=""
    )

    assert response["Location"] == met.meeting.get_absolute_url()
    rating, note, step = (model.objects.get() for model in (MeetingRating, MeetingNote, DealStep))
    assert (rating.stars, rating.is_relevant, rating.side) == (4, False, Side.BUYER)
    assert (note.text, note.author, note.written_at) == ("Too big for us", met.buyer_person, NOW)
    assert (step.kind, step.reported_side, step.happened_on) == ("nda", "buyer", TODAY)


def test_what_is_wrong_with_the_step_keeps_everything_unsaved_and_shown(met, buyer):
    response = tell(buyer, met, stars="4", note="Too big for us", kind="lost")

    assert "Too big for us" in response.content.decode()
    assert not MeetingRating.objects.exists()
    assert not MeetingNote.objects.exists()


def test_meeting_s_page_loads_the_form_for_those_who_met(met, buyer):
    address = url(met, "tell", met.meeting.public_id)

    assert f'hx-get="{address}"' in says(buyer, met.meeting.get_absolute_url())
    assert address not in says(signed_in(met.organiser), met.meeting.get_absolute_url())
    part = buyer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'name="note"' in part


def test_a_meeting_still_to_come_has_no_form(met, buyer):
    Meeting.objects.update(state=MeetingState.CONFIRMED, ends_at=NOW + timedelta(hours=1))
    address = url(met, "tell", met.meeting.public_id)

    assert address not in says(buyer, met.meeting.get_absolute_url())
    assert buyer.get(address).status_code == 404


def test_a_draft_is_kept_and_found_again_by_its_author_only(met, buyer):
    colleague = MembershipFactory(organisation=met.buyer.organisation, role=Role.OWNER).user

    kept = buyer.post(url(met, "draft", met.meeting.public_id), {"note": "Half a thou"})

    assert "Draft kept at 09:00" in kept.content.decode()
    address = url(met, "tell", met.meeting.public_id)
    assert "Half a thou" in says(buyer, address)
    assert "Half a thou" not in says(signed_in(colleague), address)


def test_a_draft_that_is_too_long_is_not_kept_and_says_so(met, buyer):
    answer = buyer.post(url(met, "draft", met.meeting.public_id), {"note": "x" * 5001})

    assert "too long" in answer.content.decode()
    assert not NoteDraft.objects.exists()


def test_a_note_is_read_by_the_company_and_removed_with_a_way_back(met, buyer):
    colleague = MembershipFactory(organisation=met.buyer.organisation).user
    note = MeetingNoteFactory(meeting=met.meeting, author=met.buyer_person, text="Good lathe")
    address = url(met, "tell", met.meeting.public_id)

    assert "Good lathe" in says(signed_in(colleague), address)
    removed = buyer.post(url(met, "note-remove", note.public_id), follow=True)
    undo = url(met, "note-restore", note.public_id)
    assert undo in removed.content.decode()
    assert "Good lathe" not in says(buyer, address)
    buyer.post(undo)
    assert "Good lathe" in says(buyer, address)


def test_the_form_says_who_sees_the_rating(met, buyer):
    address = url(met, "tell", met.meeting.public_id)

    assert "the organiser only averages" in says(buyer, address)
    OutcomeRulesFactory(edition=met.edition, shows_single_ratings=True)
    assert "the organiser does" in says(buyer, address)


# --- Nothing of one side reaches the other


def test_notes_drafts_and_ratings_of_one_side_are_on_no_page_of_the_other(met, supplier):
    """Compare whole pages: not a letter differs by what the other side thinks."""
    pages = [
        url(met, "follow-up"),
        pair_url(met),
        url(met, "tell", met.meeting.public_id),
        met.meeting.get_absolute_url(),
        url(met, "all-cards", met.supplier.public_id),
    ]
    before = [without_keys(says(supplier, page)) for page in pages]

    MeetingNoteFactory(meeting=met.meeting, text="Never again")
    NoteDraftFactory(meeting=met.meeting, text="Never aga")
    MeetingRatingFactory(meeting=met.meeting, stars=1, is_relevant=False)

    assert [without_keys(says(supplier, page)) for page in pages] == before
    buyer_s = says(signed_in(met.buyer_person), url(met, "tell", met.meeting.public_id))
    assert "Never again" in buyer_s


# --- Business cards


def test_cards_are_taken_along_only_of_those_who_share_them(met, buyer, supplier):
    MembershipFactory(organisation=met.supplier.organisation, user__full_name="Shy Person")
    address = url(met, "pair-cards", met.buyer.public_id, met.supplier.public_id)

    assert says(buyer, address) == ""
    supplier.post(url(met, "share", met.supplier.public_id))
    card = buyer.get(address)
    assert card["Content-Type"] == "text/vcard; charset=utf-8"
    assert card["Content-Disposition"].endswith('.vcf"')
    assert "FN:Son\r\n" in card.content.decode()
    assert "Shy Person" not in card.content.decode()
    assert says(buyer, url(met, "all-cards", met.buyer.public_id)) == card.content.decode()
    supplier.post(url(met, "stop-sharing", met.supplier.public_id))
    assert says(buyer, address) == ""
    assert says(buyer, url(met, "all-cards", met.buyer.public_id)) == ""


def test_cards_of_companies_not_met_stay_where_they_are(met, buyer):
    other = HeldMeetingFactory(edition=met.edition).supplier
    person = MembershipFactory(organisation=other.organisation).user
    ContactConsentFactory(participation=other, user=person)

    assert says(buyer, url(met, "all-cards", met.buyer.public_id)) == ""
    assert ContactConsent.objects.standing().count() == 1


def test_page_asks_for_the_card_and_offers_to_stop(met, supplier):
    assert "Share my card" in says(supplier, url(met, "follow-up"))
    shared = supplier.post(url(met, "share", met.supplier.public_id), follow=True)
    assert url(met, "stop-sharing", met.supplier.public_id) in shared.content.decode()
    assert "Stop sharing" in says(supplier, url(met, "follow-up"))


KEYS = r'name="(?:csrfmiddlewaretoken|submission_key)" value="[^"]*"|X-CSRFToken": "[^"]*"'


def without_keys(page: str) -> str:
    """Leave out what differs each time a page is drawn."""
    return re.sub(KEYS, "", page)
