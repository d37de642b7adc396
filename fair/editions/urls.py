"""Addresses about taking part, under /<edition>/taking-part/."""

from django.urls import path

from fair.editions.views import desk, participant, venue

app_name = "editions"

urlpatterns = [
    path("", participant.ApplyView.as_view(), name="apply"),
    path("desk/", desk.ParticipationListView.as_view(), name="participation-list"),
    path("desk/approve/", desk.approve, name="approve"),
    path("desk/reject/", desk.reject, name="reject"),
    path("desk/state/on/", desk.move, {"direction": "on"}, name="move-on"),
    path("desk/state/back/", desk.move, {"direction": "back"}, name="move-back"),
    path("venue/", venue.VenueView.as_view(), name="venue"),
    path("venue/days/", venue.lay_out_days, name="lay-out-days"),
    path("<uuid:public_id>/", participant.ParticipationView.as_view(), name="participation"),
    path(
        "<uuid:public_id>/delegates/",
        participant.DelegateCreateView.as_view(),
        name="delegate-create",
    ),
    path(
        "<uuid:public_id>/delegates/<uuid:delegate_id>/remove/",
        participant.remove_delegate,
        name="delegate-remove",
    ),
    path("<uuid:public_id>/withdraw/", participant.withdraw, name="withdraw"),
]
