"""The filter of the partners of a company."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.common.search import LONGEST_SEARCH
from fair.outcomes.choices import Stage, ToDo


class FollowUpForm(forms.Form):
    """By name, stage and what to do."""

    search = forms.CharField(label=_("Company"), required=False, max_length=LONGEST_SEARCH)
    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("Any")), *Stage.choices]
    )
    to_do = forms.ChoiceField(
        label=_("What to do"), required=False, choices=[("", _("Any")), *ToDo.choices]
    )
