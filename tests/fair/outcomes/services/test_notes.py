"""Notes, drafts and ratings of one side."""

from datetime import timedelta
from uuid import uuid4

import pytest

from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.meetings.models import Meeting
from fair.outcomes.models import MeetingNote, MeetingRating, NoteDraft
from fair.outcomes.services import notes, ratings
from fair.outcomes.services.notes import CannotWriteNote
from fair.outcomes.services.ratings import CannotRate
from tests.factories.accounts import UserFactory
from tests.fair.outcomes.conftest import NOW, Met

pytestmark = pytest.mark.django_db


def keeps(met: Met, text: str, author=None, now=NOW) -> NoteDraft | None:
    author = author or met.buyer_person
    return notes.save_draft(met.meeting, side=Side.BUYER, author=author, text=text, now=now)


def writes(met: Met, text: str = "They can", key=None) -> MeetingNote:
    return notes.write_note(
        met.meeting,
        side=Side.BUYER,
        author=met.buyer_person,
        text=text,
        submission_key=key or uuid4(),
        now=NOW,
    )


def rates(met: Met, stars: int | None, is_relevant: bool | None = None, now=NOW):  # noqa: FBT001 - a value
    return ratings.rate_meeting(
        met.meeting,
        side=Side.BUYER,
        stars=stars,
        is_relevant=is_relevant,
        actor=met.buyer_person,
        now=now,
    )


def test_a_draft_is_kept_in_place_of_the_last_one(met):
    keeps(met, "They")
    later = NOW + timedelta(seconds=5)
    keeps(met, "They can", now=later)

    draft = NoteDraft.objects.get()
    assert (draft.text, draft.saved_at) == ("They can", later)


def test_everybody_has_a_draft_of_their_own(met):
    keeps(met, "They can")
    keeps(met, "They cannot", author=UserFactory())

    assert NoteDraft.objects.count() == 2


def test_an_emptied_draft_is_none(met):
    keeps(met, "They can")

    assert keeps(met, "  ") is None
    assert not NoteDraft.objects.exists()


def test_writing_the_note_lets_the_draft_go_even_where_it_comes_late(met):
    keeps(met, "They can")
    writes(met, " They can ")

    assert keeps(met, "They can") is None
    assert not NoteDraft.objects.exists()
    assert MeetingNote.objects.get().text == "They can"
    assert keeps(met, "They can do more") is not None


def test_a_form_sent_twice_writes_one_note_and_another_s_key_none(met):
    key = uuid4()

    assert writes(met, key=key) == writes(met, key=key)
    MeetingNote.objects.update(side=Side.SUPPLIER)
    with pytest.raises(CannotWriteNote) as caught:
        writes(met, key=key)
    assert caught.value.code == "form_used"


def test_a_note_is_removed_and_brought_back(met):
    note = writes(met)

    notes.remove_note(note, now=NOW)
    assert not MeetingNote.objects.standing().exists()
    notes.restore_note(note, now=NOW)
    assert list(MeetingNote.objects.standing()) == [note]


def test_the_last_rating_of_a_side_counts_and_can_be_taken_away(met):
    rates(met, 2)
    rates(met, 5, is_relevant=True)

    rating = MeetingRating.objects.get()
    assert (rating.stars, rating.is_relevant, rating.rated_by) == (5, True, met.buyer_person)
    assert rates(met, None) is None
    assert not MeetingRating.objects.exists()


def test_a_meeting_is_rated_once_it_took_place(met):
    Meeting.objects.update(state=MeetingState.CONFIRMED, ends_at=NOW)
    met.meeting.refresh_from_db()

    with pytest.raises(CannotRate):
        rates(met, 4, now=NOW - timedelta(seconds=1))
    assert rates(met, 4).stars == 4


@pytest.mark.parametrize("model", [MeetingNote, MeetingRating, NoteDraft])
def test_a_side_sees_its_own_rows_and_nobody_else_does(met, model):
    keeps(met, "They can")
    writes(met, "They will")
    keeps(met, "They can")
    rates(met, 4)
    superuser = UserFactory(is_superuser=True)

    seen = {
        person.full_name: model.objects.visible_to(person).count()
        for person in (met.buyer_person, met.supplier_person, met.organiser, superuser)
    }

    assert list(seen.values()) == [1, 0, 0, 0]
