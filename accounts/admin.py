"""People in the administration; organisations are in the editions room's."""

from typing import ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Invitation, Membership, User

# The site grants rights by membership, not by groups; addresses are shown with their person. Where
# people are signed in and how they prove who they are is theirs to see: both rows hold secrets.
for model in (Group, EmailAddress, UserSession, Authenticator):
    admin.site.unregister(model)


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("organisation",)


class EmailAddressInline(TabularInline):
    model = EmailAddress
    extra = 0


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    ordering = ("email",)
    list_display = ("email", "full_name", "language", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_superuser", "is_active", "language")
    search_fields = ("email", "full_name")
    filter_horizontal = ()
    readonly_fields = ("date_joined", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "password", "full_name", "phone", "language", "time_zone")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "full_name", "password1", "password2")}),)
    inlines: ClassVar = [MembershipInline, EmailAddressInline]


@admin.register(Authenticator)
class AuthenticatorAdmin(ModelAdmin):
    """To take a lost second factor from a person; its secret is not shown."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__full_name")
    fields = ("user", "type", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Authenticator | None = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(ModelAdmin):
    list_display = ("email", "organisation", "role", "created_at", "expires_at", "accepted_at")
    search_fields = ("email", "organisation__legal_name")
    list_select_related = ("organisation",)
    readonly_fields = ("organisation", "email", "role", "invited_by", "accepted_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An invitation is a message with a secret; only the organisation's page sends it."""
        return False
