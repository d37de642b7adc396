"""Empty the database after a test that committed: the tables that hold rows, and no others.

Django empties every table and writes all permissions anew, which takes longer than most tests.
"""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

# What `migrate` writes belongs to the schema.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def empty_written_tables(_case: TransactionTestCase) -> None:
    """Delete all rows as a superuser can: a ledger's trigger keeps nobody's rows then."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in written_tables(cursor):
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name from the catalogue


def written_tables(cursor: CursorWrapper) -> list[str]:
    cursor.execute(TABLES)
    names = sorted({name for (name,) in cursor.fetchall()} - KEPT)
    has_rows = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)  # noqa: S608
    cursor.execute(" UNION ALL ".join(has_rows))
    return [name for (name,) in cursor.fetchall()]


TransactionTestCase._fixture_teardown = empty_written_tables  # type: ignore[method-assign]
