"""Forms about oneself, one's organisation and one's colleagues."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role, time_zone_choices
from accounts.models import Organisation, User
from accounts.texts import LANGUAGES

MAX_LOGO_BYTES = 2 * 1024 * 1024
NOT_STATED = _("Not stated")


class SignUpForm(forms.Form):
    """What somebody who signs up is asked besides an address and a password."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        help_text=_("As invitations and badges name you."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ("full_name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.full_name = self.cleaned_data["full_name"]
        user.save(update_fields=["full_name"])


class ProfileForm(forms.ModelForm):
    """What a person states of themselves."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    class Meta:
        model = User
        fields = ("full_name", "phone", "language", "time_zone")


class OrganisationForm(forms.ModelForm):
    """What an organisation states of itself."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Organisation
        fields = (
            "legal_name",
            "names",
            "country",
            "tax_code",
            "province",
            "industrial_cluster",
            "address",
            "ownership",
            "employees",
            "founded_year",
            "website",
            "languages",
            "contact_name",
            "contact_email",
            "contact_phone",
            "about",
            "logo",
        )
        widgets: ClassVar[dict[str, Any]] = {"logo": forms.ClearableFileInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ownership", "employees"):
            field: Any = self.fields[name]
            field.choices = [
                (value, label if value else NOT_STATED) for value, label in field.choices
            ]

    def clean_tax_code(self) -> str:
        """Keep digits, letters and hyphens only; people type blanks and dots."""
        typed: str = self.cleaned_data["tax_code"]
        return "".join(sign for sign in typed.upper() if sign.isalnum() or sign == "-")

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if logo and logo.size > MAX_LOGO_BYTES:
            raise forms.ValidationError(
                _("The logo is larger than 2 MB; save it smaller and try again."),
                code="logo_too_large",
            )
        return logo


class NewOrganisationForm(OrganisationForm):
    """An organisation that is not stored yet; its key lets a form sent twice store one."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class InvitationForm(forms.Form):
    """Whom to invite, in which role."""

    email = forms.EmailField(label=_("E-mail address of your colleague"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.DELEGATE)


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
