from fair.taxonomy.engine.trees import ancestors, relations
from fair.taxonomy.engine.types import Relation

PARENTS = {"MC": None, "SF": None, "MC.TUR": "MC", "MC.MIL": "MC", "MC.AUT": "MC.TUR"}


def test_ancestors_go_up_to_the_root():
    assert list(ancestors("MC.AUT", parents=PARENTS)) == ["MC.TUR", "MC"]
    assert list(ancestors("MC", parents=PARENTS)) == []


def test_relations_name_each_related_pair():
    assert relations(PARENTS) == {
        "MC": {
            "MC": Relation.SAME,
            "MC.TUR": Relation.NARROWER,
            "MC.MIL": Relation.NARROWER,
            "MC.AUT": Relation.NARROWER,
        },
        "SF": {"SF": Relation.SAME},
        "MC.TUR": {
            "MC.TUR": Relation.SAME,
            "MC": Relation.BROADER,
            "MC.MIL": Relation.SIBLING,
            "MC.AUT": Relation.NARROWER,
        },
        "MC.MIL": {
            "MC.MIL": Relation.SAME,
            "MC": Relation.BROADER,
            "MC.TUR": Relation.SIBLING,
        },
        "MC.AUT": {
            "MC.AUT": Relation.SAME,
            "MC.TUR": Relation.BROADER,
            "MC": Relation.BROADER,
        },
    }
