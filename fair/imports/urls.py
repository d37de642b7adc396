"""Addresses of the imports, under /<edition>/imports/."""

from django.urls import path

from fair.imports import views
from fair.imports.choices import ImportKind

app_name = "imports"

urlpatterns = [
    path("", views.ImportListView.as_view(), name="run-list"),
    path("new/", views.UploadView.as_view(), name="run-create"),
    *(
        path(
            f"templates/{kind}.xlsx",
            views.download_template,
            {"kind": kind.value},
            name=f"{kind}-template",
        )
        for kind in ImportKind
    ),
    path("<uuid:public_id>/", views.ImportDetailView.as_view(), name="run-detail"),
    path("<uuid:public_id>/take-in/", views.take_in, name="take-in"),
    path("<uuid:public_id>/discard/", views.discard, name="discard"),
]
