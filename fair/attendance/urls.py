"""Addresses of the day, under /<edition>/day/."""

from django.urls import path

from fair.attendance.views import board, codes, meetings, screens, today

app_name = "attendance"

SIDE = "meetings/<uuid:public_id>/<slug:side>/"

urlpatterns = [
    path("", today.TodayView.as_view(), name="today"),
    path("code/", today.CodeView.as_view(), name="code"),
    path("at/<str:code>/", codes.PlaceView.as_view(), name="place"),
    path("person/<str:code>/", codes.PersonView.as_view(), name="person"),
    path(f"{SIDE}check-in/", meetings.check_in, name="check-in"),
    path(f"{SIDE}check-in/undo/", meetings.undo_check_in, name="check-in-undo"),
    path(f"{SIDE}late/", meetings.late, name="late"),
    path(f"{SIDE}other-absent/", meetings.absent, name="absent"),
    path(f"{SIDE}take-back/", meetings.take_back, name="take-back"),
    path("meetings/<uuid:public_id>/settle/", meetings.settle, name="settle"),
    path("offers/<uuid:public_id>/accept/", today.accept, name="offer-accept"),
    path("offers/<uuid:public_id>/decline/", today.decline, name="offer-decline"),
    path("freed/<uuid:public_id>/stop/", today.stop, name="freed-stop"),
    path("choice/<uuid:public_id>/", today.choose_offers, name="offer-choice"),
    path("board/", board.BoardView.as_view(), name="board"),
    path("board/part/", board.part, name="board-part"),
    path("screens/", screens.ScreenListView.as_view(), name="screen-list"),
    path("screens/new/", screens.make, name="screen-make"),
    path("screens/rules/", screens.decide, name="rules"),
    path("screens/<uuid:public_id>/", screens.show, name="screen"),
    path("screens/<uuid:public_id>/revoke/", screens.revoke, name="screen-revoke"),
    path("sheets/<int:hall>/<slug:kind>/", screens.SheetsView.as_view(), name="sheets"),
]
