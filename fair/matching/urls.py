"""Addresses of matching, under /<edition>/matches/."""

from django.urls import path

from fair.matching.views import desk, found, gaps, match, shortlist, verdicts, weights

app_name = "matching"

urlpatterns = [
    path("", found.MatchListView.as_view(), name="match-list"),
    path("needs/<uuid:public_id>/", found.NeedMatchesView.as_view(), name="need-matches"),
    path("needs/<uuid:public_id>/compare/", shortlist.CompareView.as_view(), name="compare"),
    path("needs/<uuid:public_id>/shortlist/", shortlist.ShortlistView.as_view(), name="shortlist"),
    path(
        "needs/<uuid:public_id>/shortlist.xlsx",
        shortlist.ShortlistWorkbookView.as_view(),
        name="shortlist-workbook",
    ),
    path(
        "needs/<uuid:need_id>/lines/<uuid:line_id>/",
        match.MatchDetailView.as_view(),
        name="match-detail",
    ),
    path(
        "needs/<uuid:need_id>/lines/<uuid:line_id>/match.pdf",
        match.MatchPdfView.as_view(),
        name="match-pdf",
    ),
    path(
        "needs/<uuid:need_id>/lines/<uuid:line_id>/mail/",
        match.MatchMailView.as_view(),
        name="match-mail",
    ),
    path("lines/<uuid:public_id>/", found.LineMatchesView.as_view(), name="line-matches"),
    path("verdicts/<uuid:need_id>/<uuid:line_id>/", verdicts.give_verdict, name="verdict"),
    path("weights/", weights.WeightsView.as_view(), name="weights"),
    path("weights/preview/", weights.preview_weights, name="weights-preview"),
    path("weights/<int:number>/restore/", weights.restore_weights, name="weights-restore"),
    path("gaps/", gaps.GapReportView.as_view(), name="gap-report"),
    path("gaps.xlsx", gaps.GapWorkbookView.as_view(), name="gap-workbook"),
    path("runs/", desk.RunListView.as_view(), name="run-list"),
    path("runs/start/", desk.start_run, name="run-start"),
    path("runs/<uuid:public_id>/progress/", desk.show_progress, name="run-progress"),
    path("runs/<uuid:public_id>/cancel/", desk.cancel_run, name="run-cancel"),
]
