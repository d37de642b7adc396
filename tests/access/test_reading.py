"""Everybody reads everything, against matrix.txt; and every page is searched for private words.

Each page is asked for once for each role, and serves both.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.utils import translation

from fair.editions.models import Participation
from fair.sourcing.models import ComponentNeed
from tests.access.test_matrix import EXPECTED, ask, rows, word_for
from tests.access.world import ROLES, World, world_of
from tests.fairs import TwoFairs

# One process reads all: each further one would read all once more.
# Whichever test comes first waits for it.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("reading"),
    pytest.mark.timeout(1200),
]

SUPPLIER = {"sup_a", "delegate", "organiser"}
BUYER = {"buy_a", "delegate", "organiser"}
EDITORS_OF_SUPPLIER = {"sup_a", "organiser"}
ORGANISER = {"organiser"}
TAKING_PART = set(ROLES) - {"anonymous", "other_org"}

# What is written somewhere → the roles that read it on some page. A word that nobody reads at all
# would prove nothing: it must be shown to those who are named here, and to them only.
READERS = {
    # Needs
    "OWNFAIR draft need": BUYER,
    "OWNFAIR confidential description": BUYER,
    "OWNFAIR drawing": BUYER,
    "4,321.8765": BUYER,
    # What one side says of a match
    "OWNFAIR verdict note": BUYER,
    # What the two sides of a request write; a draft is its writer's own
    "OWNFAIR request message": SUPPLIER | BUYER,
    "OWNFAIR draft request": {"sup_a", "delegate"},
    # Product lines and certificates
    "OWNFAIR draft line": SUPPLIER,
    "OWNFAIR-number": SUPPLIER,
    "OWNFAIR evidence": EDITORS_OF_SUPPLIER,
    # After a meeting: each side for itself, then what both and the organiser see
    "OWNFAIR buyer note": {"buy_a", "delegate"},
    "OWNFAIR supplier note": {"sup_a"},
    "OWNFAIR unfinished": {"buy_a"},
    "OWNFAIR step remark": {"sup_a", "buy_a", "delegate", "organiser"},
    "OWNFAIR reply remark": {"sup_a", "buy_a", "delegate", "organiser"},
    "OWNFAIR proof": {"sup_a", "buy_a", "delegate", "organiser"},
    "8,765.43": {"sup_a", "buy_a", "delegate", "organiser"},
    "OWNFAIR reader": BUYER,
    # Where two meet online
    "https://meet.example.com/whole": SUPPLIER | BUYER,
    # Taking part
    "OWNFAIR remark": EDITORS_OF_SUPPLIER,
    # It is not approved yet, but it has signed the buyer's confidentiality terms.
    "OWNFAIR applicant": ORGANISER | {"buy_a", "delegate"},
    "7654": EDITORS_OF_SUPPLIER,
    # Contacts: exhibitors show theirs to those who take part in the same fair
    "ownfair-supplier-contact@example.com": TAKING_PART,
    "OWNFAIR-supplier-phone": TAKING_PART,
    "ownfair-invited@example.com": {"sup_a", "delegate"},
    # The owner shares the own business card with the partners met
    "ownfair-supplier-owner@example.com": {"sup_a", "delegate", "buy_a"},
    # The organiser's work
    "OWNFAIR-upload.xlsx": ORGANISER,
}


@pytest.fixture(scope="module")
def world(two_fairs: TwoFairs, django_db_blocker) -> World:
    with django_db_blocker.unblock():
        fair = two_fairs.own
        ComponentNeed.objects.filter(pk=fair.need.pk).update(target_price="4321.8765")
        Participation.objects.filter(pk=fair.supplier.participation.pk).update(
            max_meetings_total=7654
        )
        return world_of(fair, other=two_fairs.other)


@dataclass(frozen=True, slots=True)
class Read:
    """What came: the table's word of each page for each role, and who read which private word."""

    answers: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    readers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@pytest.fixture(scope="module")
def read(world, django_db_blocker) -> Read:
    """Ask for each page as each role."""
    found = Read()
    with django_db_blocker.unblock(), translation.override("en"):
        for name, url in world.urls.items():
            cache.clear()  # rate limits are not what is asked about here
            for role in ROLES:
                answer = ask(world.clients[role], "GET", url, body={})
                text = answer.content.decode("utf-8", errors="replace")
                found.answers[name][role] = word_for(answer)
                for word in READERS:
                    if holds(text, word):
                        found.readers[word].add(role)
    return found


def holds(text: str, word: str) -> bool:
    """Tell whether the word is there as such: digits within a UUID or a token are none."""
    return word in text and bool(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text))


def test_digits_of_a_token_are_no_word():
    assert holds('value="7654"', "7654")
    assert not holds("/47654d/ 12ab-7654-99", "7654")


@pytest.mark.parametrize("name", rows("GET"))
def test_reading(read, name):
    assert read.answers[name] == dict(zip(ROLES, EXPECTED["GET", name], strict=True))


@pytest.mark.parametrize("word", READERS)
def test_private_word_is_read_by(read, word):
    assert read.readers[word] == READERS[word]
