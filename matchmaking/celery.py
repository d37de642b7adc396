"""The Celery application: settings from Django (CELERY_…), tasks from every room's tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings")
# Matching has threads of its own; those of the linear algebra below them would only get in the way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = Celery("fairmatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
