"""Addresses about meetings and plans, under /<edition>/meetings/."""

from django.urls import path

from fair.editions.choices import Side
from fair.meetings.views import (
    agenda,
    answers,
    availability,
    board,
    booking,
    calendars,
    desk,
    meetings,
    papers,
    plans,
    requests,
    rules,
    walk_in,
)

app_name = "meetings"

PLAN = "plans/<uuid:public_id>/"
REQUEST = "requests/<uuid:public_id>/"
PAIR = f"{PLAN}pairs/<uuid:buyer>/<uuid:supplier>/"

urlpatterns = [
    path("", meetings.MeetingListView.as_view(), name="meeting-list"),
    path("download/", meetings.MeetingWorkbookView.as_view(), name="meeting-workbook"),
    path("agenda/", agenda.AgendaView.as_view(), name="agenda"),
    path(
        "agenda/<uuid:public_id>/",
        agenda.ParticipationAgendaView.as_view(),
        name="participation-agenda",
    ),
    path("agenda/worker.js", agenda.worker, name="agenda-worker"),
    path("agenda/print/", papers.agenda, name="agenda-print"),
    path("agenda/<uuid:public_id>/print/", papers.company, name="participation-print"),
    path("calendar/", calendars.CalendarView.as_view(), name="calendar"),
    path("calendar/renew/", calendars.renew, name="feed-renew"),
    path("calendar/revoke/", calendars.revoke, name="feed-revoke"),
    path("feeds/<str:token>.ics", calendars.feed, name="feed"),
    path("papers/", papers.PaperListView.as_view(), name="paper-list"),
    path("papers/start/", papers.start, name="paper-start"),
    path("papers/<uuid:public_id>/progress/", papers.progress, name="paper-progress"),
    path("papers/<uuid:public_id>/file/", papers.file, name="paper-file"),
    path("papers/<str:kind>/<int:pk>/", papers.place, name="paper-place"),
    path(
        "agenda/<uuid:public_id>/hours/",
        availability.AvailabilityView.as_view(),
        name="availability",
    ),
    path(
        "agenda/<uuid:public_id>/hours/<int:pk>/remove/",
        availability.remove,
        name="availability-remove",
    ),
    path("book/<uuid:buyer>/<uuid:supplier>/", booking.BookView.as_view(), name="meeting-book"),
    path("booking-rules/", rules.RulesView.as_view(), name="rules"),
    path("booking-rules/preview/", rules.preview, name="rules-preview"),
    path("meet/<uuid:public_id>/", walk_in.MeetNowView.as_view(), name="meet-now"),
    path("meet/<uuid:public_id>/code/", walk_in.BoothCodeView.as_view(), name="booth-code"),
    path("meet/<uuid:public_id>/code.svg", walk_in.code, name="booth-code-svg"),
    path("plans/", plans.PlanListView.as_view(), name="plan-list"),
    path("plans/start/", plans.start, name="plan-start"),
    path("plans/start-patch/", desk.start_patch, name="plan-start-patch"),
    path("plans/what-if/", desk.WhatIfView.as_view(), name="plan-what-if"),
    path("plans/compare/", desk.PlanCompareView.as_view(), name="plan-compare"),
    path("plans/<uuid:public_id>/", plans.PlanDetailView.as_view(), name="plan-detail"),
    path("plans/<uuid:public_id>/slots/", plans.PlanSlotsView.as_view(), name="plan-slots"),
    path(
        "plans/<uuid:public_id>/meetings/", plans.PlanMeetingsView.as_view(), name="plan-meetings"
    ),
    path(
        "plans/<uuid:public_id>/left-out/", plans.PlanUnplacedView.as_view(), name="plan-unplaced"
    ),
    path("plans/<uuid:public_id>/progress/", plans.progress, name="plan-progress"),
    path("plans/<uuid:public_id>/publish/", plans.publish, name="plan-publish"),
    path("plans/<uuid:public_id>/unpublish/", plans.unpublish, name="plan-unpublish"),
    path("plans/<uuid:public_id>/cancel/", plans.cancel, name="plan-cancel"),
    path(f"{PLAN}difference/", plans.PlanDifferenceView.as_view(), name="plan-difference"),
    path(f"{PLAN}take-over/", plans.take_over, name="plan-take-over"),
    path(f"{PLAN}quality/", desk.PlanQualityView.as_view(), name="plan-quality"),
    path(f"{PLAN}tell/", board.tell, name="plan-tell"),
    path(f"{PLAN}keep/", desk.keep, name="plan-keep"),
    path(f"{PLAN}board/", board.PlanBoardView.as_view(), name="plan-board"),
    path(f"{PLAN}changes/", board.PlanEditsView.as_view(), name="plan-edits"),
    path(f"{PLAN}changes/<int:pk>/undo/", board.undo, name="plan-undo"),
    path(PAIR, board.PlanPairView.as_view(), name="plan-pair"),
    path(f"{PAIR}free/", board.free, name="plan-free"),
    path(f"{PAIR}seat/", board.seat, name="plan-seat"),
    path(f"{PAIR}take-out/", board.take_out, name="plan-take-out"),
    path(f"{PAIR}pin/", board.pin, {"is_pinned": True}, name="plan-pin"),
    path(f"{PAIR}unpin/", board.pin, {"is_pinned": False}, name="plan-unpin"),
    path("requests/", requests.RequestListView.as_view(), name="request-list"),
    path("requests/all/", requests.RequestDeskView.as_view(), name="request-desk"),
    path(
        "requests/ask/<uuid:public_id>/",
        requests.RequestCreateView.as_view(),
        name="request-create",
    ),
    path(REQUEST, requests.RequestDetailView.as_view(), name="request-detail"),
    path(f"{REQUEST}edit/", requests.RequestEditView.as_view(), name="request-edit"),
    path(f"{REQUEST}discard/", answers.discard, name="request-discard"),
    path(f"{REQUEST}accept/", answers.AcceptView.as_view(), name="request-accept"),
    path(f"{REQUEST}time/", answers.ChooseTimeView.as_view(), name="request-time"),
    path(f"{REQUEST}counter/", answers.CounterView.as_view(), name="request-counter"),
    path(f"{REQUEST}decline/", answers.DeclineView.as_view(), name="request-decline"),
    path(f"{REQUEST}delegate/", answers.DelegateView.as_view(), name="request-delegate"),
    path(f"{REQUEST}withdraw/", answers.WithdrawView.as_view(), name="request-withdraw"),
    path(f"{REQUEST}ask-again/", answers.AskAgainView.as_view(), name="request-ask-again"),
    path("<uuid:public_id>/", meetings.MeetingDetailView.as_view(), name="meeting-detail"),
    path("<uuid:public_id>/calendar.ics", calendars.meeting_file, name="meeting-file"),
    path("<uuid:public_id>/cancel/", meetings.cancel, name="meeting-cancel"),
    path("<uuid:public_id>/move/", booking.MoveView.as_view(), name="meeting-move"),
    path("<uuid:public_id>/swap/", booking.swap, name="meeting-swap"),
    path(
        "<uuid:public_id>/hand-over/buyer/",
        booking.hand_over,
        {"side": Side.BUYER},
        name="meeting-hand-over-buyer",
    ),
    path(
        "<uuid:public_id>/hand-over/supplier/",
        booking.hand_over,
        {"side": Side.SUPPLIER},
        name="meeting-hand-over-supplier",
    ),
    path("<uuid:public_id>/pin/", meetings.pin, {"is_pinned": True}, name="meeting-pin"),
    path("<uuid:public_id>/unpin/", meetings.pin, {"is_pinned": False}, name="meeting-unpin"),
]
