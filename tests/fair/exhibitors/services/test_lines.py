"""Product lines from draft to withdrawal."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError

from fair.editions.choices import EditionState, ParticipationStatus
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import ProductLine
from fair.exhibitors.services import lines
from fair.exhibitors.signals import product_lines_changed
from tests.factories.editions import BuyerFactory, SupplierFactory
from tests.factories.exhibitors import LinePhotoFactory, ProductLineFactory, PublishedLineFactory
from tests.factories.taxonomy import MaterialFactory, ProcessFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2027, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """Return a function that runs something and gives the editions announced after its commit."""

    def run(act, *args, **kwargs):
        editions = []

        def note(*, edition_id, **_):
            editions.append(edition_id)

        product_lines_changed.connect(note)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                act(*args, **kwargs)
        finally:
            product_lines_changed.disconnect(note)
        return editions

    return run


def test_create_line_stores_fields_and_choices():
    supplier = SupplierFactory()
    process, material = ProcessFactory(), MaterialFactory()

    line = lines.create_product_line(
        supplier,
        submission_key=uuid4(),
        values={
            "title": {"vi": "Trục tiện"},
            "tolerance_mm": Decimal("0.02"),
            "processes": [process],
            "materials": [material],
            "state": LineState.PUBLISHED,
        },
    )

    line.refresh_from_db()
    assert line.title == {"vi": "Trục tiện"}
    assert line.tolerance_mm == Decimal("0.0200")
    assert list(line.processes.all()) == [process]
    assert list(line.materials.all()) == [material]
    assert line.state == LineState.DRAFT


def test_create_line_with_the_same_key_makes_one():
    supplier, key = SupplierFactory(), uuid4()
    first = lines.create_product_line(supplier, submission_key=key, values={"title": {"en": "A"}})

    again = lines.create_product_line(supplier, submission_key=key, values={"title": {"en": "B"}})

    assert again == first
    assert ProductLine.objects.get().title == {"en": "A"}


def test_create_line_with_the_key_of_another_supplier_is_refused():
    theirs = ProductLineFactory()

    with pytest.raises(lines.CannotCreateLine) as refusal:
        lines.create_product_line(
            SupplierFactory(), submission_key=theirs.public_id, values={"title": {"en": "A"}}
        )

    assert refusal.value.code == "form_used"
    assert ProductLine.objects.count() == 1


def test_create_line_for_a_buyer_is_refused():
    with pytest.raises(lines.CannotCreateLine) as refusal:
        lines.create_product_line(BuyerFactory(), submission_key=uuid4(), values={})

    assert refusal.value.code == "not_supplier"


def test_change_line_leaves_what_is_not_stated():
    process = ProcessFactory()
    line = ProductLineFactory(processes=[process], moq_pcs=500)

    lines.change_product_line(line, values={"title": {"en": "Shafts"}})

    line.refresh_from_db()
    assert (line.title, line.moq_pcs) == ({"en": "Shafts"}, 500)
    assert list(line.processes.all()) == [process]


def test_change_published_line_keeps_what_publishing_needs():
    line = PublishedLineFactory()

    with pytest.raises(lines.CannotPublishLine) as refusal:
        lines.change_product_line(line, values={"title": {}, "processes": []})

    assert refusal.value.code == "incomplete"
    assert str(refusal.value) == "Add first: a title, at least one process."
    line.refresh_from_db()
    assert line.title != {}
    assert line.processes.count() == 1


def test_more_free_capacity_than_capacity_is_refused_by_the_database():
    line = ProductLineFactory(capacity_per_month=100)

    with pytest.raises(IntegrityError, match="product_line_free_within_capacity"):
        lines.change_product_line(line, values={"free_capacity_per_month": 101})


def test_publish_line_notes_the_first_time():
    line = ProductLineFactory()
    lines.publish_product_line(line, now=NOW)

    lines.publish_product_line(line, now=LATER)

    line.refresh_from_db()
    assert (line.state, line.published_at) == (LineState.PUBLISHED, NOW)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": {}}, "incomplete"),
        ({"processes": []}, "incomplete"),
        ({"participation__status": ParticipationStatus.REJECTED}, "not_taking_part"),
        ({"participation__status": ParticipationStatus.WITHDRAWN}, "not_taking_part"),
        ({"participation__edition__state": EditionState.CLOSED}, "edition_closed"),
    ],
)
def test_publish_line_refuses(fields, code):
    line = ProductLineFactory(**fields)

    with pytest.raises(lines.CannotPublishLine) as refusal:
        lines.publish_product_line(line, now=NOW)

    assert refusal.value.code == code
    line.refresh_from_db()
    assert line.state == LineState.DRAFT


def test_publish_line_while_approval_is_pending_is_possible_but_not_listed():
    line = ProductLineFactory(participation__status=ParticipationStatus.PENDING)

    lines.publish_product_line(line, now=NOW)

    assert not ProductLine.objects.published().exists()


def test_withdraw_and_publish_again():
    line = PublishedLineFactory()

    assert lines.withdraw_product_line(line).state == LineState.WITHDRAWN
    assert lines.publish_product_line(line, now=LATER).state == LineState.PUBLISHED


def test_withdraw_draft_changes_nothing(heard):
    line = ProductLineFactory()

    assert heard(lines.withdraw_product_line, line) == []

    line.refresh_from_db()
    assert line.state == LineState.DRAFT


def test_copy_line_is_a_draft_with_the_same_statements():
    line = PublishedLineFactory(external_key="L-1", moq_pcs=500)
    LinePhotoFactory(line=line)
    key = uuid4()

    copy = lines.copy_product_line(line, submission_key=key)
    again = lines.copy_product_line(line, submission_key=key)

    assert again == copy != line
    assert (copy.state, copy.external_key, copy.moq_pcs) == (LineState.DRAFT, "", 500)
    assert copy.title == line.title
    assert list(copy.processes.all()) == list(line.processes.all())
    assert copy.photos.count() == 0


def test_delete_draft_removes_its_photos(django_capture_on_commit_callbacks):
    photo = LinePhotoFactory()
    storage, name = photo.image.storage, photo.image.name

    with django_capture_on_commit_callbacks(execute=True):
        lines.delete_product_line(photo.line)

    assert not ProductLine.objects.exists()
    assert not storage.exists(name)


def test_delete_published_line_is_refused():
    with pytest.raises(lines.CannotDeleteLine) as refusal:
        lines.delete_product_line(PublishedLineFactory())

    assert refusal.value.code == "not_draft"


def test_each_change_is_announced_once_after_commit(heard):
    supplier, key = SupplierFactory(), uuid4()
    edition_id = supplier.edition_id
    values = {"title": {"en": "A"}, "processes": [ProcessFactory()]}

    assert heard(lines.create_product_line, supplier, submission_key=key, values=values) == [
        edition_id
    ]
    line = ProductLine.objects.get()
    assert heard(lines.create_product_line, supplier, submission_key=key, values=values) == []
    assert heard(lines.change_product_line, line, values=values) == [edition_id]
    assert heard(lines.publish_product_line, line, now=NOW) == [edition_id]
    assert heard(lines.publish_product_line, line, now=NOW) == []
    assert heard(lines.withdraw_product_line, line) == [edition_id]
