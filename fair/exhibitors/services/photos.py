"""Add, remove and order the photos of a product line."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.common.uploads import delete_after_commit
from fair.exhibitors.models import LinePhoto, ProductLine

MAX_PHOTOS = 8


class CannotAddPhoto(Refusal):
    """The photo cannot be added."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "too_many": _("A line has at most %(limit)s photos. Remove one first."),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


@transaction.atomic
def add_photo(
    line: ProductLine, *, submission_key: UUID, picture: "ContentFile[bytes]", caption: str
) -> LinePhoto:
    """Add a photo at the end; `picture` comes from `uploads.reencoded_picture`.

    A form sent twice, under the same key, adds one. Raise CannotAddPhoto.
    """
    photos = _locked(line).photos
    earlier = photos.filter(public_id=submission_key).first()
    if earlier:
        return earlier
    if photos.count() >= MAX_PHOTOS:
        raise CannotAddPhoto("too_many", limit=MAX_PHOTOS)
    last = photos.order_by("-position").values_list("position", flat=True).first()
    try:
        with transaction.atomic():
            return photos.create(
                public_id=submission_key,
                image=picture,
                caption=caption,
                position=0 if last is None else last + 1,
            )
    except IntegrityError as error:
        raise CannotAddPhoto("form_used") from error


@transaction.atomic
def remove_photo(photo: LinePhoto) -> None:
    """Remove a photo; its file goes when the removal is certain."""
    delete_after_commit(photo.image)
    photo.delete()


@transaction.atomic
def move_photo(photo: LinePhoto, *, places: int) -> None:
    """Move a photo by `places`, negative towards the front; beyond an end it stays there."""
    ordered = list(_locked(photo.line).photos.order_by("position", "id"))
    place = ordered.index(photo)
    ordered.insert(max(0, place + places), ordered.pop(place))
    _store_order(ordered)


def _store_order(ordered: Sequence[LinePhoto]) -> None:
    for position, photo in enumerate(ordered):
        photo.position = position
    LinePhoto.objects.bulk_update(ordered, ["position"])


def _locked(line: ProductLine) -> ProductLine:
    return ProductLine.objects.select_for_update(no_key=True).get(pk=line.pk)
