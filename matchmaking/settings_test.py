"""Settings of the test run: the real ones, made quick, each xdist worker in its own corner."""

import os
from pathlib import Path

from matchmaking.embedded.directory import default_data_directory
from matchmaking.env import broker_url, cache_url

# Beside the demo's data, never among them; tests/servers.py starts the servers there.
BASE = Path(__file__).resolve().parent.parent
os.environ["SECRET_KEY"] = "for-tests-only-and-never-used-elsewhere"  # noqa: S105
os.environ["FAIRMATCH_DATA"] = str(default_data_directory(BASE, "tests"))

from matchmaking.settings import *  # noqa: E402, F403
from matchmaking.settings import (  # noqa: E402
    DATA_DIR,
    EMBEDDED,
    REDIS_URL,
)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Tasks run at once, in place; tests marked “worker” start real workers instead.
CELERY_TASK_ALWAYS_EAGER = os.environ.get("FAIRMATCH_TEST_WORKER") != "1"
CELERY_TASK_EAGER_PROPAGATES = True

# Two Redis databases for each worker of pytest-xdist: its queue and its cache.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
redis_url = cache_url(REDIS_URL or EMBEDDED.redis_url, databases_further=2 * WORKER)
CELERY_BROKER_URL = broker_url(redis_url)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": cache_url(redis_url),
    }
}

# Tests of the encoder switch it on; no other test waits for it.
TEXT_ENCODER = "off"

MEDIA_ROOT = DATA_DIR / f"test-media-{WORKER}"
EMAIL_FILE_PATH = DATA_DIR / f"test-mail-{WORKER}"
DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
