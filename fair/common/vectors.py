"""A field for vectors of half floats: pgvector's type where the database has it, else bytes.

Debian's own PostgreSQL comes without pgvector, and not every owner of a database may install an
extension. The column got its type when the table was made; the field asks the database which one
that was, so both kinds of installation run the same code.
"""

import struct
from array import array
from functools import lru_cache
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ProgrammingError

# A number takes two bytes, the lower one first in Python and in a column of bytes.
BYTES_PER_NUMBER = 2
_HEADER_BYTES = 4  # before the numbers that halfvec_send() gives, the higher byte first

_COLUMN_TYPE = """
SELECT format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attname = %s AND NOT attisdropped
"""


class HalfVectorField(models.Field):
    """Hold `dimensions` half floats; in Python they are their bytes."""

    empty_strings_allowed = False

    def __init__(self, *args: Any, dimensions: int, **kwargs: Any) -> None:
        self.dimensions = dimensions
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "dimensions": self.dimensions}

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"halfvec({self.dimensions})" if self._is_vector(connection) else "bytea"

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Any:
        if value is None or not self._is_vector(connection):
            return value
        numbers = struct.unpack(f"<{len(value) // BYTES_PER_NUMBER}e", value)
        return f"[{','.join(map(str, numbers))}]"

    def get_placeholder(self, _value: Any, _compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "%s::halfvec" if self._is_vector(connection) else "%s"

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        """Read the numbers as they lie in the database: as text they take ten times as long."""
        if self._is_vector(compiler.connection):
            return f"halfvec_send({sql})", params
        return sql, params

    def from_db_value(
        self, value: Any, _expression: Any, connection: BaseDatabaseWrapper
    ) -> bytes | None:
        if value is None or not self._is_vector(connection):
            return None if value is None else bytes(value)
        numbers = array("H", bytes(value)[_HEADER_BYTES:])
        numbers.byteswap()
        return numbers.tobytes()

    def _is_vector(self, connection: BaseDatabaseWrapper) -> bool:
        table = self.model._meta.db_table  # noqa: SLF001 - Django's documented API
        found = column_type(connection.alias, connection.settings_dict["NAME"], table, self.column)
        if found == "":
            # The table is about to be made.
            column_type.cache_clear()
            return has_vectors(connection)
        return found == "halfvec"


@lru_cache(maxsize=64)
def column_type(alias: str, _database: str, table: str, column: str) -> str:
    """Return the type of a column, "" where there is none; asked once for each process."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_COLUMN_TYPE, [table, column])
        row = cursor.fetchone()
    return row[0] if row else ""


def has_vectors(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the database knows pgvector's type."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regtype('halfvec') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def install_vectors(_apps: Any, schema_editor: Any) -> None:
    """Install pgvector where the server has it and we may: a step of a migration."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
        if cursor.fetchone() is None:
            return
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        except ProgrammingError:
            # Only the owner of the server may: the column will be one of bytes.
            return
