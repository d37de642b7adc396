"""Wiring: imports everything, imported by nobody."""

from matchmaking.celery import app as celery_app

__all__ = ["celery_app"]
