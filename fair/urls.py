"""Addresses of the fair: its editions, and every room under an edition's address."""

from django.urls import include, path

urlpatterns = [
    path("me/messages/", include("fair.notifications.urls")),
    path("words/", include("fair.taxonomy.urls")),
    path("<slug:edition_slug>/day/", include("fair.attendance.urls")),
    path("<slug:edition_slug>/taking-part/", include("fair.editions.urls")),
    path("<slug:edition_slug>/imports/", include("fair.imports.urls")),
    path("<slug:edition_slug>/matches/", include("fair.matching.urls")),
    path("<slug:edition_slug>/meetings/", include("fair.meetings.urls")),
    path("<slug:edition_slug>/online/", include("fair.conferencing.urls")),
    path("<slug:edition_slug>/follow-up/", include("fair.outcomes.urls")),
    path("<slug:edition_slug>/exhibit/", include("fair.exhibitors.urls")),
    path("<slug:edition_slug>/needs/", include("fair.sourcing.urls")),
    path("", include("fair.portal.urls")),
]
