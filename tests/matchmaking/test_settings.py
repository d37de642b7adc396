"""The settings of production, read in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TREE = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PATH": os.defpath,
    "DJANGO_SETTINGS_MODULE": "matchmaking.settings",
    "DATABASE_URL": "postgresql://fair:pw@db.example/fair",
    "REDIS_URL": "redis://queue.example:6379/0",
    "SECRET_KEY": "a-long-and-random-text-that-only-this-test-knows-0123456789",
    "ALLOWED_HOSTS": "fair.example",
    "SITE_URL": "https://fair.example",
    "SECURE_SSL_REDIRECT": "true",
    "SECURE_HSTS_SECONDS": "31536000",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": "true",
    "SECURE_HSTS_PRELOAD": "true",
}


def manage(
    *arguments: str, without: str = "", **variables: str
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in PRODUCTION.items() if name != without}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=TREE,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def setting(name: str, *, without: str = "", **variables: str) -> str:
    code = f"from django.conf import settings; print(settings.{name})"
    result = manage("shell", "--no-imports", "-c", code, without=without, **variables)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_deployment_check_has_nothing_to_say(tmp_path):
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING", FAIRMATCH_DATA=str(tmp_path / "site")
    )

    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("without", "variables", "message"),
    [
        ("SECRET_KEY", {}, "SECRET_KEY is not set"),
        ("", {"DEBUG": "perhaps"}, "DEBUG must be true or false"),
        ("", {"DATABASE_URL": "sqlite:///db"}, "DATABASE_URL must start with one of postgres://"),
        ("", {"EMAIL_PORT": "smtp"}, "EMAIL_PORT must be a whole number"),
    ],
)
def test_nonsense_is_refused_with_a_reason(without, variables, message):
    result = manage("check", without=without, **variables)

    assert result.returncode == 1
    assert f"ImproperlyConfigured: {message}" in result.stderr


def test_production_sends_by_smtp_where_a_relay_is_named():
    backend = setting("DELIVERY_EMAIL_BACKEND", EMAIL_HOST="relay.example")

    assert backend == "django.core.mail.backends.smtp.EmailBackend"


def test_production_answers_to_no_name_it_was_not_given():
    assert setting("ALLOWED_HOSTS", without="ALLOWED_HOSTS") == "[]"


def test_database_pool_is_for_the_web_process_only():
    assert setting("DATABASES['default']['OPTIONS']") == "{}"
    assert "'pool'" in setting("DATABASES['default']['OPTIONS']", FAIRMATCH_DATABASE_POOL="true")
