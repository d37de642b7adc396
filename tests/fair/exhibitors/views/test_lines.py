"""Product lines in the browser's words: lists, forms, buttons."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from fair.exhibitors.choices import LineState
from fair.exhibitors.models import LinePhoto, ProductLine
from tests.factories.editions import SupplierFactory
from tests.factories.exhibitors import LinePhotoFactory, ProductLineFactory, PublishedLineFactory
from tests.factories.taxonomy import MaterialFactory, ProcessFactory
from tests.fair.people import people_around, query_count

pytestmark = pytest.mark.django_db


def address(name, participation, *args):
    return reverse(f"exhibitors:{name}", args=[participation.edition.slug, *args])


def entered(**changes):
    return {
        "submission_key": str(uuid4()),
        "title_vi": "Trục tiện chính xác",
        "title_en": "Precision turned shafts",
        "processes": [ProcessFactory().pk],
        "tolerance_mm": "0.02",
        "capacity_per_month": "20000",
        "free_capacity_per_month": "5000",
        "export_markets": ["JP", "KR"],
        **changes,
    }


def texts_of(response):
    return [str(message) for message in response.context["messages"]]


def test_create_line_stores_a_draft_and_shows_it():
    supplier = SupplierFactory()
    owner = people_around(supplier).owner
    url = address("line-create", supplier)

    response = owner.post(url, entered(), follow=True)

    line = ProductLine.objects.get()
    assert response.redirect_chain == [(line.get_absolute_url(), 302)]
    assert line.participation == supplier
    assert line.title == {"vi": "Trục tiện chính xác", "en": "Precision turned shafts"}
    assert (line.state, line.export_markets) == (LineState.DRAFT, ["JP", "KR"])
    assert "Japan" in response.text


def test_create_line_posted_twice_makes_one():
    supplier = SupplierFactory()
    owner = people_around(supplier).owner
    url, form = address("line-create", supplier), entered()

    first = owner.post(url, form)
    again = owner.post(url, form)

    assert first["Location"] == again["Location"]
    assert ProductLine.objects.count() == 1


def test_create_line_gives_each_form_its_own_key():
    supplier = SupplierFactory()
    owner = people_around(supplier).owner
    url = address("line-create", supplier)

    keys = {owner.get(url).context["form"]["submission_key"].value() for _ in range(2)}

    assert len(keys) == 2


def test_create_line_ignores_fields_that_are_not_asked_for():
    supplier, other = SupplierFactory(), SupplierFactory()
    owner = people_around(supplier).owner
    smuggled = {
        "state": LineState.PUBLISHED,
        "participation": other.pk,
        "external_key": "X",
        "published_at": "2027-01-01",
    }

    owner.post(address("line-create", supplier), entered(**smuggled))

    line = ProductLine.objects.get()
    assert (line.state, line.participation) == (LineState.DRAFT, supplier)
    assert (line.external_key, line.published_at) == ("", None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title_vi": "", "title_en": ""}, "This field is required."),
        ({"tolerance_mm": "0"}, "Ensure this value is greater than or equal to 0.0001."),
        ({"free_capacity_per_month": "30000"}, "More capacity is free than there is."),
    ],
)
def test_create_line_says_what_to_mend_and_keeps_the_rest(changes, words):
    supplier = SupplierFactory()
    owner = people_around(supplier).owner

    response = owner.post(address("line-create", supplier), entered(moq_pcs="321", **changes))

    assert response.status_code == 200
    assert words in response.text
    assert 'value="321"' in response.text
    assert not ProductLine.objects.exists()


def test_edit_line_offers_what_is_chosen_though_inactive():
    material = MaterialFactory(is_active=False)
    line = ProductLineFactory()
    line.materials.add(material)
    owner = people_around(line.participation).owner
    url = address("line-edit", line.participation, line.public_id)

    form = owner.get(url).context["form"]
    owner.post(url, entered(materials=[material.pk], title_en="Shafts"))

    assert list(form.fields["materials"].queryset) == [material]
    line.refresh_from_db()
    assert line.title["en"] == "Shafts"
    assert list(line.materials.all()) == [material]


def test_edit_published_line_keeps_a_process():
    line = PublishedLineFactory()
    owner = people_around(line.participation).owner

    response = owner.post(
        address("line-edit", line.participation, line.public_id), entered(processes=[])
    )

    assert "A published line names at least one process." in response.text
    assert line.processes.count() == 1


def test_publish_offers_undo_and_undo_withdraws():
    line = ProductLineFactory()
    owner = people_around(line.participation).owner

    response = owner.post(address("line-publish", line.participation, line.public_id), follow=True)

    undo_url = address("line-withdraw", line.participation, line.public_id)
    assert f'action="{undo_url}"' in texts_of(response)[0]
    owner.post(undo_url)
    line.refresh_from_db()
    assert line.state == LineState.WITHDRAWN


def test_publish_incomplete_line_says_what_is_missing():
    line = ProductLineFactory(processes=[])
    owner = people_around(line.participation).owner

    response = owner.post(address("line-publish", line.participation, line.public_id), follow=True)

    assert texts_of(response) == ["Add first: at least one process."]


def test_copy_button_pressed_twice_makes_one_copy_of_each_line():
    first = ProductLineFactory()
    second = ProductLineFactory(participation=first.participation)
    owner = people_around(first.participation).owner
    key = owner.get(address("line-list", first.participation)).context["copy_key"]

    for line in (first, first, second):
        owner.post(address("line-copy", line.participation, line.public_id, key))

    assert ProductLine.objects.count() == 4


def test_delete_draft_returns_to_the_list():
    line = ProductLineFactory()
    owner = people_around(line.participation).owner

    response = owner.post(address("line-delete", line.participation, line.public_id), follow=True)

    assert response.status_code == 200
    assert texts_of(response) == ["The draft is deleted."]


def test_title_is_escaped_in_the_undo_message():
    line = ProductLineFactory(title={"en": "<script>alert(1)</script>"})
    owner = people_around(line.participation).owner

    response = owner.post(address("line-publish", line.participation, line.public_id), follow=True)

    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "truc tien"}, ["Trục tiện"]),
        ({"search": "GEHÄUSE"}, ["Gehäuse"]),
        ({"search": "旋盤"}, ["旋盤加工品"]),
        ({"search": "vi"}, []),
        ({"state": "published"}, ["Gehäuse"]),
        ({"state": "nonsense", "search": "旋盤"}, ["旋盤加工品"]),
    ],
)
def test_line_list_searches_in_every_language_without_diacritics(query, found):
    supplier = SupplierFactory()
    ProductLineFactory(participation=supplier, title={"vi": "Trục tiện"})
    PublishedLineFactory(participation=supplier, title={"en": "Gehäuse"})
    ProductLineFactory(participation=supplier, title={"ja": "旋盤加工品"})
    PublishedLineFactory(title={"vi": "Trục tiện của người khác"})
    owner = people_around(supplier).owner

    response = owner.get(address("line-list", supplier), query)

    assert [str(line) for line, _completeness in response.context["rows"]] == found


def test_line_list_says_what_is_missing():
    line = ProductLineFactory(processes=[])
    owner = people_around(line.participation).owner

    response = owner.get(address("line-list", line.participation))

    [(shown, completeness)] = response.context["rows"]
    assert shown == line
    assert completeness.needed == ("processes",)
    assert completeness.percent == 11
    assert "at least one process" in response.text


def test_line_list_asks_the_same_queries_for_one_and_three():
    line = ProductLineFactory()
    owner = people_around(line.participation).owner
    url = address("line-list", line.participation)
    for_one = query_count(owner, url)

    for photo in LinePhotoFactory.create_batch(2, line__participation=line.participation):
        photo.line.materials.add(MaterialFactory())

    assert query_count(owner, url) == for_one


def picture(name="part.jpg"):
    target = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(target, "JPEG")
    return SimpleUploadedFile(name, target.getvalue(), "image/jpeg")


def test_photo_posted_twice_is_added_once():
    line = ProductLineFactory()
    owner = people_around(line.participation).owner
    key = str(uuid4())

    for _attempt in range(2):
        owner.post(
            address("photo-add", line.participation, line.public_id),
            {"submission_key": key, "picture": picture("../../x.php.jpg"), "caption": "Shaft"},
        )

    photo = LinePhoto.objects.get()
    assert (photo.line, photo.caption) == (line, "Shaft")
    assert photo.image.name.startswith(f"lines/{line.public_id}/")
    assert photo.image.name.endswith(".jpg")


def test_photo_that_is_none_is_refused_in_words():
    line = ProductLineFactory()
    owner = people_around(line.participation).owner
    upload = SimpleUploadedFile("part.png", b"<svg onload=alert(1)>", "image/png")

    response = owner.post(
        address("photo-add", line.participation, line.public_id),
        {"submission_key": str(uuid4()), "picture": upload},
        follow=True,
    )

    assert texts_of(response) == ["This is not a picture we can read; send a JPEG, PNG or WebP."]
    assert not LinePhoto.objects.exists()


def test_photos_are_moved_and_removed():
    line = ProductLineFactory()
    first, second = (LinePhotoFactory(line=line, position=place) for place in range(2))
    owner = people_around(line.participation).owner

    owner.post(address("photo-front", line.participation, second.public_id))
    assert list(line.photos.order_by("position")) == [second, first]
    owner.post(address("photo-remove", line.participation, first.public_id))
    assert list(line.photos.all()) == [second]
