"""An edition moves through its states."""

from datetime import date, time

import pytest

from fair.editions.choices import EditionState, ParticipationStatus
from fair.editions.models import Session
from fair.editions.services.lifecycle import (
    CannotMoveEdition,
    advance_edition,
    lay_out_days,
    step_back_edition,
    what_is_missing,
)
from tests.factories.editions import (
    BuyerFactory,
    EditionFactory,
    FairDayFactory,
    SessionFactory,
    SupplierFactory,
)

pytestmark = pytest.mark.django_db


def refusal_of(step, edition) -> str:
    before = edition.state
    with pytest.raises(CannotMoveEdition) as refusal:
        step(edition)
    edition.refresh_from_db()
    assert edition.state == before
    return refusal.value.code


def test_edition_moves_through_every_state_and_back():
    edition = EditionFactory(state=EditionState.DRAFT)
    SessionFactory(day__edition=edition)
    SupplierFactory(edition=edition)
    BuyerFactory(edition=edition)

    forth = [advance_edition(edition) for _state in list(EditionState)[1:]]
    edition.refresh_from_db()
    assert (forth, edition.state) == (list(EditionState)[1:], EditionState.CLOSED)

    back = [step_back_edition(edition) for _state in list(EditionState)[1:]]
    edition.refresh_from_db()
    assert (back, edition.state) == (list(EditionState)[-2::-1], EditionState.DRAFT)


def test_registration_needs_sessions():
    edition = EditionFactory(state=EditionState.DRAFT)
    FairDayFactory(edition=edition)
    SessionFactory()

    assert refusal_of(advance_edition, edition) == "no_sessions"


def test_matching_needs_an_approved_supplier_and_buyer():
    edition = EditionFactory()
    waiting = ParticipationStatus.PENDING
    assert what_is_missing(edition, state=EditionState.MATCHING) == ["no_supplier", "no_buyer"]

    BuyerFactory(edition=edition)
    SupplierFactory(edition=edition, status=waiting)
    SupplierFactory()
    assert refusal_of(advance_edition, edition) == "no_supplier"

    SupplierFactory(edition=edition)
    assert advance_edition(edition) == EditionState.MATCHING


def test_matching_without_a_buyer():
    edition = SupplierFactory().edition

    assert refusal_of(advance_edition, edition) == "no_buyer"


def test_first_and_last_state():
    assert refusal_of(advance_edition, EditionFactory(state=EditionState.CLOSED)) == "last_state"
    assert refusal_of(step_back_edition, EditionFactory(state=EditionState.DRAFT)) == "first_state"


def test_moving_reads_the_stored_state_not_the_one_in_hand():
    edition = EditionFactory(state=EditionState.LIVE)
    stale = type(edition).objects.get(pk=edition.pk)
    advance_edition(edition)

    with pytest.raises(CannotMoveEdition, match="closed"):
        advance_edition(stale)


def test_every_refusal_has_words():
    words = {code: str(CannotMoveEdition(code)) for code in CannotMoveEdition.MESSAGES}

    assert all(words.values())
    assert len(set(words.values())) == len(words)


def test_lay_out_days_fills_in_what_is_missing_and_only_that():
    edition = EditionFactory()
    own = SessionFactory(
        day__edition=edition, day__date=date(2027, 9, 16), opens_at=time(10), closes_at=time(11)
    )

    assert lay_out_days(edition) == 2
    assert lay_out_days(edition) == 0

    sessions = Session.objects.filter(day__edition=edition).order_by("day__date", "opens_at")
    usual = ["09:00–12:00", "13:30–17:00"]
    assert [str(session) for session in sessions] == [
        *(f"Sept. 15, 2027 {times}" for times in usual),
        str(own),
        *(f"Sept. 17, 2027 {times}" for times in usual),
    ]
