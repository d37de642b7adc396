"""Addresses of the portal: the editions, and the pages of each that bring rooms together."""

from django.urls import path

from fair.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.EditionListView.as_view(), name="edition-list"),
    path("<slug:edition_slug>/", views.FairView.as_view(), name="fair"),
]
