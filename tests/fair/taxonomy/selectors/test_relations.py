import pytest

from fair.taxonomy.engine.types import Relation
from fair.taxonomy.models import Process
from fair.taxonomy.selectors import (
    current_version_number,
    implied_by_material,
    implied_by_part_family,
    material_parents,
    material_relations,
    process_parents,
    process_relations,
)

pytestmark = pytest.mark.django_db


def test_parents_hold_inactive_terms_too(shipped):
    Process.objects.filter(code="MC.AUT").update(is_active=False)

    parents = process_parents()

    assert parents["MC"] is None
    assert parents["MC.AUT"] == "MC.TUR"
    assert material_parents()["FE.SUS.SUS304"] == "FE.SUS"


def test_relations_between_processes(shipped):
    of_turning = process_relations()["MC.TUR"]

    assert of_turning["MC.TUR"] == Relation.SAME
    assert of_turning["MC.AUT"] == Relation.NARROWER
    assert of_turning["MC"] == Relation.BROADER
    assert of_turning["MC.MIL"] == Relation.SIBLING
    assert "PL.INJ" not in of_turning


def test_relations_between_materials(shipped):
    of_stainless = material_relations()["FE.SUS"]

    assert of_stainless["FE.SUS.SUS304"] == Relation.NARROWER
    assert of_stainless["FE.TST"] == Relation.SIBLING


def test_implied_processes_come_from_the_nearest_material_that_has_some(shipped):
    implied = implied_by_material()

    assert implied["NF.ALC.ADC12"] == {"CF.DIE": 0.95, "CF.DAL": 0.95, "MC.MIL": 0.25}
    assert implied["FE.SUS.SUS304"] == implied["FE.SUS"]
    assert implied["PL.BIO.PLA"] == implied["PL"] == {"PL.INJ": 0.4}
    assert implied["NM"] == {}


def test_implied_processes_of_part_families(shipped):
    implied = implied_by_part_family()

    assert implied["SPRING"] == {"SW.SPR": 0.95}
    assert implied["STAMPING"] == {"SM.STA": 0.95, "SM.PRG": 0.3}


def test_version_number_is_zero_before_the_first_load():
    assert current_version_number() == 0


def test_version_number_is_that_of_the_newest_load(shipped):
    assert current_version_number() == 1


def test_mappings_take_few_queries(shipped, django_assert_num_queries):
    queries = {
        process_parents: 1,
        material_parents: 1,
        process_relations: 1,
        material_relations: 1,
        implied_by_material: 2,
        implied_by_part_family: 2,
        current_version_number: 1,
    }

    for selector, count in queries.items():
        with django_assert_num_queries(count, info=selector.__name__):
            assert selector()
