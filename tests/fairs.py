"""Two whole fairs that the tests of one module share, because making them takes a second."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from tests.factories.whole import WholeFair, whole_fair


@dataclass(frozen=True, slots=True)
class TwoFairs:
    """The fair a person belongs to, and one of which they should learn nothing private."""

    own: WholeFair
    other: WholeFair


@pytest.fixture(scope="module")
def two_fairs(django_db_setup, django_db_blocker) -> Iterator[TwoFairs]:
    """Make the fairs in a transaction that the last test of the module takes back.

    Each test changes them within a savepoint of its own, as every test with the database does.
    """
    with django_db_blocker.unblock():
        kept = transaction.atomic()
        kept.__enter__()
        fairs = TwoFairs(whole_fair("OWNFAIR"), whole_fair("STRANGE"))
    yield fairs
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        kept.__exit__(None, None, None)


@pytest.fixture
def own(two_fairs: TwoFairs, db) -> WholeFair:
    return two_fairs.own


@pytest.fixture
def other(two_fairs: TwoFairs, db) -> WholeFair:
    return two_fairs.other
