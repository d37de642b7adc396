from datetime import date

import pytest

from fair.matching.engine.certificates import INCLUDES, counts_as, held_codes, possible_codes
from fair.matching.engine.types import Certificate
from fair.taxonomy.services.reading import read_vocabulary

FAIR_ON = date(2024, 9, 26)


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        ("IATF16949", "ISO9001", True),
        ("ISO9001", "ISO9001", True),
        ("ISO9001", "IATF16949", False),
        ("ISO13485", "ISO9001", False),
        ("ISO14001", "ISO9001", False),
    ],
)
def test_one_certificate_counts_as_another(held, asked, expected):
    assert counts_as(held, asked) is expected


def test_expired_certificate_includes_nothing():
    expired = Certificate("IATF16949", expires_on=date(2024, 9, 25))

    assert held_codes([expired], fair_on=FAIR_ON) == frozenset()
    assert possible_codes([expired], fair_on=FAIR_ON) == frozenset()


def test_certificate_in_progress_is_possible_and_not_held():
    coming = Certificate("AS9100", is_in_progress=True)

    assert held_codes([coming], fair_on=FAIR_ON) == frozenset()
    assert possible_codes([coming], fair_on=FAIR_ON) == {"AS9100", "ISO9001"}


def test_certificate_that_ends_on_the_day_of_the_fair_is_held():
    last_day = Certificate("ISO22163", expires_on=FAIR_ON)

    assert held_codes([last_day], fair_on=FAIR_ON) == {"ISO22163", "ISO9001"}


def test_every_code_is_one_of_the_vocabulary():
    known = read_vocabulary().certifications

    assert {*INCLUDES, *frozenset().union(*INCLUDES.values())} <= set(known)
