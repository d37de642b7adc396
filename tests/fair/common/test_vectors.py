"""The field with a column of either type; the second is that of a server without pgvector."""

import struct
from datetime import UTC, datetime

import pytest
from django.apps.registry import Apps
from django.db import connection, models

from fair.common.vectors import HalfVectorField, column_type, has_vectors, install_vectors
from fair.matching.models import TextEmbedding

pytestmark = pytest.mark.django_db

AT = datetime(2027, 1, 1, tzinfo=UTC)
TABLE = TextEmbedding._meta.db_table
# Numbers at the limits of a half float, and one that two bytes cannot hold exactly.
NUMBERS = [0.0, 1.0, -1.0, 6.103515625e-05, 65504.0, 0.1] + [0.5] * 378
VECTOR = struct.pack("<384e", *NUMBERS)


@pytest.fixture(params=["halfvec", "bytea"])
def column(request):
    """Give the table a column of each type, if the server has it."""
    if request.param == "halfvec" and not has_vectors(connection):
        pytest.skip("this server has no pgvector")
    kind = {"halfvec": "halfvec(384)", "bytea": "bytea"}[request.param]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN vector")
        cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN vector {kind} NOT NULL")
    column_type.cache_clear()
    yield request.param
    column_type.cache_clear()


def test_bytes_come_back_as_they_were(column):
    TextEmbedding.objects.create(digest="a", encoder="e1", vector=VECTOR, made_at=AT)

    assert TextEmbedding.objects.get().vector == VECTOR
    assert list(TextEmbedding.objects.values_list("vector", flat=True)) == [VECTOR]


def test_many_rows_at_once(column):
    zeros = bytes(768)
    TextEmbedding.objects.bulk_create(
        [
            TextEmbedding(digest=digest, encoder="e1", vector=vector, made_at=AT)
            for digest, vector in (("a", VECTOR), ("b", zeros), ("a", zeros))
        ],
        ignore_conflicts=True,
    )

    assert dict(TextEmbedding.objects.values_list("digest", "vector")) == {"a": VECTOR, "b": zeros}


def test_change_of_a_row(column):
    row = TextEmbedding.objects.create(digest="a", encoder="e1", vector=bytes(768), made_at=AT)

    row.vector = VECTOR
    row.save(update_fields=["vector"])

    assert TextEmbedding.objects.get().vector == VECTOR


def test_type_of_the_column_is_that_of_the_table(column):
    expected = {"halfvec": "halfvec(384)", "bytea": "bytea"}[column]

    assert TextEmbedding._meta.get_field("vector").db_type(connection) == expected


def test_type_of_a_table_to_be_made_follows_the_server():
    class Unmade(models.Model):  # noqa: DJ008 - no row is ever made
        vector = HalfVectorField(dimensions=3)

        class Meta:
            app_label = "matching"
            apps = Apps()

    expected = "halfvec(3)" if has_vectors(connection) else "bytea"

    assert Unmade._meta.get_field("vector").db_type(connection) == expected


def test_installing_twice_changes_nothing():
    before = has_vectors(connection)

    with connection.schema_editor() as editor:
        install_vectors(None, editor)
        install_vectors(None, editor)

    assert has_vectors(connection) is before


def test_who_may_not_install_goes_without():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION IF EXISTS vector CASCADE")
        cursor.execute("CREATE ROLE guest_of_the_test")
        cursor.execute("SET LOCAL ROLE guest_of_the_test")

    with connection.schema_editor() as editor:
        install_vectors(None, editor)

    assert not has_vectors(connection)
    column_type.cache_clear()


def test_migrations_know_the_dimensions():
    field = TextEmbedding._meta.get_field("vector")

    assert field.deconstruct()[3]["dimensions"] == 384
    assert field.clone().dimensions == 384
