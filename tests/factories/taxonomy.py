"""Terms of the vocabulary for tests."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from fair.taxonomy.choices import CertificationKind, GradeScheme, MaterialKind, OutsideScheme
from fair.taxonomy.models import (
    Certification,
    GradeEquivalent,
    ImpliedProcess,
    Material,
    OutsideCode,
    PartFamily,
    Process,
    Sector,
)


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


class GradeFactory(MaterialFactory):
    parent = factory.SubFactory(MaterialFactory)
    kind = MaterialKind.GRADE


class GradeEquivalentFactory(DjangoModelFactory):
    class Meta:
        model = GradeEquivalent

    material = factory.SubFactory(GradeFactory)
    scheme = GradeScheme.JIS
    designation = factory.Sequence(lambda number: f"SUS {number}")


class ImpliedProcessFactory(DjangoModelFactory):
    class Meta:
        model = ImpliedProcess

    material = factory.SubFactory(MaterialFactory)
    process = factory.SubFactory(ProcessFactory)
    weight = Decimal("0.50")


class OutsideCodeFactory(DjangoModelFactory):
    class Meta:
        model = OutsideCode

    scheme = OutsideScheme.VSIC
    edition = "2018"
    code = factory.Sequence(lambda number: f"{number:04}")
    label = "Machining"
    process = factory.SubFactory(ProcessFactory)
