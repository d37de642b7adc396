"""The Celery application: settings from Django (CELERY_…), tasks from every room's tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings")

app = Celery("fairmatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
