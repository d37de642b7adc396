from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from fair.taxonomy.models import Material, TaxonomyVersion
from tests.factories.taxonomy import (
    CertificationFactory,
    GradeEquivalentFactory,
    GradeFactory,
    ImpliedProcessFactory,
    MaterialFactory,
    OutsideCodeFactory,
    PartFamilyFactory,
    ProcessFactory,
    SectorFactory,
)
from tests.fair.taxonomy.files import NOW

pytestmark = pytest.mark.django_db


def test_term_is_shown_in_the_active_language_or_the_next_best():
    process = ProcessFactory(labels={"en": "Turning", "vi": "Tiện"})

    with translation.override("vi"):
        assert str(process) == "Tiện"
    with translation.override("ja"):
        assert str(process) == "Turning"
    assert process.label_in("vi") == "Tiện"


def test_term_without_labels_is_shown_by_its_code():
    assert str(ProcessFactory(code="MC.TUR", labels={})) == "MC.TUR"


@pytest.mark.parametrize("code", ["", "mc", "MC.", ".MC", "MC..A", "MC TUR", "TIỆN", "MC\n"])
@pytest.mark.parametrize("factory", [ProcessFactory, MaterialFactory, PartFamilyFactory])
def test_code_that_is_not_ascii_is_refused(factory, code):
    with pytest.raises(IntegrityError, match="code_ascii"):
        factory(code=code)


def test_code_that_exists_is_refused():
    SectorFactory(code="CMP")

    with pytest.raises(IntegrityError, match="code"):
        SectorFactory(code="CMP")


@pytest.mark.parametrize("factory", [ProcessFactory, MaterialFactory, SectorFactory])
def test_term_below_itself_is_refused(factory):
    term = factory()

    term.parent = term

    with pytest.raises(IntegrityError, match="not_own_parent"):
        term.save(update_fields=["parent"])


def test_grade_without_class_is_refused():
    with pytest.raises(IntegrityError, match="material_grade_has_class"):
        GradeFactory(parent=None)


def test_grade_below_a_grade_is_refused():
    grade = GradeFactory()

    with pytest.raises(ValidationError) as caught:
        Material(code="X", labels={"en": "x"}, kind="grade", parent=grade).full_clean()

    assert caught.value.error_dict["parent"][0].code == "parent_is_grade"


def test_unknown_kinds_are_refused():
    with pytest.raises(IntegrityError, match="certification_kind_known"):
        CertificationFactory(kind="smell")


def test_same_equivalent_twice_is_refused():
    equivalent = GradeEquivalentFactory()

    with pytest.raises(IntegrityError, match="grade_equivalent_unique"):
        GradeEquivalentFactory(material=equivalent.material, designation=equivalent.designation)


def test_equivalent_of_an_unknown_scheme_is_refused():
    with pytest.raises(IntegrityError, match="grade_equivalent_scheme_known"):
        GradeEquivalentFactory(scheme="GOST")


@pytest.mark.parametrize("weight", ["0", "-0.10", "1.01"])
def test_weight_outside_its_range_is_refused(weight):
    with pytest.raises(IntegrityError, match="implied_process_weight_range"):
        ImpliedProcessFactory(weight=Decimal(weight))


@pytest.mark.parametrize("weight", ["0.01", "1"])
def test_weight_at_the_edge_of_its_range_is_kept(weight):
    assert ImpliedProcessFactory(weight=Decimal(weight)).pk


def test_implied_process_has_one_source():
    with pytest.raises(IntegrityError, match="implied_process_one_source"):
        ImpliedProcessFactory(part_family=PartFamilyFactory())


def test_implied_process_without_source_is_refused():
    with pytest.raises(IntegrityError, match="implied_process_one_source"):
        ImpliedProcessFactory(material=None)


def test_same_implied_process_twice_is_refused():
    """The empty part family does not make two equal edges different."""
    edge = ImpliedProcessFactory()

    with pytest.raises(IntegrityError, match="implied_process_unique"):
        ImpliedProcessFactory(material=edge.material, process=edge.process)


def test_outside_code_has_one_target():
    with pytest.raises(IntegrityError, match="outside_code_one_target"):
        OutsideCodeFactory(sector=SectorFactory())


def test_outside_code_may_stand_beside_several_terms_but_once_beside_each():
    first = OutsideCodeFactory(code="2592")
    OutsideCodeFactory(code="2592")

    with pytest.raises(IntegrityError, match="outside_code_unique"):
        OutsideCodeFactory(code="2592", process=first.process)


def test_version_number_that_exists_is_refused():
    TaxonomyVersion.objects.create(number=1, loaded_at=NOW, checksum="a")

    with pytest.raises(IntegrityError, match="number"):
        TaxonomyVersion.objects.create(number=1, loaded_at=NOW, checksum="b")
