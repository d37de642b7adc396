"""What people fill in after meetings."""

from fair.outcomes.forms.rules import RulesForm
from fair.outcomes.forms.searching import FollowUpForm
from fair.outcomes.forms.step import AnswerForm, RemarkForm, StepForm
from fair.outcomes.forms.telling import NoteForm, TellForm

__all__ = [
    "AnswerForm",
    "FollowUpForm",
    "NoteForm",
    "RemarkForm",
    "RulesForm",
    "StepForm",
    "TellForm",
]
