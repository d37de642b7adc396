"""The form with which a spreadsheet is uploaded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fair.common.sections import OnceForm
from fair.imports.choices import ImportKind

MAX_BYTES = 20 * 1024 * 1024


class UploadForm(OnceForm):
    """Which file, what is in it, and what is done with new rows."""

    kind = forms.ChoiceField(
        label=_("The file holds"), choices=ImportKind.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("An .xlsx or .csv file, at most 20 MB."),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
    )
    approves = forms.BooleanField(
        label=_("Approve and publish at once"),
        required=False,
        initial=True,
        help_text=_("Otherwise new companies wait for approval and new rows stay drafts."),
    )
    invites = forms.BooleanField(
        label=_("Invite the contact persons by e-mail"),
        required=False,
        help_text=_("Each gets a link to manage the company's page."),
    )

    def clean_kind(self) -> ImportKind:
        return ImportKind(self.cleaned_data["kind"])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".xlsx", ".csv")):
            raise forms.ValidationError(
                _("Save the file as .xlsx or .csv and choose it again."), code="wrong_ending"
            )
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB; split it and upload the parts."), code="too_large"
            )
        return file
