"""Forms of the demand side."""

from fair.sourcing.forms.need import NeedForm, NewNeedForm
from fair.sourcing.forms.reading import DocumentForm, NdaForm

__all__ = ["DocumentForm", "NdaForm", "NeedForm", "NewNeedForm"]
