"""The supply side for tests."""

import factory
from factory.django import DjangoModelFactory

from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, HeldCertificate, LinePhoto, ProductLine
from tests.factories.editions import SupplierFactory
from tests.factories.taxonomy import CertificationFactory, ProcessFactory


class BoothRegistrationFactory(DjangoModelFactory):
    class Meta:
        model = BoothRegistration

    participation = factory.SubFactory(SupplierFactory)


class ProductLineFactory(DjangoModelFactory):
    """A draft with a title and one process: it could be published."""

    class Meta:
        model = ProductLine
        skip_postgeneration_save = True

    participation = factory.SubFactory(SupplierFactory)
    title = factory.Sequence(lambda number: {"en": f"Turned shafts {number}"})

    @factory.post_generation
    def processes(self, create, extracted, **_kwargs):
        if create:
            self.processes.set([ProcessFactory()] if extracted is None else extracted)


class PublishedLineFactory(ProductLineFactory):
    state = LineState.PUBLISHED


class LinePhotoFactory(DjangoModelFactory):
    class Meta:
        model = LinePhoto

    line = factory.SubFactory(ProductLineFactory)
    image = factory.django.ImageField(width=8, height=6, format="PNG", filename="part.png")


class HeldCertificateFactory(DjangoModelFactory):
    class Meta:
        model = HeldCertificate

    participation = factory.SubFactory(SupplierFactory)
    certification = factory.SubFactory(CertificationFactory)
    number = factory.Sequence(lambda number: f"Q-{number}")
