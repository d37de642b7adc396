"""A supplier's certificates and their evidence."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, ListView, UpdateView

from fair.common.uploads import attachment, ending_of
from fair.editions.access import MemberMixin
from fair.editions.models import Participation
from fair.exhibitors.forms import CertificateForm, NewCertificateForm
from fair.exhibitors.models import HeldCertificate
from fair.exhibitors.services import certificates
from fair.exhibitors.views.workspace import SupplierEditMixin, SupplierMixin, editable_certificate


class CertificateListView(SupplierMixin, ListView):
    """A supplier's certificates, those that expire first at the top."""

    template_name = "exhibitors/certificate_list.html"
    context_object_name = "certificates"
    paginate_by = 50

    def get_queryset(self) -> "QuerySet[HeldCertificate]":
        return (
            self.participation.certificates.select_related("certification")
            .prefetch_related("product_lines")
            .order_by("expires_on", "id")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.now().astimezone(self.edition.zone).date()
        return super().get_context_data(today=today, **kwargs)


class CertificateCreateView(SupplierEditMixin, FormView):
    """State a certificate."""

    form_class = NewCertificateForm
    template_name = "exhibitors/certificate_edit.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "participation": self.participation}

    def form_valid(self, form: NewCertificateForm) -> HttpResponse:
        values = {**form.cleaned_data}
        key = values.pop("submission_key")
        try:
            certificates.create_certificate(self.participation, submission_key=key, values=values)
        except certificates.CannotSaveCertificate as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The certificate is saved."))
        return redirect(list_url(self.participation))


class CertificateEditView(MemberMixin, UpdateView):
    """Change a certificate; what was verified and changes is verified again."""

    form_class = CertificateForm
    template_name = "exhibitors/certificate_edit.html"
    context_object_name = "certificate"

    def get_object(self, queryset: Any = None) -> HeldCertificate:
        slug, public_id = self.edition.slug, self.kwargs["public_id"]
        return editable_certificate(self.request, slug=slug, public_id=public_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "participation": self.object.participation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        for_query = f"?for={self.object.participation.public_id}"
        return super().get_context_data(for_query=for_query, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            certificates.change_certificate(self.object, values=form.cleaned_data)
        except certificates.CannotSaveCertificate as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The certificate is saved."))
        return redirect(list_url(self.object.participation))


@login_required
@require_POST
def delete(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Remove a certificate and its evidence."""
    certificate = editable_certificate(request, slug=edition_slug, public_id=public_id)
    certificates.delete_certificate(certificate)
    messages.success(request, _("The certificate is removed."))
    return redirect(list_url(certificate.participation))


@login_required
@require_safe
def evidence(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponseBase:
    """Give the evidence out to the supplier's owners and managers, and to organisers."""
    certificate = editable_certificate(request, slug=edition_slug, public_id=public_id)
    if not certificate.evidence:
        raise Http404
    ending = ending_of(str(certificate.evidence.name))
    return attachment(certificate.evidence, filename=f"{certificate.certification.code}.{ending}")


def list_url(participation: Participation) -> str:
    url = reverse("exhibitors:certificate-list", args=[participation.edition.slug])
    return f"{url}?for={participation.public_id}"
