"""Fixtures for every test."""

import gc

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from matchmaking.preparing import compile_messages

# A busy machine is no error of an engine.
hypothesis_settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("patient")

pytest_plugins = [
    "tests.servers",
    "tests.emptying",
    "tests.browser",
    "tests.workers",
    "tests.mail",
    "tests.fairs",
    "tests.cable",
]


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """Spare the garbage collector all that stays until the end: code, and thousands of tests."""
    gc.collect()
    gc.freeze()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the catalogues once, before the workers start."""
    if not hasattr(session.config, "workerinput"):
        compile_messages()


@pytest.fixture(autouse=True)
def _source_language():
    """Start each test in the source language: a request leaves its own one active."""
    with translation.override(django_settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _outbox(settings):
    """Send through the outbox as in production: Django's test set-up bends mail to memory."""
    settings.EMAIL_BACKEND = "fair.notifications.backend.OutboxEmailBackend"
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Forget rate limits and the like between tests."""
    cache.clear()
