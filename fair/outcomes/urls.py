"""Addresses about what came of meetings, under /<edition>/follow-up/."""

from django.urls import path

from fair.outcomes.views import answering, contacts, follow_up, report, steps, telling

app_name = "outcomes"

PAIR = "with/<uuid:buyer>/<uuid:supplier>/"
STEP = "steps/<uuid:public_id>/"

urlpatterns = [
    path("", follow_up.FollowUpView.as_view(), name="follow-up"),
    path(PAIR, follow_up.PairView.as_view(), name="pair"),
    path(f"{PAIR}cards/", contacts.pair_cards, name="pair-cards"),
    path("cards/<uuid:public_id>/", contacts.all_cards, name="all-cards"),
    path("cards/<uuid:public_id>/share/", contacts.share, name="share"),
    path("cards/<uuid:public_id>/stop/", contacts.stop_sharing, name="stop-sharing"),
    path(STEP, steps.StepCorrectView.as_view(), name="step-correct"),
    path(f"{STEP}take-back/", steps.take_back, name="step-take-back"),
    path(f"{STEP}bring-back/", steps.bring_back, name="step-bring-back"),
    path(f"{STEP}confirm/", steps.confirm, name="step-confirm"),
    path(f"{STEP}dispute/", steps.dispute, name="step-dispute"),
    path(f"{STEP}evidence/", steps.evidence, name="step-evidence"),
    path("meetings/<uuid:public_id>/", telling.TellView.as_view(), name="tell"),
    path("meetings/<uuid:public_id>/draft/", telling.draft, name="draft"),
    path("notes/<uuid:public_id>/remove/", telling.remove_note, name="note-remove"),
    path("notes/<uuid:public_id>/restore/", telling.restore_note, name="note-restore"),
    path("answer/<str:token>/", answering.AnswerView.as_view(), name="answer"),
    path("report/", report.OutcomeReportView.as_view(), name="report"),
    path("report/workbook/", report.OutcomeWorkbookView.as_view(), name="workbook"),
    path("report/rules/", report.RulesView.as_view(), name="rules"),
]
