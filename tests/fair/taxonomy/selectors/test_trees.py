import pytest

from fair.taxonomy.models import Process
from fair.taxonomy.selectors import ancestors_of, material_tree, process_tree, sector_tree
from tests.factories.taxonomy import ProcessFactory

pytestmark = pytest.mark.django_db


def test_process_tree_keeps_the_order_of_siblings():
    second = ProcessFactory(position=1)
    first = ProcessFactory(position=0)
    below = ProcessFactory(parent=first)

    roots = process_tree()

    assert [node.term for node in roots] == [first, second]
    assert [node.term for node in roots[0].children] == [below]
    assert list(roots[0].walk()) == [(0, first), (1, below)]


def test_ancestors_of_a_variant_are_its_process_and_group(shipped):
    swiss = Process.objects.get(code="MC.AUT")

    assert [process.code for process in ancestors_of(swiss)] == ["MC.TUR", "MC"]


def test_trees_take_one_query(shipped, django_assert_num_queries):
    for tree in (process_tree, material_tree, sector_tree):
        with django_assert_num_queries(1, info=tree.__name__):
            assert sum(1 for root in tree() for _term in root.walk()) > 30
