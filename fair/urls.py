"""Addresses of the fair: its editions, and every room under an edition's address."""

from django.urls import include, path

urlpatterns = [
    path("", include("fair.portal.urls")),
]
