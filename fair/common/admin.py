"""What every room's admin classes build on: organisers see rows of their own editions only."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field, FileField, ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import (
    INPUT_CLASSES,
    TEXTAREA_CLASSES,
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminFileFieldWidget,
)

from accounts.refusals import Refusal
from accounts.texts import MultilingualField


def organised_editions(model: type[Model], edition_lookup: str, user: Any) -> QuerySet[Any]:
    """Return the editions that `user` organises, found by walking `edition_lookup` from `model`.

    "" is for the edition itself. The model at the end has a manager with `organised_by(user)`.
    """
    for step in edition_lookup.split("__") if edition_lookup else []:
        related = model._meta.get_field(step).related_model  # noqa: SLF001 - Django's documented API
        if not isinstance(related, type):
            raise TypeError(f"{edition_lookup} does not lead from {model} to an edition")
        model = related
    return model._default_manager.organised_by(user)  # type: ignore[attr-defined]  # noqa: SLF001 - Django's documented API


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related row that names only rows the organiser may see."""

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, Any]]:
        owner = model_admin.admin_site._registry.get(field.related_model)  # noqa: SLF001 - no public look-up exists
        if not isinstance(owner, ScopedModelAdmin):
            return super().field_choices(field, request, model_admin)
        seen = {str(pk) for pk in owner.get_queryset(request).values_list("pk", flat=True)}
        choices = super().field_choices(field, request, model_admin)
        return [(value, label) for value, label in choices if str(value) in seen]


class ScopedChoices:
    """Offer only rows of the user's own editions wherever a form lets one choose a row."""

    admin_site: admin.AdminSite

    def _scoped(self, model: Any, request: HttpRequest) -> QuerySet[Any] | None:
        owner = self.admin_site._registry.get(model)  # noqa: SLF001 - no public look-up exists
        return owner.get_queryset(request) if isinstance(owner, ScopedModelAdmin) else None

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        rows = self._scoped(db_field.related_model, request)
        if rows is not None:
            kwargs.setdefault("queryset", rows)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        rows = self._scoped(db_field.related_model, request)
        if rows is not None:
            kwargs.setdefault("queryset", rows)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class ReadableFields:
    """Draw our own kinds of fields as the administration draws Django's."""

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return _boxes(db_field)
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(db_field, MultilingualField):
            _draw_inputs(field.widget)
        if field and isinstance(db_field, FileField):
            field.widget = UploadInput()
        return field


class UploadInput(UnfoldAdminFileFieldWidget):
    """Takes a file; names none, as files have addresses only on pages that check who asks."""

    def is_initial(self, value: Any) -> bool:
        return False


def _boxes(db_field: "ArrayField[Any, Any]") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=capfirst(db_field.verbose_name),
        help_text=db_field.help_text,
        required=not db_field.blank,
        choices=db_field.base_field.choices or [],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


def _draw_inputs(widget: Any) -> None:
    for each in widget.widgets:
        classes = TEXTAREA_CLASSES if isinstance(each, forms.Textarea) else INPUT_CLASSES
        each.attrs["class"] = " ".join(classes)


class OrganiserPermissions:
    """Let every organiser in; what each one reaches is decided by the query, not by groups."""

    # Deleting is left to superusers except where a room says otherwise.
    organiser_may: ClassVar[frozenset[str]] = frozenset({"view", "add", "change"})

    def _may(self, request: HttpRequest, action: str) -> bool:
        user = request.user
        return user.is_active and (
            user.is_superuser or (user.is_staff and action in self.organiser_may)
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self._may(request, "change")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete")


class ScopedModelAdmin(OrganiserPermissions, ScopedChoices, ReadableFields, ModelAdmin):
    """An admin page on which organisers see and choose rows of their own editions only.

    `edition_lookup` is the way from the model to its edition, e.g. "participation__edition".
    """

    edition_lookup: ClassVar[str]
    list_per_page = 50
    compressed_fields = True
    warn_unsaved_form = True

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [
            (name, ScopedRelatedFilter)
            if isinstance(name, str) and get_fields_from_path(self.model, name)[-1].is_relation
            else name
            for name in super().get_list_filter(request)
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        editions = organised_editions(self.model, self.edition_lookup, request.user)
        lookup = f"{self.edition_lookup}__in" if self.edition_lookup else "pk__in"
        return rows.filter(
            pk__in=self.model._default_manager.filter(  # noqa: SLF001 - Django's documented API
                **{lookup: editions.values("pk")}
            ).values("pk")
        )


class ActingModelAdmin(ScopedModelAdmin):
    """A scoped page whose actions call a service for each chosen row."""

    def act_on_each(
        self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], Any]
    ) -> None:
        """Call `act` for each row; tell how many it changed, and of each refusal why."""
        count = 0
        for row in rows:
            try:
                act(row)
                count += 1
            except Refusal as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
        text = ngettext("%(count)d row is changed.", "%(count)d rows are changed.", count)
        self.message_user(request, text % {"count": count})


class ScopedTabularInline(OrganiserPermissions, ScopedChoices, ReadableFields, TabularInline):
    """Rows within a scoped page, as a table."""

    organiser_may = frozenset({"view", "add", "change", "delete"})
    extra = 0
