"""Addresses of the portal: the editions, and the pages of each that bring rooms together."""

from django.urls import path

from fair.portal.views import exhibitors, fair, home, needs

app_name = "portal"

urlpatterns = [
    path("", fair.EditionListView.as_view(), name="edition-list"),
    path("<slug:edition_slug>/", fair.FairView.as_view(), name="fair"),
    path(
        "<slug:edition_slug>/exhibitors/",
        exhibitors.ExhibitorListView.as_view(),
        name="exhibitor-list",
    ),
    path(
        "<slug:edition_slug>/exhibitors/<uuid:public_id>/",
        exhibitors.ExhibitorDetailView.as_view(),
        name="exhibitor-detail",
    ),
    path("<slug:edition_slug>/home/", home.HomeView.as_view(), name="home"),
    path("<slug:edition_slug>/needs/", needs.NeedListView.as_view(), name="need-list"),
]
