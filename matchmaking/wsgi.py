"""Entry point for WSGI servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from matchmaking.celery import app as celery_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings")

application = get_wsgi_application()
# Loads every page. What is there now stays: to look through it for garbage again and again takes a
# tenth of a second from whichever request it meets.
get_resolver().url_patterns  # noqa: B018 - read for what it loads
# So does handing tasks over, which whoever books first would wait for.
celery_app.finalize()
celery_app.amqp.router, celery_app.backend  # noqa: B018
gc.collect()
gc.freeze()
