"""What the pages of a supplier share: for whom they are, and how an object is loaded."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from fair.editions.access import WorkspaceEditMixin, WorkspaceMixin, edition_of
from fair.editions.choices import Side
from fair.exhibitors.models import HeldCertificate, LinePhoto, ProductLine
from fair.exhibitors.permissions import can_edit_certificate, can_edit_line
from fair.exhibitors.selectors import with_details


class SupplierMixin(WorkspaceMixin):
    """As WorkspaceMixin, for suppliers."""

    side = Side.SUPPLIER


class SupplierEditMixin(WorkspaceEditMixin):
    """As WorkspaceEditMixin, for suppliers."""

    side = Side.SUPPLIER


def visible_line(request: HttpRequest, *, slug: str, public_id: UUID) -> ProductLine:
    """Return a line with what its page shows. Raise Http404 where the user may not see it."""
    edition = edition_of(request, slug=slug)
    lines = with_details(ProductLine.objects.visible_to(request.user))
    return get_object_or_404(lines, participation__edition=edition, public_id=public_id)


def editable_line(request: HttpRequest, *, slug: str, public_id: UUID) -> ProductLine:
    """Return a line that the user may change. Raise Http404 otherwise."""
    line = visible_line(request, slug=slug, public_id=public_id)
    if not can_edit_line(request.user, line):
        raise Http404
    return line


def editable_photo(request: HttpRequest, *, slug: str, public_id: UUID) -> LinePhoto:
    """Return a photo of a line that the user may change. Raise Http404 otherwise."""
    photo: LinePhoto = get_object_or_404(
        LinePhoto.objects.select_related(
            "line__participation__organisation", "line__participation__edition"
        ),
        line__participation__edition=edition_of(request, slug=slug),
        public_id=public_id,
    )
    if not can_edit_line(request.user, photo.line):
        raise Http404
    return photo


def editable_certificate(request: HttpRequest, *, slug: str, public_id: UUID) -> HeldCertificate:
    """Return a certificate that the user may change. Raise Http404 otherwise."""
    certificate: HeldCertificate = get_object_or_404(
        HeldCertificate.objects.visible_to(request.user).select_related(
            "participation__organisation", "participation__edition", "certification"
        ),
        participation__edition=edition_of(request, slug=slug),
        public_id=public_id,
    )
    if not can_edit_certificate(request.user, certificate):
        raise Http404
    return certificate
