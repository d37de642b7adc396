"""Addresses of one's own messages, and of what outside services and mail programs ask for."""

from django.urls import path

from fair.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.NoticeListView.as_view(), name="notice-list"),
    path("count/", views.unread, name="unread"),
    path("read/", views.read_all, name="read-all"),
    path("settings/", views.PreferencesView.as_view(), name="preferences"),
    path("line/code/", views.ask_line_code, name="line-code"),
    path("line/hook/", views.line_hook, name="line-hook"),
    path("channels/<str:channel>/", views.link, name="channel-link"),
    path("channels/<str:channel>/confirm/", views.confirm, name="channel-confirm"),
    path("channels/<str:channel>/remove/", views.unlink, name="channel-unlink"),
    path("off/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<uuid:public_id>/", views.NoticeDetailView.as_view(), name="notice-detail"),
    path("<uuid:public_id>/read/", views.read, name="read"),
]
