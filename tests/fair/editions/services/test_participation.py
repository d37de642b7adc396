"""Apply, be decided upon, withdraw, change what one stated, send people."""

from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from fair.editions.choices import Attendance, EditionState, ParticipationStatus, Side
from fair.editions.models import Delegate, Participation
from fair.editions.services import participation as services
from fair.editions.services.participation import (
    CannotApply,
    CannotDecide,
    CannotSendDelegate,
)
from fair.editions.signals import participations_changed
from fair.notifications.models import Notice
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.factories.editions import EditionFactory, SupplierFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
PENDING, APPROVED = ParticipationStatus.PENDING, ParticipationStatus.APPROVED
REJECTED, WITHDRAWN = ParticipationStatus.REJECTED, ParticipationStatus.WITHDRAWN


@pytest.fixture
def actor():
    return UserFactory()


@pytest.fixture
def applicant():
    applicant = SupplierFactory(status=PENDING, edition__title={"en": "Fair", "vi": "Hội chợ"})
    for number, (role, language) in enumerate(
        [(Role.OWNER, "vi"), (Role.MANAGER, "en"), (Role.DELEGATE, "en")]
    ):
        MembershipFactory(
            organisation=applicant.organisation,
            role=role,
            user__email=f"{number}@example.com",
            user__language=language,
        )
    gone = MembershipFactory(organisation=applicant.organisation)
    gone.user.is_active = False
    gone.user.save()
    return applicant


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """Return a function that runs code, commits, and returns the editions that were announced."""

    @contextmanager
    def listening():
        editions = []

        def listen(*, edition_id, **_):
            editions.append(edition_id)

        participations_changed.connect(listen)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                yield editions
        finally:
            participations_changed.disconnect(listen)

    return listening


def locks_of(queries) -> list[str]:
    return [each["sql"] for each in queries if "FOR NO KEY UPDATE" in each["sql"]]


def test_apply():
    edition = EditionFactory()
    organisation = OrganisationFactory(languages=["vi", "ja"])

    with CaptureQueriesContext(connection) as queries:
        applied = services.apply(edition, organisation=organisation, side=Side.BUYER)

    stored = Participation.objects.get()
    assert (stored, stored.status, stored.side) == (applied, PENDING, Side.BUYER)
    assert stored.languages == ["vi", "ja"]
    organisation.refresh_from_db()
    assert (organisation.is_buyer, organisation.is_supplier) == (True, False)
    (lock,) = locks_of(queries)
    assert "accounts_organisation" in lock


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        (EditionState.DRAFT, False),
        (EditionState.REGISTRATION, True),
        (EditionState.MATCHING, True),
        (EditionState.SCHEDULING, True),
        (EditionState.LIVE, False),
        (EditionState.CLOSED, False),
    ],
)
def test_apply_while_registration_is_open(state, is_open):
    edition, organisation = EditionFactory(state=state), OrganisationFactory()

    if not is_open:
        with pytest.raises(CannotApply) as refusal:
            services.apply(edition, organisation=organisation, side=Side.BUYER)
        assert refusal.value.code == "registration_closed"
    else:
        services.apply(edition, organisation=organisation, side=Side.BUYER)

    assert Participation.objects.exists() == is_open


@pytest.mark.parametrize("status", [PENDING, APPROVED, REJECTED])
def test_apply_twice(status):
    earlier = SupplierFactory(status=status)

    with pytest.raises(CannotApply) as refusal:
        services.apply(earlier.edition, organisation=earlier.organisation, side=Side.SUPPLIER)

    assert refusal.value.code == status
    assert Participation.objects.count() == 1


def test_apply_on_both_sides():
    supplier = SupplierFactory()

    services.apply(supplier.edition, organisation=supplier.organisation, side=Side.BUYER)

    assert Participation.objects.count() == 2


def test_apply_again_after_withdrawing(actor):
    supplier = SupplierFactory()
    services.withdraw(supplier, actor=actor, reason="Too far", now=NOW)

    again = services.apply(supplier.edition, organisation=supplier.organisation, side=Side.SUPPLIER)

    assert again == supplier
    supplier.refresh_from_db()
    assert (supplier.status, supplier.status_reason) == (PENDING, "")
    assert (supplier.decided_by, supplier.decided_at) == (None, None)


def test_approve(applicant, actor, heard):
    with heard() as editions, CaptureQueriesContext(connection) as queries:
        services.approve(applicant, actor=actor, now=NOW)

    applicant.refresh_from_db()
    assert (applicant.status, applicant.decided_by, applicant.decided_at) == (APPROVED, actor, NOW)
    assert editions == [applicant.edition_id]
    assert "editions_participation" in locks_of(queries)[0]


def test_approve_tells_owners_and_managers_in_their_language(applicant, actor):
    services.approve(applicant, actor=actor, now=NOW)

    notices = Notice.objects.order_by("id")
    assert [notice.to_email for notice in notices] == ["0@example.com", "1@example.com"]
    assert {notice.kind for notice in notices} == {"editions/participation_approved"}
    vietnamese, english = notices
    assert "Hội chợ" in vietnamese.subject + vietnamese.body_text
    assert "Fair" in english.subject + english.body_text
    assert "Hội chợ" not in english.subject + english.body_text


def test_approve_twice_has_no_second_effect(applicant, actor, heard):
    services.approve(applicant, actor=actor, now=NOW)

    with heard() as editions:
        services.approve(applicant, actor=UserFactory(), now=datetime(2027, 4, 1, tzinfo=UTC))

    applicant.refresh_from_db()
    assert (applicant.decided_by, applicant.decided_at) == (actor, NOW)
    assert Notice.objects.count() == 2
    assert editions == []


def test_reject(applicant, actor, heard):
    with heard() as editions:
        services.reject(applicant, actor=actor, reason="  No such products.  ", now=NOW)

    applicant.refresh_from_db()
    assert (applicant.status, applicant.status_reason) == (REJECTED, "No such products.")
    assert (applicant.decided_by, applicant.decided_at) == (actor, NOW)
    assert [notice.to_email for notice in Notice.objects.order_by("id")] == [
        "0@example.com",
        "1@example.com",
    ]
    assert all("No such products." in notice.body_text for notice in Notice.objects.all())
    assert editions == [applicant.edition_id]


def test_reject_twice_for_one_reason_has_no_second_effect(applicant, actor):
    for _time in range(2):
        services.reject(applicant, actor=actor, reason="No such products.", now=NOW)
    assert Notice.objects.count() == 2

    services.reject(applicant, actor=actor, reason="The hall is full.", now=NOW)

    applicant.refresh_from_db()
    assert applicant.status_reason == "The hall is full."
    assert Notice.objects.count() == 4


def test_rejected_applicant_may_be_approved_after_all(applicant, actor):
    services.reject(applicant, actor=actor, reason="The hall is full.", now=NOW)
    services.approve(applicant, actor=actor, now=NOW)

    applicant.refresh_from_db()
    assert (applicant.status, applicant.status_reason) == (APPROVED, "")


@pytest.mark.parametrize("reason", ["", " \n "])
def test_reject_without_a_reason(applicant, actor, reason):
    with pytest.raises(CannotDecide) as refusal:
        services.reject(applicant, actor=actor, reason=reason, now=NOW)

    assert refusal.value.code == "no_reason"
    applicant.refresh_from_db()
    assert applicant.status == PENDING


def test_who_withdrew_is_not_decided_upon(actor):
    gone = SupplierFactory(status=WITHDRAWN)

    with pytest.raises(CannotDecide) as approval:
        services.approve(gone, actor=actor, now=NOW)
    with pytest.raises(CannotDecide) as rejection:
        services.reject(gone, actor=actor, reason="Gone", now=NOW)

    assert (approval.value.code, rejection.value.code) == ("withdrawn", "withdrawn")
    gone.refresh_from_db()
    assert gone.status == WITHDRAWN
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("status", [PENDING, APPROVED])
def test_withdraw(actor, heard, status):
    supplier = SupplierFactory(status=status)

    with heard() as editions:
        services.withdraw(supplier, actor=actor, reason=" Too far ", now=NOW)

    supplier.refresh_from_db()
    assert (supplier.status, supplier.status_reason) == (WITHDRAWN, "Too far")
    assert (supplier.decided_by, supplier.decided_at) == (actor, NOW)
    assert editions == [supplier.edition_id]


@pytest.mark.parametrize("status", [REJECTED, WITHDRAWN])
def test_withdraw_what_is_rejected_or_withdrawn(actor, status):
    supplier = SupplierFactory(status=status)

    with pytest.raises(CannotDecide) as refusal:
        services.withdraw(supplier, actor=actor, reason="", now=NOW)

    assert refusal.value.code == "not_withdrawable"


def test_decision_is_taken_on_the_stored_row_not_the_one_in_hand(actor):
    supplier = SupplierFactory(status=PENDING)
    stale = Participation.objects.get()
    services.withdraw(supplier, actor=actor, reason="", now=NOW)

    with pytest.raises(CannotDecide):
        services.approve(stale, actor=actor, now=NOW)


def test_change_stores_what_is_stated_and_nothing_else(heard):
    supplier = SupplierFactory(status=PENDING)
    stale = Participation.objects.get()
    Participation.objects.update(status=APPROVED)

    with heard() as editions:
        services.change_participation(
            stale, fields={"attendance": Attendance.BOTH, "max_meetings_total": 8}
        )

    supplier.refresh_from_db()
    assert (supplier.attendance, supplier.max_meetings_total) == (Attendance.BOTH, 8)
    assert supplier.status == APPROVED
    assert editions == [supplier.edition_id]


def test_delegate_is_named_once_under_one_key():
    supplier, key = SupplierFactory(), uuid4()

    first = services.send_delegate(supplier, submission_key=key, values={"full_name": "Linh"})
    second = services.send_delegate(supplier, submission_key=key, values={"full_name": "Linh"})
    services.send_delegate(supplier, submission_key=uuid4(), values={"full_name": "Linh"})

    assert first == second
    assert Delegate.objects.count() == 2


def test_key_of_another_participant_is_refused():
    key = uuid4()
    services.send_delegate(SupplierFactory(), submission_key=key, values={"full_name": "Linh"})

    with pytest.raises(CannotSendDelegate) as refusal:
        services.send_delegate(SupplierFactory(), submission_key=key, values={"full_name": "An"})

    assert refusal.value.code == "form_used"
    assert Delegate.objects.count() == 1
