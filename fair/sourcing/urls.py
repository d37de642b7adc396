"""Addresses of the demand side, under /<edition>/needs/; the list for everybody is the portal's."""

from django.urls import path

from fair.sourcing.views import access, actions, documents, needs

app_name = "sourcing"

urlpatterns = [
    path("own/", needs.OwnNeedListView.as_view(), name="own-list"),
    path("new/", needs.NeedCreateView.as_view(), name="need-create"),
    path("read/", needs.NeedReadView.as_view(), name="need-read"),
    path("<uuid:public_id>/", needs.NeedDetailView.as_view(), name="need-detail"),
    path("<uuid:public_id>/edit/", needs.NeedEditView.as_view(), name="need-edit"),
    path("<uuid:public_id>/publish/", actions.publish, name="need-publish"),
    path("<uuid:public_id>/pause/", actions.pause, name="need-pause"),
    path("<uuid:public_id>/close/", actions.close, name="need-close"),
    path("<uuid:public_id>/reopen/", actions.reopen, name="need-reopen"),
    path("<uuid:public_id>/copy/<uuid:key>/", actions.copy, name="need-copy"),
    path("<uuid:public_id>/delete/", actions.delete, name="need-delete"),
    path("<uuid:public_id>/accept/", actions.accept, name="nda-accept"),
    path("<uuid:public_id>/access/", access.AccessLogView.as_view(), name="access-log"),
    path(
        "<uuid:public_id>/access.xlsx", access.AccessWorkbookView.as_view(), name="access-workbook"
    ),
    path(
        "<uuid:public_id>/access/<uuid:organisation>/revoke/", access.revoke, name="access-revoke"
    ),
    path(
        "<uuid:public_id>/access/<uuid:organisation>/restore/",
        access.restore,
        name="access-restore",
    ),
    path("<uuid:public_id>/documents/", documents.add, name="document-add"),
    path("documents/<uuid:public_id>/", documents.document, name="document"),
    path("documents/<uuid:public_id>/remove/", documents.remove, name="document-remove"),
]
