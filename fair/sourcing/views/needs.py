"""Needs: a buyer's own list, the form, and the page on which others read them."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, UpdateView, View
from django_filters.views import FilterView

from accounts.permissions import signed_in
from accounts.texts import LANGUAGES
from fair.editions.access import MemberMixin, VisitorMixin
from fair.editions.models import Participation
from fair.reading.access import ReadingPageMixin, proposals_page
from fair.sourcing.choices import DocumentWanted, MeetingPlace, Substances
from fair.sourcing.filters import OwnNeedFilter
from fair.sourcing.forms import DocumentForm, NdaForm, NeedForm, NewNeedForm
from fair.sourcing.models import ComponentNeed
from fair.sourcing.permissions import (
    can_edit_need,
    can_read_details,
    can_read_price,
    is_revoked,
)
from fair.sourcing.selectors import (
    acceptance_of,
    audience_of,
    completeness_of,
    may_sign_for,
    nda_terms_of,
    reader_organisation,
    with_details,
)
from fair.sourcing.services import confidentiality, needs
from fair.sourcing.views.workspace import (
    BuyerEditMixin,
    BuyerMixin,
    editable_need,
    visible_need,
)


def form_of(participation: Participation, request: HttpRequest) -> dict[str, Any]:
    """Say whose form it is, and whether it has to hold every list, for browsers without scripts."""
    return {
        "participation": participation,
        "has_whole_lists": request.GET.get("lists") == "whole",
    }


class OwnNeedListView(BuyerMixin, FilterView):
    """A buyer's own needs with their states and what they lack."""

    filterset_class = OwnNeedFilter
    template_name = "sourcing/own_list.html"
    paginate_by = 25
    strict = False

    def get_queryset(self) -> "QuerySet[ComponentNeed]":
        own = with_details(self.participation.needs.all()).prefetch_related("invited_organisations")
        return own.annotate(document_count=Count("documents")).order_by("-updated_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(need, completeness_of(need)) for need in context["page_obj"]]
        return {**context, "rows": rows, "copy_key": uuid4()}


class NeedCreateView(ReadingPageMixin, BuyerEditMixin, FormView):
    """Describe a new need; it is a draft until it is published."""

    form_class = NewNeedForm
    template_name = "sourcing/need_edit.html"
    read_name = "sourcing:need-read"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **form_of(self.participation, self.request)}

    def form_valid(self, form: NewNeedForm) -> HttpResponse:
        values = {**form.cleaned_data}
        key = values.pop("submission_key")
        try:
            need = needs.create_need(self.participation, submission_key=key, values=values)
        except needs.CannotCreateNeed as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved as a draft. Add drawings, then publish it."))
        return redirect(need)


class NeedReadView(BuyerEditMixin, View):
    """What the texts of a need's form say, while it is written; nothing is stored."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return proposals_page(request, NeedForm(request.POST, participation=self.participation))


class NeedEditView(ReadingPageMixin, MemberMixin, UpdateView):
    """Change a need."""

    form_class = NeedForm
    template_name = "sourcing/need_edit.html"
    read_name = "sourcing:need-read"
    context_object_name = "need"

    def get_object(self, queryset: Any = None) -> ComponentNeed:
        slug, public_id = self.edition.slug, self.kwargs["public_id"]
        return editable_need(self.request, slug=slug, public_id=public_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), **form_of(self.object.participation, self.request)}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            needs.change_need(self.object, values=form.cleaned_data)
        except needs.CannotPublishNeed as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(self.object)


class NeedDetailView(VisitorMixin, DetailView):
    """The teaser; the details for those who may read them; the desk for those who manage it."""

    template_name = "sourcing/need_detail.html"
    context_object_name = "need"

    def get_object(self, queryset: Any = None) -> ComponentNeed:
        slug, public_id = self.edition.slug, self.kwargs["public_id"]
        return visible_need(self.request, slug=slug, public_id=public_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, need = self.request.user, self.object
        is_managed = ComponentNeed.objects.managed_by(user).filter(pk=need.pk).exists()
        is_readable = can_read_details(user, need)
        return super().get_context_data(
            is_readable=is_readable,
            is_managed=is_managed,
            can_edit=can_edit_need(user, need),
            can_read_price=can_read_price(user, need),
            **(self._details() if is_readable else self._terms()),
            **(self._desk() if is_managed else {}),
            **kwargs,
        )

    def _details(self) -> dict[str, Any]:
        need = self.object
        return {
            "documents": need.documents.order_by("id"),
            "documents_wanted": labels_of(need.documents_wanted, DocumentWanted.choices),
            "substances": labels_of(need.substances, Substances.choices),
            "meeting_places": labels_of(need.meeting_places, MeetingPlace.choices),
            "meeting_languages": labels_of(need.meeting_languages, LANGUAGES),
        }

    def _desk(self) -> dict[str, Any]:
        return {
            "completeness": completeness_of(self.object),
            "audience": audience_of(self.object),
            "document_form": DocumentForm(),
            "copy_key": uuid4(),
        }

    def _terms(self) -> dict[str, Any]:
        need, user = self.object, self.request.user
        if is_revoked(user, need):
            return {"is_revoked": True}
        terms = nda_terms_of(need)
        company = reader_organisation(user, need)
        actor, now = signed_in(self.request), timezone.now()
        confidentiality.note_terms_read(need, user=actor, organisation=company, now=now)
        organisations = may_sign_for(self.request.user, edition=self.edition)
        form = NdaForm(
            organisations=organisations,
            initial={"text": terms, "signed_name": signed_in(self.request).get_full_name()},
        )
        return {
            "terms": terms,
            "nda_form": form,
            "can_sign": organisations.exists(),
            "has_accepted_before": acceptance_of(user, need) is not None,
        }


def labels_of(codes: list[str], choices: Any) -> list[str]:
    """Return what a list of codes says to people, in the order of the choices."""
    return [str(label) for code, label in choices if code in codes]
