"""Fixtures for every test."""

import pytest
from django.core.cache import cache

pytest_plugins = ["tests.servers", "tests.browser", "tests.workers", "tests.mail", "tests.fairs"]


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by -m
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(fixtures):
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def _outbox(settings):
    """Send through the outbox as in production: Django's test set-up bends mail to memory."""
    settings.EMAIL_BACKEND = "fair.notifications.backend.OutboxEmailBackend"
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Forget rate limits and the like between tests."""
    cache.clear()
