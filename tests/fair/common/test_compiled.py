"""Queries whose SQL is written once."""

from datetime import timedelta

import pytest

from fair.common.compiled import MOST_SHAPES, CompiledQuery
from fair.editions.models import Edition, Session
from tests.factories.editions import EditionFactory

pytestmark = pytest.mark.django_db


def by_slug(slug: str):
    return Edition.objects.filter(slug=slug).select_related("organiser")


def test_answers_as_the_queryset_does():
    first, second = EditionFactory(), EditionFactory()
    query = CompiledQuery(by_slug)

    assert query(slug=first.slug) == [first]
    assert query(slug=second.slug) == [second]
    assert query(slug="none such") == []


def test_is_built_once(django_assert_num_queries):
    first, second = EditionFactory(), EditionFactory()
    built = []

    def build(slug: str):
        built.append(slug)
        return by_slug(slug)

    query = CompiledQuery(build)
    with django_assert_num_queries(2):
        assert [query(slug=each.slug)[0].organiser for each in (first, second)] == [
            first.organiser,
            second.organiser,
        ]
    assert len(built) == 1


def test_loads_along_what_is_prefetched(django_assert_num_queries):
    edition = EditionFactory()
    days = list(edition.days.all())
    query = CompiledQuery(lambda pk: Edition.objects.filter(pk=pk).prefetch_related("days"))

    for _time in range(2):
        with django_assert_num_queries(2):
            (found,) = query(pk=edition.pk)
            assert list(found.days.all()) == days


def test_a_tuple_is_a_set_of_any_length():
    editions = [EditionFactory() for _ in range(3)]
    query = CompiledQuery(
        lambda some, slug: (
            Edition.objects.filter(pk__in=some).exclude(slug=slug).order_by("id").values_list("pk")
        )
    )
    for length in (2, 3, 1):
        keys = tuple(each.pk for each in editions[:length])
        assert query(some=keys, slug=editions[0].slug) == [(pk,) for pk in keys[1:]]


def test_moments_are_values_too():
    edition = EditionFactory()
    soon, late = edition.created_at - timedelta(hours=1), edition.created_at + timedelta(hours=1)
    query = CompiledQuery(lambda since: Edition.objects.filter(created_at__gte=since))

    assert (query(since=soon), query(since=late)) == ([edition], [])


def test_most_shapes_are_kept():
    query = CompiledQuery(lambda some: Session.objects.filter(pk__in=some))
    for length in range(1, MOST_SHAPES + 3):
        assert query(some=tuple(range(length))) == []


@pytest.mark.parametrize(
    ("build", "value"),
    [
        pytest.param(lambda slug: Edition.objects.filter(slug__icontains=slug), "x", id="changed"),
        pytest.param(lambda slug: Edition.objects.filter(slug=slug.upper()), "x", id="other"),
    ],
)
def test_a_value_that_does_not_reach_the_sql_is_refused(build, value):
    with pytest.raises(ValueError, match="do not reach"):
        CompiledQuery(build)(slug=value)


@pytest.mark.parametrize("value", [True, None, 1.5])
def test_what_makes_another_query_is_no_value(value):
    with pytest.raises(TypeError):
        CompiledQuery(lambda pk: Edition.objects.filter(pk=pk))(pk=value)
