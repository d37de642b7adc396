import pytest
from django.utils import translation

from fair.taxonomy.models import Process
from fair.taxonomy.selectors import (
    certification_choices,
    material_choices,
    part_family_choices,
    process_choices,
    sector_choices,
)
from tests.factories.taxonomy import (
    CertificationFactory,
    GradeFactory,
    MaterialFactory,
    PartFamilyFactory,
    ProcessFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def turning() -> Process:
    group = ProcessFactory(labels={"en": "Machining", "vi": "Cắt gọt"})
    ProcessFactory(parent=group, labels={"en": "Milling", "vi": "Phay"}, position=1)
    return ProcessFactory(parent=group, labels={"en": "Turning", "vi": "Tiện"}, position=0)


def test_process_choices_are_grouped_and_name_the_process_of_a_variant(turning):
    swiss = ProcessFactory(parent=turning, labels={"en": "Swiss-type", "vi": "Tự động"})
    milling = Process.objects.get(labels__en="Milling")

    assert process_choices("vi") == [
        ("Cắt gọt", [(turning.pk, "Tiện"), (swiss.pk, "Tiện › Tự động"), (milling.pk, "Phay")])
    ]


def test_choices_are_in_the_active_language_where_none_is_given(turning):
    with translation.override("vi"):
        assert process_choices()[0][0] == "Cắt gọt"


def test_choices_leave_out_what_is_inactive_and_what_is_below(turning):
    ProcessFactory(parent=turning)
    Process.objects.filter(pk=turning.pk).update(is_active=False)

    [(_group, choices)] = process_choices("en")

    assert [label for _pk, label in choices] == ["Milling"]


def test_material_choices_name_the_class_of_a_grade():
    family = MaterialFactory(labels={"en": "Ferrous"})
    steel = MaterialFactory(parent=family, labels={"en": "Stainless steel"})
    grade = GradeFactory(parent=steel, labels={"en": "SUS304"})

    assert material_choices("en") == [
        ("Ferrous", [(steel.pk, "Stainless steel"), (grade.pk, "Stainless steel › SUS304")])
    ]


def test_sector_choices_are_grouped_by_branch():
    branch = SectorFactory(labels={"en": "Components"})
    metal = SectorFactory(parent=branch, labels={"en": "Metal"})

    assert sector_choices("en") == [("Components", [(metal.pk, "Metal")])]


def test_part_family_choices_are_sorted_by_label():
    shaft = PartFamilyFactory(labels={"en": "shafts"})
    gear = PartFamilyFactory(labels={"en": "Gears"})

    assert part_family_choices("en") == [(gear.pk, "Gears"), (shaft.pk, "shafts")]


def test_certification_choices_are_grouped_by_kind_in_fixed_order():
    social = CertificationFactory(labels={"en": "SA8000"}, kind="social")
    quality = CertificationFactory(labels={"en": "ISO 9001"}, kind="quality")

    assert certification_choices("en") == [
        ("Quality", [(quality.pk, "ISO 9001")]),
        ("Labour and social", [(social.pk, "SA8000")]),
    ]


def test_choices_take_one_query(shipped, django_assert_num_queries):
    for choices in (
        process_choices,
        material_choices,
        sector_choices,
        part_family_choices,
        certification_choices,
    ):
        with django_assert_num_queries(1, info=choices.__name__):
            assert choices("ko")
