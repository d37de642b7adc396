"""Terms of the vocabulary for tests."""

import factory
from factory.django import DjangoModelFactory

from fair.taxonomy.choices import CertificationKind
from fair.taxonomy.models import Certification, Material, PartFamily, Process, Sector


class ProcessFactory(DjangoModelFactory):
    class Meta:
        model = Process

    code = factory.Sequence(lambda number: f"P.{number}")
    labels = factory.LazyAttribute(lambda term: {"en": f"Process {term.code}"})


class MaterialFactory(DjangoModelFactory):
    class Meta:
        model = Material

    code = factory.Sequence(lambda number: f"M.{number}")
    labels = factory.LazyAttribute(lambda term: {"en": f"Material {term.code}"})


class PartFamilyFactory(DjangoModelFactory):
    class Meta:
        model = PartFamily

    code = factory.Sequence(lambda number: f"F.{number}")
    labels = factory.LazyAttribute(lambda term: {"en": f"Part {term.code}"})


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector

    code = factory.Sequence(lambda number: f"S.{number}")
    labels = factory.LazyAttribute(lambda term: {"en": f"Sector {term.code}"})


class CertificationFactory(DjangoModelFactory):
    class Meta:
        model = Certification

    code = factory.Sequence(lambda number: f"C.{number}")
    labels = factory.LazyAttribute(lambda term: {"en": f"Standard {term.code}"})
    kind = CertificationKind.QUALITY
