"""Addresses of the supply side, under /<edition>/exhibit/."""

from django.urls import path

from fair.exhibitors.views import booth, certificates, desk, lines, photos

app_name = "exhibitors"

urlpatterns = [
    path("booth/", booth.RegistrationView.as_view(), name="registration"),
    path("lines/", lines.LineListView.as_view(), name="line-list"),
    path("lines/read/", lines.LineReadView.as_view(), name="line-read"),
    path("lines/new/", lines.LineCreateView.as_view(), name="line-create"),
    path("lines/<uuid:public_id>/", lines.LineDetailView.as_view(), name="line-detail"),
    path("lines/<uuid:public_id>/edit/", lines.LineEditView.as_view(), name="line-edit"),
    path("lines/<uuid:public_id>/publish/", lines.publish, name="line-publish"),
    path("lines/<uuid:public_id>/withdraw/", lines.withdraw, name="line-withdraw"),
    path("lines/<uuid:public_id>/copy/<uuid:key>/", lines.copy, name="line-copy"),
    path("lines/<uuid:public_id>/delete/", lines.delete, name="line-delete"),
    path("lines/<uuid:public_id>/photos/", photos.add, name="photo-add"),
    path("photos/<uuid:public_id>/", photos.photo, name="photo"),
    path("photos/<uuid:public_id>/remove/", photos.remove, name="photo-remove"),
    path("photos/<uuid:public_id>/back/", photos.move, {"places": 1}, name="photo-back"),
    path("photos/<uuid:public_id>/front/", photos.move, {"places": -1}, name="photo-front"),
    path("certificates/", certificates.CertificateListView.as_view(), name="certificate-list"),
    path(
        "certificates/new/",
        certificates.CertificateCreateView.as_view(),
        name="certificate-create",
    ),
    path(
        "certificates/<uuid:public_id>/edit/",
        certificates.CertificateEditView.as_view(),
        name="certificate-edit",
    ),
    path("certificates/<uuid:public_id>/delete/", certificates.delete, name="certificate-delete"),
    path(
        "certificates/<uuid:public_id>/evidence/",
        certificates.evidence,
        name="certificate-evidence",
    ),
    path("desk/", desk.BoothDeskView.as_view(), name="booth-desk"),
    path("desk/allot/", desk.allot, name="booth-allot"),
    path("desk/allot-all/", desk.allot_all, name="booth-allot-all"),
    path("desk/<int:pk>/release/", desk.release, name="booth-release"),
]
