"""Documents of needs."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from fair.sourcing.models import NeedDocument
from fair.sourcing.services import documents
from tests.factories.sourcing import ComponentNeedFactory, NeedDocumentFactory

pytestmark = pytest.mark.django_db


def drawing(name="bracket rev B.pdf"):
    return ContentFile(b"%PDF-1.7", name=name)


def test_add_document_keeps_its_name_but_not_its_path():
    document = documents.add_document(
        ComponentNeedFactory(), submission_key=uuid4(), file=drawing(), title=" "
    )

    assert (document.title, document.filename) == ("bracket rev B.pdf", "bracket rev B.pdf")
    assert "bracket" not in document.file.name


def test_add_document_with_the_same_key_adds_one():
    need, key = ComponentNeedFactory(), uuid4()
    for _attempt in range(2):
        documents.add_document(need, submission_key=key, file=drawing(), title="Drawing")

    assert NeedDocument.objects.count() == 1


def test_add_document_with_the_key_of_another_need_is_refused():
    theirs = NeedDocumentFactory()

    with pytest.raises(documents.CannotAddDocument) as refusal:
        documents.add_document(
            ComponentNeedFactory(), submission_key=theirs.public_id, file=drawing(), title=""
        )

    assert refusal.value.code == "form_used"


def test_add_document_beyond_the_limit_is_refused():
    need = ComponentNeedFactory()
    NeedDocument.objects.bulk_create(
        NeedDocument(need=need, title="x") for _ in range(documents.MAX_DOCUMENTS)
    )

    with pytest.raises(documents.CannotAddDocument) as refusal:
        documents.add_document(need, submission_key=uuid4(), file=drawing(), title="")

    assert refusal.value.code == "too_many"


def test_remove_document_removes_its_file(django_capture_on_commit_callbacks):
    document = NeedDocumentFactory()
    storage, name = document.file.storage, document.file.name

    with django_capture_on_commit_callbacks(execute=True):
        documents.remove_document(document)

    assert not NeedDocument.objects.exists()
    assert not storage.exists(name)
