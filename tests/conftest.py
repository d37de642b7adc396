"""Fixtures for every test."""

import pytest

pytest_plugins = ["tests.servers"]


@pytest.fixture(autouse=True)
def outbox(settings):
    """Send through the outbox as in production: Django's test set-up bends mail to memory."""
    settings.EMAIL_BACKEND = "fair.notifications.backend.OutboxEmailBackend"
    settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
