"""Every action sent three times does what it does once: impatient fingers, proxies, going back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from fair.imports.choices import ImportKind
from tests.access.test_matrix import BODIES, EXPECTED
from tests.access.world import ROLES, World, world_of
from tests.factories.exhibitors import LinePhotoFactory
from tests.factories.taxonomy import CertificationFactory
from tests.factories.whole import WholeFair
from tests.fairs import TwoFairs

pytestmark = pytest.mark.django_db

OURS = (
    "accounts",
    "notifications",
    "editions",
    "exhibitors",
    "sourcing",
    "matching",
    "meetings",
    "outcomes",
    "attendance",
    "imports",
    "conferencing",
)
KEY = UUID("0f6ff9a5-6b0c-4b8f-9d4c-5a8f6b3f0a11")
ONCE = {"submission_key": KEY}
TITLE = {"title_en": "Sent thrice"}
PREFERENCES = {
    "email": ["reminders"],
    "reminder_minutes": 30,
    "quiet_from": "22:00",
    "quiet_until": "06:00",
    "bundling": "daily",
}

Body = dict[str, Any]

# Actions that make a row, and a form that they take.
CREATING: dict[str, Callable[[WholeFair], Body]] = {
    "accounts:organisation-create": lambda _fair: {**ONCE, "legal_name": "Twice", "country": "VN"},
    "accounts:invite": lambda _fair: {"email": "colleague@example.com", "role": "delegate"},
    "editions:apply": lambda fair: {
        "organisation": fair.supplier.participation.organisation_id,
        "side": "buyer",
    },
    "editions:delegate-create": lambda _fair: {**ONCE, "full_name": "Trần Linh"},
    "editions:venue": lambda _fair: {
        "code": "TWICE",
        "rows": 1,
        "booths_per_row": 2,
        "table_count": 1,
    },
    "editions:lay-out-days": lambda _fair: {},
    "exhibitors:line-create": lambda _fair: {**ONCE, **TITLE},
    "exhibitors:line-copy": lambda _fair: {},
    "exhibitors:certificate-create": lambda _fair: {
        **ONCE,
        "certification": CertificationFactory().pk,
        "state": "held",
    },
    "exhibitors:photo-add": lambda _fair: {**ONCE, "picture": picture()},
    "sourcing:need-create": lambda _fair: {
        **ONCE,
        **TITLE,
        "visibility": "registered",
        "process_match": "any",
        "priority": 2,
        "currency": "USD",
    },
    "sourcing:need-copy": lambda _fair: {},
    "sourcing:access-revoke": lambda _fair: {},
    "sourcing:document-add": lambda _fair: {**ONCE, "file": pdf()},
    "matching:run-start": lambda _fair: {},
    "matching:match-mail": lambda _fair: {},
    "matching:verdict": lambda _fair: {"side": "buyer", "verdict": "must"},
    "meetings:availability": lambda _fair: BODIES["meetings:availability"],
    "meetings:feed-renew": lambda fair: {
        "participation": fair.supplier.participation.public_id,
    },
    "meetings:paper-start": lambda _fair: {"kind": "companies"},
    "outcomes:pair": lambda _fair: {**ONCE, "kind": "audit", "happened_on": "2026-01-01"},
    "outcomes:step-correct": lambda _fair: {
        **ONCE,
        "kind": "contract",
        "happened_on": "2026-01-01",
        "value": "12",
        "currency": "USD",
    },
    "outcomes:step-take-back": lambda _fair: {},
    "outcomes:step-confirm": lambda _fair: {},
    "outcomes:step-dispute": lambda _fair: {"remark": "It was less"},
    "outcomes:draft": lambda _fair: {"note": "Sent thrice"},
    "outcomes:tell": lambda _fair: {**ONCE, "stars": "5", "note": "Once", "kind": "nda"},
    "meetings:plan-start": lambda _fair: {},
    "meetings:plan-start-patch": lambda _fair: {},
    "meetings:plan-what-if": lambda _fair: {"more_tables": 1},
    "notifications:preferences": lambda _fair: PREFERENCES,
    "meetings:request-create (exhibitor)": lambda _fair: {**ONCE, "keep": "1"},
    "meetings:request-accept": lambda _fair: ONCE,
    "meetings:request-counter": lambda _fair: {**ONCE, "modes": "table"},
    "meetings:request-decline": lambda _fair: {**ONCE, "reason": "volume"},
    "meetings:request-delegate": lambda fair: {**ONCE, "to": fair.supplier.delegate.pk},
    "conferencing:kiosk-list": lambda _fair: {"name": "Hall B"},
    "conferencing:presence": lambda _fair: {},
    "conferencing:join": lambda _fair: {},
    "conferencing:paste-link": lambda _fair: {"link": "https://meet.example.com/twice"},
    "attendance:screen-make": lambda fair: {"hall": fair.table.hall_id},
    "attendance:offer-choice": lambda _fair: {"wants_offers": "on"},
    "imports:run-create": lambda _fair: {**ONCE, "kind": ImportKind.BUYERS, "file": table()},
}


def picture() -> SimpleUploadedFile:
    image = LinePhotoFactory.build().image
    return SimpleUploadedFile("part.png", image.read(), "image/png")


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("drawing.pdf", b"%PDF-1.7\n%%EOF", "application/pdf")


def table() -> SimpleUploadedFile:
    return SimpleUploadedFile("buyers.csv", b"company_key,company_name\n", "text/csv")


@pytest.fixture(scope="module")
def world(two_fairs: TwoFairs, django_db_blocker) -> World:
    with django_db_blocker.unblock():
        return world_of(two_fairs.own, other=two_fairs.other)


def rows_of_all_tables() -> dict[str, int]:
    models = [model for app in OURS for model in apps.get_app_config(app).get_models()]
    tables = [model._meta.db_table for model in models]
    counts = (f"SELECT '{table}', count(*) FROM {table}" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


def rightful_sender(world: World, name: str) -> Client | None:
    """Return the client of the first role that may send it, if not everybody may."""
    words = dict(zip(ROLES, EXPECTED["POST", name], strict=True))
    role = next((role for role in ROLES if words[role] in {"ok", "go"}), None)
    return world.clients[role] if role else None


def sends(client: Client, url: str, body: Body) -> None:
    for value in body.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    assert client.post(url, body).status_code in {200, 302, 404, 410}


def actions() -> list[str]:
    rooms = tuple(f"{room}:" for room in OURS)
    return [
        name
        for (method, name), words in EXPECTED.items()
        if method == "POST" and name.startswith(rooms) and {"ok", "go"} & set(words)
    ]


def test_creating_actions_are_known():
    assert set(CREATING) <= set(actions())


@pytest.mark.parametrize("name", actions())
def test_sent_three_times(world, name):
    client = rightful_sender(world, name)
    assert client is not None
    url = world.urls[name]
    cache.clear()
    with transaction.atomic():
        body = CREATING[name](world.fair) if name in CREATING else BODIES.get(name, {})
        before = rows_of_all_tables()
        sends(client, url, body)
        once = rows_of_all_tables()
        for _again in range(2):
            sends(client, url, body)
        thrice = rows_of_all_tables()
        transaction.set_rollback(True)

    assert thrice == once
    if name in CREATING:
        assert once != before
