"""Addresses of online meetings, under /<edition>/online/."""

from django.urls import path

from fair.conferencing.views import kiosks, links, lobby

app_name = "conferencing"

urlpatterns = [
    path("<uuid:public_id>/", lobby.LobbyView.as_view(), name="lobby"),
    path("<uuid:public_id>/presence/", lobby.presence, name="presence"),
    path("<uuid:public_id>/join/", lobby.join, name="join"),
    path("<uuid:public_id>/link/", lobby.paste, name="paste-link"),
    path("join/<str:token>/", links.personal, name="personal-link"),
    path("kiosks/", kiosks.KioskListView.as_view(), name="kiosk-list"),
    path("kiosks/<uuid:public_id>/renew/", kiosks.renew, name="kiosk-renew"),
    path("kiosks/<uuid:public_id>/close/", kiosks.close, name="kiosk-close"),
    path("kiosk/", kiosks.screen, name="kiosk"),
    path("kiosk/let-in/<str:token>/", kiosks.let_in, name="kiosk-let-in"),
    path("kiosk/<uuid:public_id>/", kiosks.sit_down, name="kiosk-sit-down"),
]
