"""Product lines: a supplier's own list, the form, the page others see, and what is done to them."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView, UpdateView, View
from django_countries import countries
from django_filters.views import FilterView

from accounts.refusals import Refusal
from fair.common.undo import done_with_undo
from fair.editions.access import MemberMixin, VisitorMixin
from fair.exhibitors.choices import LineState
from fair.exhibitors.filters import LineFilter
from fair.exhibitors.forms import LineForm, NewLineForm, PhotoForm
from fair.exhibitors.models import ProductLine
from fair.exhibitors.permissions import can_edit_line
from fair.exhibitors.selectors import certificates_of, completeness_of, with_details
from fair.exhibitors.services import lines
from fair.exhibitors.views.workspace import (
    SupplierEditMixin,
    SupplierMixin,
    editable_line,
    visible_line,
)
from fair.reading.access import ReadingPageMixin, proposals_page


class LineListView(SupplierMixin, FilterView):
    """A supplier's own lines with their states and what they lack."""

    filterset_class = LineFilter
    template_name = "exhibitors/line_list.html"
    paginate_by = 25
    strict = False

    def get_queryset(self) -> "QuerySet[ProductLine]":
        own = with_details(self.participation.product_lines.all())
        return own.order_by("-updated_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(line, completeness_of(line)) for line in context["page_obj"]]
        return {**context, "rows": rows, "copy_key": uuid4()}


class LineCreateView(ReadingPageMixin, SupplierEditMixin, FormView):
    """Describe a new line; it is a draft until it is published."""

    form_class = NewLineForm
    template_name = "exhibitors/line_edit.html"
    read_name = "exhibitors:line-read"

    def form_valid(self, form: NewLineForm) -> HttpResponse:
        values = {**form.cleaned_data}
        key = values.pop("submission_key")
        try:
            line = lines.create_product_line(self.participation, submission_key=key, values=values)
        except lines.CannotCreateLine as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved as a draft. Add photos, then publish it."))
        return redirect(line)


class LineReadView(SupplierEditMixin, View):
    """What the texts of a line's form say, while it is written; nothing is stored."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return proposals_page(request, LineForm(request.POST))


class LineEditView(ReadingPageMixin, MemberMixin, UpdateView):
    """Change a line."""

    form_class = LineForm
    template_name = "exhibitors/line_edit.html"
    read_name = "exhibitors:line-read"
    context_object_name = "line"

    def get_object(self, queryset: Any = None) -> ProductLine:
        slug, public_id = self.edition.slug, self.kwargs["public_id"]
        return editable_line(self.request, slug=slug, public_id=public_id)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            lines.change_product_line(self.object, values=form.cleaned_data)
        except lines.CannotPublishLine as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(self.object)


class LineDetailView(VisitorMixin, DetailView):
    """A line as everybody sees it, and with what may be done to it for those who may."""

    template_name = "exhibitors/line_detail.html"
    context_object_name = "line"

    def get_object(self, queryset: Any = None) -> ProductLine:
        slug, public_id = self.edition.slug, self.kwargs["public_id"]
        return visible_line(self.request, slug=slug, public_id=public_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            photos=self.object.photos.order_by("position", "id"),
            certificates=certificates_of(self.object),
            markets=[countries.name(code) for code in self.object.export_markets],
            completeness=completeness_of(self.object),
            can_edit=can_edit_line(self.request.user, self.object),
            is_published=self.object.state == LineState.PUBLISHED,
            photo_form=PhotoForm(),
            copy_key=uuid4(),
            **kwargs,
        )


@login_required
@require_POST
def publish(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Let others see the line."""
    line = editable_line(request, slug=edition_slug, public_id=public_id)
    try:
        lines.publish_product_line(line, now=timezone.now())
    except lines.CannotPublishLine as refusal:
        messages.error(request, str(refusal))
    else:
        undo_url = reverse("exhibitors:line-withdraw", args=[edition_slug, public_id])
        text = _("“%(title)s” is published.") % {"title": line}
        done_with_undo(request, text, undo_url=undo_url)
    return redirect(line)


@login_required
@require_POST
def withdraw(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Hide the line from others."""
    line = editable_line(request, slug=edition_slug, public_id=public_id)
    lines.withdraw_product_line(line)
    undo_url = reverse("exhibitors:line-publish", args=[edition_slug, public_id])
    text = _("“%(title)s” is withdrawn; others no longer see it.") % {"title": line}
    done_with_undo(request, text, undo_url=undo_url)
    return redirect(line)


@login_required
@require_POST
def copy(request: HttpRequest, edition_slug: str, public_id: UUID, key: UUID) -> HttpResponse:
    """Make a draft from a line; a page's button makes one copy of each line."""
    line = editable_line(request, slug=edition_slug, public_id=public_id)
    try:
        draft = lines.copy_product_line(line, submission_key=uuid5(key, str(public_id)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(line)
    messages.success(request, _("This is the copy, a draft. Change what differs."))
    return redirect("exhibitors:line-edit", edition_slug, draft.public_id)


@login_required
@require_POST
def delete(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Delete a draft."""
    line = editable_line(request, slug=edition_slug, public_id=public_id)
    try:
        lines.delete_product_line(line)
    except lines.CannotDeleteLine as refusal:
        messages.error(request, str(refusal))
        return redirect(line)
    messages.success(request, _("The draft is deleted."))
    url = reverse("exhibitors:line-list", args=[edition_slug])
    return redirect(f"{url}?for={line.participation.public_id}")
