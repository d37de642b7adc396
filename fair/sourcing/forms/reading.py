"""Forms about the documents of a need and its confidentiality terms."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from fair.common.sections import OnceForm
from fair.common.uploads import DRAWING_KINDS, DocumentField


class DocumentForm(OnceForm):
    """A drawing, model or specification."""

    file = DocumentField(
        label=_("File"),
        allowed=DRAWING_KINDS,
        widget=forms.FileInput,
        help_text=_("PDF, PNG, JPEG, STEP, IGES, DXF, DWG, XLSX or ZIP, up to 25 MB."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=150,
        required=False,
        help_text=_("What it shows; the file's name stands in where empty."),
    )


class NdaForm(forms.Form):
    """Accept the terms in the name of an organisation."""

    organisation = forms.ModelChoiceField(
        label=_("In the name of"), queryset=Organisation.objects.none(), empty_label=None
    )
    signed_name = forms.CharField(
        label=_("Your full name"), max_length=150, help_text=_("It stands as your signature.")
    )
    agrees = forms.BooleanField(label=_("We accept these terms."))
    text = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisations: "QuerySet[Organisation]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation: Any = self.fields["organisation"]
        organisation.queryset = organisations
