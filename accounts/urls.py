"""Addresses about oneself and one's organisations, under /me/."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.ProfileView.as_view(), name="profile"),
    path("organisations/new/", views.OrganisationCreateView.as_view(), name="organisation-create"),
    path(
        "organisations/<uuid:public_id>/",
        views.OrganisationDetailView.as_view(),
        name="organisation-detail",
    ),
    path(
        "organisations/<uuid:public_id>/edit/",
        views.OrganisationUpdateView.as_view(),
        name="organisation-edit",
    ),
    path("organisations/<uuid:public_id>/logo/", views.organisation_logo, name="organisation-logo"),
    path("organisations/<uuid:public_id>/invite/", views.invite, name="invite"),
    path(
        "organisations/<uuid:public_id>/invitations/<int:pk>/withdraw/",
        views.withdraw_invitation,
        name="invitation-withdraw",
    ),
    path(
        "organisations/<uuid:public_id>/members/<int:pk>/role/",
        views.change_role,
        name="member-role",
    ),
    path(
        "organisations/<uuid:public_id>/members/<int:pk>/remove/",
        views.remove_member,
        name="member-remove",
    ),
    path("invitations/<str:token>/", views.accept_invitation, name="invitation-accept"),
]
