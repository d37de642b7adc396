"""The demand side for tests."""

from datetime import UTC, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from fair.sourcing.choices import AccessKind, NeedState, Visibility
from fair.sourcing.models import (
    AccessRecord,
    ComponentNeed,
    NdaAcceptance,
    NdaVersion,
    NeedCertification,
    NeedDocument,
)
from fair.sourcing.texts import standard_nda
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.editions import BuyerFactory
from tests.factories.taxonomy import CertificationFactory, ProcessFactory


class ComponentNeedFactory(DjangoModelFactory):
    """A draft for participants with a title and one process: it could be published."""

    class Meta:
        model = ComponentNeed
        skip_postgeneration_save = True

    participation = factory.SubFactory(BuyerFactory)
    title = factory.Sequence(lambda number: {"en": f"Bracket {number}"})

    @factory.post_generation
    def processes(self, create, extracted, **_kwargs):
        if create:
            self.processes.set([ProcessFactory()] if extracted is None else extracted)


class PublishedNeedFactory(ComponentNeedFactory):
    state = NeedState.PUBLISHED


class ConfidentialNeedFactory(PublishedNeedFactory):
    """A published need whose details are read after its terms are accepted."""

    visibility = Visibility.NDA
    nda_text = "Keep it to yourself."


class NeedCertificationFactory(DjangoModelFactory):
    class Meta:
        model = NeedCertification

    need = factory.SubFactory(ComponentNeedFactory)
    certification = factory.SubFactory(CertificationFactory)


class NeedDocumentFactory(DjangoModelFactory):
    class Meta:
        model = NeedDocument

    need = factory.SubFactory(ComponentNeedFactory)
    title = "Drawing"
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7 drawing", name="drawing.pdf"))
    filename = "drawing.pdf"


class NdaVersionFactory(DjangoModelFactory):
    """The terms of a need as they stand."""

    class Meta:
        model = NdaVersion
        django_get_or_create = ("need", "number")

    need = factory.SubFactory(ConfidentialNeedFactory)
    number = 1
    source = factory.SelfAttribute("need.nda_text")
    text = factory.LazyAttribute(lambda version: version.need.nda_text or standard_nda())
    created_at = datetime(2027, 3, 1, 9, tzinfo=UTC)


class NdaAcceptanceFactory(DjangoModelFactory):
    class Meta:
        model = NdaAcceptance

    need = factory.SubFactory(ConfidentialNeedFactory)
    version = factory.SubFactory(NdaVersionFactory, need=factory.SelfAttribute("..need"))
    organisation = factory.SubFactory(OrganisationFactory)
    accepted_by = factory.SubFactory(UserFactory)
    signed_name = "Person Signing"
    text = "Keep it to yourself."
    accepted_at = datetime(2027, 3, 1, 9, tzinfo=UTC)


class AccessRecordFactory(DjangoModelFactory):
    """Somebody of a company downloaded a document."""

    class Meta:
        model = AccessRecord

    need = factory.SubFactory(ConfidentialNeedFactory)
    kind = AccessKind.DOWNLOADED
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    person_name = "Person Reading"
    organisation = factory.SubFactory(OrganisationFactory)
    organisation_name = factory.LazyAttribute(lambda record: str(record.organisation))
