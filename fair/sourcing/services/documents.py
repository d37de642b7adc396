"""Add and remove the documents of a need."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.common.uploads import delete_after_commit, plain_filename
from fair.sourcing.models import ComponentNeed, NeedDocument

MAX_DOCUMENTS = 20


class CannotAddDocument(Refusal):
    """The document cannot be added."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "too_many": _("A need has at most %(limit)s documents. Remove one first."),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


@transaction.atomic
def add_document(
    need: ComponentNeed, *, submission_key: UUID, file: "File[Any]", title: str
) -> NeedDocument:
    """Add a document that `uploads.check_document` let pass; without a title its name is shown.

    A form sent twice, under the same key, adds one. Raise CannotAddDocument.
    """
    documents = ComponentNeed.objects.select_for_update(no_key=True).get(pk=need.pk).documents
    earlier = documents.filter(public_id=submission_key).first()
    if earlier:
        return earlier
    if documents.count() >= MAX_DOCUMENTS:
        raise CannotAddDocument("too_many", limit=MAX_DOCUMENTS)
    filename = plain_filename(file.name or "")
    try:
        with transaction.atomic():
            return documents.create(
                public_id=submission_key,
                file=file,
                filename=filename,
                title=title.strip() or filename[:150],
            )
    except IntegrityError as error:
        raise CannotAddDocument("form_used") from error


@transaction.atomic
def remove_document(document: NeedDocument) -> None:
    """Remove a document; its file goes when the removal is certain."""
    delete_after_commit(document.file)
    document.delete()
