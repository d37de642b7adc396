import pytest
from django.test import Client

from matchmaking import health


def test_healthz_answers(client: Client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_when_everything_is_there(client: Client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "cache": "ok", "migrations": "ok"}


@pytest.mark.django_db
def test_readyz_names_what_is_missing(client: Client, monkeypatch):
    monkeypatch.setitem(health.CHECKS, "migrations", lambda: False)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"database": "ok", "cache": "ok", "migrations": "not ready"}


@pytest.mark.django_db
def test_readyz_when_the_cache_is_gone(client: Client, settings, tmp_path):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"unix://{tmp_path}/nobody.sock",
        }
    }

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["cache"] == "unreachable"


def test_health_answers_to_reading_only(client: Client):
    assert client.post("/healthz").status_code == 405
