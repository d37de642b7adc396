"""Which rows the tables take, and who may know of which."""

from datetime import date, time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import Role
from fair.editions.choices import Attendance, EditionState, ParticipationStatus, Side
from fair.editions.models import BY_CODE, Edition, Participation, Session
from fair.editions.permissions import can_edit_participation, is_member, is_organiser
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.editions import (
    BoothFactory,
    BuyerFactory,
    EditionFactory,
    FairDayFactory,
    HallFactory,
    MeetingTableFactory,
    SessionFactory,
    SupplierFactory,
)

pytestmark = pytest.mark.django_db


def refused_codes(row) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return {error.code for errors in refusal.value.error_dict.values() for error in errors}


def refused_by_the_database(row_or_factory, **fields) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row_or_factory(**fields)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ends_on": date(2027, 9, 14)}, "edition_dates_in_order"),
        ({"state": "unheard of"}, "edition_state_known"),
        ({"slot_minutes": 0}, "edition_slot_minutes_positive"),
    ],
)
def test_edition_refused_by_the_database(fields, constraint):
    assert constraint in refused_by_the_database(EditionFactory, **fields)


def test_edition_of_one_day():
    day = date(2027, 9, 15)

    EditionFactory(starts_on=day, ends_on=day).full_clean()


def test_edition_with_a_time_zone_nobody_knows():
    assert refused_codes(EditionFactory.build(time_zone="Mars/Olympus")) >= {"unknown_time_zone"}


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        (time(9), time(12)),
        (time(8), time(9, 30)),
        (time(11, 59), time(13)),
        (time(10), time(11)),
        (time(8), time(13)),
    ],
)
def test_sessions_of_a_day_do_not_overlap(opens_at, closes_at):
    day = SessionFactory().day

    assert "overlap" in refused_codes(Session(day=day, opens_at=opens_at, closes_at=closes_at))


def test_sessions_that_touch_or_lie_on_another_day():
    session = SessionFactory()
    other = FairDayFactory(edition=session.day.edition, date=date(2027, 9, 16))

    Session(day=session.day, opens_at=time(12), closes_at=time(13)).full_clean()
    Session(day=other, opens_at=time(9), closes_at=time(12)).full_clean()
    session.full_clean()


def test_session_that_closes_before_it_opens():
    day = FairDayFactory()

    assert "session_times_in_order" in refused_by_the_database(
        SessionFactory, day=day, opens_at=time(9), closes_at=time(9)
    )


@pytest.mark.parametrize(("day", "is_inside"), [(14, False), (15, True), (17, True), (18, False)])
def test_fair_day_lies_within_the_edition(day, is_inside):
    fair_day = FairDayFactory.build(edition=EditionFactory(), date=date(2027, 9, day))

    if is_inside:
        fair_day.full_clean()
    else:
        assert refused_codes(fair_day) == {"outside_edition"}


def test_rows_that_exist_once():
    supplier = SupplierFactory(external_key="S1")
    edition, organisation = supplier.edition, supplier.organisation
    day = SessionFactory(day__edition=edition).day
    hall = HallFactory(edition=edition)
    booth = BoothFactory(hall=hall)
    table = MeetingTableFactory(edition=edition)

    twice = [
        (SupplierFactory, {"edition": edition, "organisation": organisation}),
        (SupplierFactory, {"edition": edition, "external_key": "S1"}),
        (FairDayFactory, {"edition": edition, "date": day.date}),
        (SessionFactory, {"day": day, "closes_at": time(10)}),
        (HallFactory, {"edition": edition, "code": hall.code}),
        (BoothFactory, {"hall": hall, "code": booth.code}),
        (MeetingTableFactory, {"edition": edition, "code": table.code}),
        (EditionFactory, {"slug": edition.slug}),
    ]

    for factory, fields in twice:
        assert "unique" in refused_by_the_database(factory, **fields)


def test_one_organisation_on_both_sides_and_keys_left_empty():
    supplier = SupplierFactory()
    BuyerFactory(edition=supplier.edition, organisation=supplier.organisation)
    SupplierFactory(edition=supplier.edition)

    assert Participation.objects.filter(external_key="").count() == 3


@pytest.mark.parametrize(
    "fields",
    [{"side": "both"}, {"status": "maybe"}, {"attendance": "by post"}, {"parallel_meetings": 0}],
)
def test_participation_refused_by_the_database(fields):
    (name,) = fields

    assert f"participation_{name.split('_')[0]}" in refused_by_the_database(
        SupplierFactory, **fields
    )


@pytest.mark.parametrize(
    ("attendance", "in_person", "online"),
    [
        (Attendance.IN_PERSON, True, False),
        (Attendance.ONLINE, False, True),
        (Attendance.BOTH, True, True),
    ],
)
def test_attendance(attendance, in_person, online):
    participation = Participation(attendance=attendance)

    assert (participation.attends_in_person, participation.attends_online) == (in_person, online)


def test_order_of_states():
    order = [EditionState.DRAFT]
    while order[-1].following:
        order.append(order[-1].following)

    assert order == list(EditionState)
    assert [state.preceding for state in order] == [None, *order[:-1]]


def people(participation):
    edition = participation.edition
    organiser = MembershipFactory(organisation=edition.organiser).user
    colleague = MembershipFactory(organisation=participation.organisation, role=Role.DELEGATE).user
    owner = MembershipFactory(organisation=participation.organisation).user
    elsewhere = MembershipFactory(organisation=EditionFactory().organiser).user
    return {
        "owner": owner,
        "colleague": colleague,
        "organiser": organiser,
        "elsewhere": elsewhere,
        "stranger": UserFactory(),
        "anonymous": AnonymousUser(),
        "superuser": UserFactory(is_superuser=True),
    }


def who(users, sees) -> set[str]:
    return {name for name, user in users.items() if sees(user)}


OWN = {"owner", "colleague", "organiser", "superuser"}
ALL = OWN | {"elsewhere", "stranger", "anonymous"}


@pytest.mark.parametrize(
    ("status", "state", "seen_by"),
    [
        (ParticipationStatus.APPROVED, EditionState.REGISTRATION, ALL),
        (ParticipationStatus.APPROVED, EditionState.CLOSED, ALL),
        (ParticipationStatus.APPROVED, EditionState.DRAFT, OWN),
        (ParticipationStatus.PENDING, EditionState.REGISTRATION, OWN),
        (ParticipationStatus.REJECTED, EditionState.REGISTRATION, OWN),
        (ParticipationStatus.WITHDRAWN, EditionState.REGISTRATION, OWN),
    ],
)
def test_participation_is_visible_to(status, state, seen_by):
    participation = SupplierFactory(status=status, edition__state=state)
    users = people(participation)

    assert who(users, lambda user: Participation.objects.visible_to(user).exists()) == seen_by
    assert who(users, lambda user: Participation.objects.managed_by(user).exists()) == OWN
    assert Participation.objects.listed().exists() == (seen_by == ALL)


def test_participation_rights():
    participation = SupplierFactory()
    users = people(participation)

    assert who(users, lambda user: can_edit_participation(user, participation)) == OWN - {
        "colleague"
    }
    assert who(users, lambda user: is_member(user, participation)) == {"owner", "colleague"}
    assert who(users, lambda user: is_organiser(user, participation.edition)) == {
        "organiser",
        "superuser",
    }


def test_draft_edition_is_visible_to_its_organiser():
    participation = SupplierFactory(edition__state=EditionState.DRAFT)
    users = people(participation)
    edition = Edition.objects.filter(pk=participation.edition_id)

    assert who(users, lambda user: edition.visible_to(user).exists()) == {"organiser", "superuser"}
    assert who(users, lambda user: edition.organised_by(user).exists()) == {
        "organiser",
        "superuser",
    }


def test_membership_of_a_company_that_is_no_organiser_gives_no_edition():
    edition = EditionFactory(organiser=OrganisationFactory(is_organiser=False))
    user = MembershipFactory(organisation=edition.organiser).user

    assert not Edition.objects.organised_by(user).exists()


def test_edition_is_found_once_by_a_person_with_two_memberships():
    edition = EditionFactory()
    user = MembershipFactory(organisation=edition.organiser).user
    MembershipFactory(user=user, organisation=EditionFactory().organiser)

    assert Edition.objects.organised_by(user).count() == 2


def test_undecided_applications_come_first():
    edition = EditionFactory()
    decided = SupplierFactory(edition=edition, status=ParticipationStatus.APPROVED)
    older = SupplierFactory(edition=edition, status=ParticipationStatus.PENDING)
    newer = BuyerFactory(edition=edition, status=ParticipationStatus.PENDING)

    assert list(Participation.objects.undecided_first()) == [older, newer, decided]


def test_sides():
    supplier, buyer = SupplierFactory(), BuyerFactory()

    assert (supplier.side, buyer.side) == (Side.SUPPLIER, Side.BUYER)
    assert list(Participation.objects.suppliers()) == [supplier]
    assert list(Participation.objects.buyers()) == [buyer]


def test_booths_stand_in_the_order_of_their_numbers():
    hall = HallFactory()
    for code in ("A100", "A02", "A99", "A10"):
        BoothFactory(hall=hall, code=code)

    codes = [booth.code for booth in hall.booths.order_by(*BY_CODE)]

    assert codes == ["A02", "A10", "A99", "A100"]
