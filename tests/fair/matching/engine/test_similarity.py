from fair.matching.engine.similarity import (
    NEIGHBOUR,
    SIBLING,
    best_similarity,
    neighbouring_processes,
    related_families,
    related_processes,
)
from tests.fair.matching.engine.samples import MATERIALS, PROCESSES


def test_processes_by_their_place_in_the_tree():
    asked = PROCESSES["MC.MIL"]

    assert asked == {"MC.MIL": 1.0, "MC.MIL.5AX": 0.9, "MC": 0.7, "MC.TUR": 0.35}


def test_process_of_a_deeper_level_is_narrower_for_every_ancestor():
    assert PROCESSES["MC"]["MC.MIL.5AX"] == 0.9
    assert PROCESSES["MC.MIL.5AX"]["MC"] == 0.7


def test_roots_are_not_siblings():
    assert "CF" not in PROCESSES["MC"]


def test_circle_in_the_tree_ends():
    assert related_processes({"A": "B", "B": "A"})["A"]["B"] == 0.9


def test_grade_against_itself_its_class_and_others():
    asked = MATERIALS["SUS304"]

    assert asked == {
        "SUS304": 1.0,
        "SUS430": 0.85,
        "ST.S": 0.85,
        "FERR": 0.35,
        "ST.C": 0.35,
        "S45C": 0.35,
    }


def test_grade_answers_its_class_and_group_in_full():
    assert MATERIALS["ST.S"]["SUS304"] == 1.0
    assert MATERIALS["FERR"]["SUS304"] == 1.0
    assert MATERIALS["FERR"]["ST.S"] == 1.0


def test_material_of_another_group_is_not_alike():
    assert "A6061" not in MATERIALS["SUS304"]


def test_best_similarity_of_any_and_of_every_code():
    asked, offered = frozenset({"MC.MIL", "MC.TUR"}), frozenset({"MC.TUR"})

    assert best_similarity(asked, offered, relations=PROCESSES) == 1.0
    assert best_similarity(asked, offered, relations=PROCESSES, every=True) == 0.35


def test_best_similarity_of_a_code_outside_the_vocabulary():
    unknown = frozenset({"X"})

    assert best_similarity(unknown, unknown, relations=PROCESSES) == 1.0
    assert best_similarity(unknown, frozenset({"MC"}), relations=PROCESSES) == 0.0


def test_best_similarity_of_nothing_asked():
    assert best_similarity(frozenset(), frozenset({"MC"}), relations=PROCESSES) == 0.0


def test_kinds_of_part_by_what_holds_them_and_what_is_near():
    families = related_families(
        general={"FASTENER": ("BOLT", "NUT")}, near=(("CONNECTOR", "TERMINAL"),)
    )

    assert families == {
        "FASTENER": {"FASTENER": 1.0, "BOLT": 0.9, "NUT": 0.9},
        "BOLT": {"BOLT": 1.0, "FASTENER": 0.7, "NUT": 0.35},
        "NUT": {"NUT": 1.0, "FASTENER": 0.7, "BOLT": 0.35},
        "CONNECTOR": {"CONNECTOR": 1.0, "TERMINAL": 0.35},
        "TERMINAL": {"TERMINAL": 1.0, "CONNECTOR": 0.35},
    }


def test_neighbours_are_near_both_ways_and_nearer_relations_stay():
    related = related_processes({"MC": None, "MC.MIL": "MC", "MC.TUR": "MC", "TL.PLM": None})

    table = neighbouring_processes(related, near={"MC.MIL": ("TL.PLM", "MC.TUR", "NONE")})

    assert table["MC.MIL"]["TL.PLM"] == table["TL.PLM"]["MC.MIL"] == NEIGHBOUR
    assert table["MC.MIL"]["MC.TUR"] == SIBLING
    assert "TL.PLM" not in table["MC.TUR"]
    assert "NONE" not in table["MC.MIL"]
    assert "TL.PLM" not in related["MC.MIL"]
