"""Registering for booths and allotting them."""

from datetime import UTC, datetime

import pytest

from accounts.choices import Role
from fair.editions.choices import Attendance, BoothType, EditionState, ParticipationStatus
from fair.editions.services import participation as taking_part
from fair.exhibitors.models import BoothRegistration
from fair.exhibitors.services import booths
from tests.factories.accounts import MembershipFactory
from tests.factories.editions import (
    BoothFactory,
    BuyerFactory,
    EditionFactory,
    HallFactory,
    SupplierFactory,
)
from tests.factories.exhibitors import BoothRegistrationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2027, 3, 2, 9, tzinfo=UTC)


def test_register_booth_stores_the_wishes():
    supplier = SupplierFactory()
    hall = HallFactory(edition=supplier.edition)

    registration = booths.register_booth(
        supplier, booth_type=BoothType.CORNER, hall_wish=hall, remarks="Near the entrance."
    )

    registration.refresh_from_db()
    assert registration.participation == supplier
    assert registration.booth_type == BoothType.CORNER
    assert registration.hall_wish == hall
    assert registration.remarks == "Near the entrance."
    assert registration.booth is None


def test_register_booth_again_changes_the_one_registration():
    supplier = SupplierFactory()
    booths.register_booth(supplier, booth_type=BoothType.CORNER, hall_wish=None, remarks="")

    booths.register_booth(supplier, booth_type=BoothType.PREMIUM, hall_wish=None, remarks="Big")

    registration = BoothRegistration.objects.get()
    assert (registration.booth_type, registration.remarks) == (BoothType.PREMIUM, "Big")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (BuyerFactory, "not_supplier"),
        (lambda: SupplierFactory(status=ParticipationStatus.REJECTED), "not_taking_part"),
        (lambda: SupplierFactory(status=ParticipationStatus.WITHDRAWN), "not_taking_part"),
        (lambda: SupplierFactory(attendance=Attendance.ONLINE), "not_in_person"),
        (lambda: SupplierFactory(edition__state=EditionState.LIVE), "registration_closed"),
    ],
)
def test_register_booth_refuses(make, code):
    participation = make()

    with pytest.raises(booths.CannotRegisterBooth) as refusal:
        booths.register_booth(
            participation, booth_type=BoothType.STANDARD, hall_wish=None, remarks=""
        )

    assert refusal.value.code == code
    assert str(refusal.value)
    assert not BoothRegistration.objects.exists()


def test_register_booth_refuses_hall_of_another_edition():
    with pytest.raises(booths.CannotRegisterBooth) as refusal:
        booths.register_booth(
            SupplierFactory(), booth_type=BoothType.STANDARD, hall_wish=HallFactory(), remarks=""
        )

    assert refusal.value.code == "foreign_hall"


def test_change_registration_with_allotted_booth_changes_remarks_only():
    booth = BoothFactory()
    registration = BoothRegistrationFactory(
        participation__edition=booth.hall.edition, booth=booth, allotted_at=NOW
    )

    changed = booths.change_booth_registration(
        registration, booth_type=BoothType.STANDARD, hall_wish=None, remarks="Power, please."
    )
    with pytest.raises(booths.CannotRegisterBooth) as refusal:
        booths.change_booth_registration(
            registration, booth_type=BoothType.PREMIUM, hall_wish=None, remarks=""
        )

    assert changed.remarks == "Power, please."
    assert refusal.value.code == "already_allotted"
    registration.refresh_from_db()
    assert registration.booth_type == BoothType.STANDARD


def test_allot_booth_gives_it_and_notes_the_time():
    booth = BoothFactory()
    registration = BoothRegistrationFactory(participation__edition=booth.hall.edition)

    booths.allot_booth(registration, booth=booth, now=NOW)

    registration.refresh_from_db()
    assert (registration.booth, registration.allotted_at) == (booth, NOW)


def test_allot_booth_twice_keeps_the_first_time():
    booth = BoothFactory()
    registration = BoothRegistrationFactory(participation__edition=booth.hall.edition)
    booths.allot_booth(registration, booth=booth, now=NOW)

    booths.allot_booth(registration, booth=booth, now=LATER)

    registration.refresh_from_db()
    assert registration.allotted_at == NOW


def test_allot_booth_gives_up_the_earlier_one():
    hall = HallFactory()
    first, second = BoothFactory.create_batch(2, hall=hall)
    registration = BoothRegistrationFactory(participation__edition=hall.edition, booth=first)

    booths.allot_booth(registration, booth=second, now=NOW)

    other = BoothRegistrationFactory(participation__edition=hall.edition)
    assert booths.allot_booth(other, booth=first, now=NOW).booth == first


def test_allot_booth_refuses_one_that_is_taken():
    booth = BoothFactory(code="A12")
    BoothRegistrationFactory(participation__edition=booth.hall.edition, booth=booth)
    registration = BoothRegistrationFactory(participation__edition=booth.hall.edition)

    with pytest.raises(booths.CannotAllotBooth) as refusal:
        booths.allot_booth(registration, booth=booth, now=NOW)

    assert refusal.value.code == "booth_taken"
    assert str(refusal.value) == "Booth A12 is taken. Choose another one."
    registration.refresh_from_db()
    assert registration.booth is None


def test_allot_booth_refuses_foreign_inactive_and_unapproved():
    edition = EditionFactory()
    registration = BoothRegistrationFactory(participation__edition=edition)
    pending = BoothRegistrationFactory(
        participation__edition=edition, participation__status=ParticipationStatus.PENDING
    )
    cases = [
        (registration, BoothFactory(), "foreign_booth"),
        (registration, BoothFactory(hall__edition=edition, is_active=False), "booth_inactive"),
        (pending, BoothFactory(hall__edition=edition), "not_approved"),
    ]

    codes = []
    for row, booth, _code in cases:
        with pytest.raises(booths.CannotAllotBooth) as refusal:
            booths.allot_booth(row, booth=booth, now=NOW)
        codes.append(refusal.value.code)

    assert codes == [code for _row, _booth, code in cases]


def test_release_booth_frees_it():
    booth = BoothFactory()
    registration = BoothRegistrationFactory(
        participation__edition=booth.hall.edition, booth=booth, allotted_at=NOW
    )

    booths.release_booth(registration)

    registration.refresh_from_db()
    assert (registration.booth, registration.allotted_at) == (None, None)


def test_allot_all_by_wish_takes_type_and_hall_then_type_then_hall():
    edition = EditionFactory()
    hall_a, hall_b = HallFactory(edition=edition, code="A"), HallFactory(edition=edition, code="B")
    standard_a = BoothFactory(hall=hall_a, code="A1", booth_type=BoothType.STANDARD)
    corner_b = BoothFactory(hall=hall_b, code="B1", booth_type=BoothType.CORNER)
    standard_b = BoothFactory(hall=hall_b, code="B2", booth_type=BoothType.STANDARD)
    BoothFactory(hall=hall_b, code="B0", is_active=False)

    def register(booth_type, hall, **fields):
        return BoothRegistrationFactory(
            participation__edition=edition, booth_type=booth_type, hall_wish=hall, **fields
        )

    corner_in_a = register(BoothType.CORNER, hall_a)
    standard_in_b = register(BoothType.STANDARD, hall_b)
    premium_in_a = register(BoothType.PREMIUM, hall_a)
    left_over = register(BoothType.PREMIUM, hall_b)
    pending = register(BoothType.STANDARD, None, participation__status=ParticipationStatus.PENDING)

    allotted = booths.allot_all_by_wish(edition, now=NOW)

    assert {each.registration.pk: (each.booth, each.rank) for each in allotted} == {
        standard_in_b.pk: (standard_b, 0),
        corner_in_a.pk: (corner_b, 1),
        premium_in_a.pk: (standard_a, 2),
    }
    assert list(BoothRegistration.objects.unallotted().order_by("id")) == [left_over, pending]
    assert booths.allot_all_by_wish(edition, now=LATER) == []


def test_withdrawal_frees_the_booth(django_capture_on_commit_callbacks):
    booth = BoothFactory()
    registration = BoothRegistrationFactory(
        participation__edition=booth.hall.edition, booth=booth, allotted_at=NOW
    )
    owner = MembershipFactory(
        organisation=registration.participation.organisation, role=Role.OWNER
    ).user

    with django_capture_on_commit_callbacks(execute=True):
        taking_part.withdraw(registration.participation, actor=owner, reason="", now=NOW)

    registration.refresh_from_db()
    assert registration.booth is None


def test_allot_by_wish_prefers_type_and_hall_and_keeps_an_allotted_booth():
    edition = EditionFactory()
    wished, other = HallFactory(edition=edition, code="B"), HallFactory(edition=edition, code="A")
    BoothFactory(hall=other, booth_type=BoothType.CORNER)
    best = BoothFactory(hall=wished, booth_type=BoothType.CORNER)
    registration = BoothRegistrationFactory(
        participation__edition=edition, booth_type=BoothType.CORNER, hall_wish=wished
    )

    first = booths.allot_by_wish(registration, now=NOW)
    again = booths.allot_by_wish(registration, now=LATER)

    assert (first.booth, again.booth, again.allotted_at) == (best, best, NOW)


def test_allot_by_wish_refuses_where_nothing_fits():
    registration = BoothRegistrationFactory()

    with pytest.raises(booths.CannotAllotBooth) as refusal:
        booths.allot_by_wish(registration, now=NOW)

    assert refusal.value.code == "none_fits"
