"""Photos of product lines."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from fair.exhibitors.models import LinePhoto
from fair.exhibitors.services import photos
from tests.factories.exhibitors import LinePhotoFactory, ProductLineFactory

pytestmark = pytest.mark.django_db


def picture():
    target = BytesIO()
    Image.new("RGB", (8, 6)).save(target, "JPEG")
    return ContentFile(target.getvalue(), name="picture.jpg")


def captions(line):
    return [photo.caption for photo in line.photos.order_by("position", "id")]


def test_add_photo_puts_it_last():
    line = ProductLineFactory()
    for caption in ("first", "second"):
        photos.add_photo(line, submission_key=uuid4(), picture=picture(), caption=caption)

    assert captions(line) == ["first", "second"]


def test_add_photo_with_the_same_key_adds_one():
    line, key = ProductLineFactory(), uuid4()
    for _attempt in range(2):
        photos.add_photo(line, submission_key=key, picture=picture(), caption="")

    assert LinePhoto.objects.count() == 1


def test_add_photo_with_the_key_of_another_line_is_refused():
    theirs = LinePhotoFactory()

    with pytest.raises(photos.CannotAddPhoto) as refusal:
        photos.add_photo(
            ProductLineFactory(), submission_key=theirs.public_id, picture=picture(), caption=""
        )

    assert refusal.value.code == "form_used"


def test_add_photo_beyond_the_limit_is_refused():
    line = ProductLineFactory()
    LinePhoto.objects.bulk_create(LinePhoto(line=line) for _ in range(photos.MAX_PHOTOS))

    with pytest.raises(photos.CannotAddPhoto) as refusal:
        photos.add_photo(line, submission_key=uuid4(), picture=picture(), caption="")

    assert refusal.value.code == "too_many"
    assert str(refusal.value) == "A line has at most 8 photos. Remove one first."


def test_move_photo_stops_at_the_ends():
    line = ProductLineFactory()
    made = [
        photos.add_photo(line, submission_key=uuid4(), picture=picture(), caption=caption)
        for caption in "abc"
    ]

    photos.move_photo(made[2], places=-1)
    assert captions(line) == ["a", "c", "b"]
    photos.move_photo(made[0], places=-1)
    assert captions(line) == ["a", "c", "b"]
    photos.move_photo(made[0], places=1)
    assert captions(line) == ["c", "a", "b"]


def test_remove_photo_removes_its_file_after_commit(django_capture_on_commit_callbacks):
    photo = LinePhotoFactory()
    storage, name = photo.image.storage, photo.image.name

    with django_capture_on_commit_callbacks() as callbacks:
        photos.remove_photo(photo)

    assert storage.exists(name)
    for callback in callbacks:
        callback()
    assert not storage.exists(name)
