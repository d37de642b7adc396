"""Everybody sends everything: each address × POST × role, against matrix.txt; and the table.

How everybody reads, by GET, stands in test_reading.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from fair.exhibitors.models.product_line import ProductLineQuerySet
from tests.access.world import KEY, ROLES, World, url_names, world_of
from tests.fairs import TwoFairs

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parent / "matrix.txt"
METHODS = ("GET", "POST")
UUID_IN_ADDRESS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Row = tuple[str, str]  # method, name of the address

# Most actions need no words. These tell by them whether the sender may act.
BODIES: dict[str, dict[str, Any]] = {
    "accounts:member-role": {"role": "manager"},
    "editions:participation": {
        "attendance": "online",
        "time_zone": "Asia/Tokyo",
        "parallel_meetings": 1,
    },
    "attendance:late": {"minutes": 10},
    "attendance:settle": {"finding": "held"},
    "exhibitors:registration": {"booth_type": "corner"},
    "matching:verdict": {"side": "buyer", "verdict": "nice"},
    "meetings:plan-what-if": {"more_tables": 1},
    **{
        f"meetings:request-{act}": {"submission_key": KEY, **body}
        for act, body in {
            "accept": {},
            "ask-again": {},
            "counter": {"modes": "table"},
            "decline": {"reason": "volume"},
            "withdraw": {},
        }.items()
    },
    "meetings:availability": {
        "kind": "available",
        "starts_at": "2027-09-15T10:00",
        "ends_at": "2027-09-15T11:00",
    },
}


def expected_cells() -> dict[Row, list[str]]:
    """Read the table: one line for each method and address, one word for each role."""
    cells: dict[Row, list[str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, method, *words = line.rsplit(maxsplit=1 + len(ROLES))
            cells[method, name] = words
    return cells


EXPECTED = expected_cells()


@pytest.fixture(scope="module")
def world(two_fairs: TwoFairs, django_db_blocker) -> World:
    with django_db_blocker.unblock():
        return world_of(two_fairs.own, other=two_fairs.other)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status_code: int
    location: str
    content: bytes


def ask(client: Client, method: str, url: str, *, body: Mapping[str, Any]) -> Answer:
    """Send a request as `client`, who stays signed in, and take back what it changed."""
    copy = Client(raise_request_exception=False)
    copy.cookies.load(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        response: Any = copy.post(url, body) if method == "POST" else copy.get(url)
        # A file given out stays open until it is read.
        content = response.getvalue() if response.streaming else response.content
        transaction.set_rollback(True)
    return Answer(response.status_code, response.get("Location", ""), content)


def word_for(answer: Answer) -> str:
    """Put an answer into the words of the table."""
    if answer.status_code == 302:
        return "login" if answer.location.startswith("/accounts/login/") else "go"
    words = {200: "ok", 404: "-"}
    return words.get(answer.status_code, str(answer.status_code))


def answers(world: World, method: str, name: str) -> list[str]:
    cache.clear()  # rate limits are not what is asked about here
    url = world.urls[name]
    body = BODIES.get(name, {})
    return [word_for(ask(world.clients[role], method, url, body=body)) for role in ROLES]


def test_every_address_has_its_rows():
    names = {name.split(" ")[0] for _method, name in EXPECTED}

    assert names == url_names()
    assert {method for method, _name in EXPECTED} == set(METHODS)
    assert len(EXPECTED) % len(METHODS) == 0


def test_every_row_is_asked_for(world, db):
    assert {name for _method, name in EXPECTED} == set(world.urls)


def test_what_does_not_exist_is_not_found(world, db):
    known = set(world.urls.values())
    unknown = {UUID_IN_ADDRESS.sub(str(uuid4()), url) for url in known} - known

    words = {word_for(ask(world.clients["organiser"], "GET", url, body={})) for url in unknown}

    assert len(unknown) > 30
    assert words == {"-", "405"}


def test_the_table_notices_a_page_without_protection(world, db, monkeypatch):
    name = "exhibitors:line-detail (draft)"
    monkeypatch.setattr(ProductLineQuerySet, "visible_to", lambda rows, _user: rows.all())

    assert answers(world, "GET", name) == ["ok"] * len(ROLES)
    assert EXPECTED["GET", name] != ["ok"] * len(ROLES)


def rows(method: str) -> list[str]:
    return [name for each, name in EXPECTED if each == method]


@pytest.mark.parametrize("name", rows("POST"))
def test_writing(world, name):
    assert dict(zip(ROLES, answers(world, "POST", name), strict=True)) == dict(
        zip(ROLES, EXPECTED["POST", name], strict=True)
    )
