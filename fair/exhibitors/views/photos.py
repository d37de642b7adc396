"""Photos of product lines: given out where the line is seen, changed by those who may."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Refusal
from fair.common.uploads import attachment, ending_of
from fair.editions.access import edition_of
from fair.exhibitors.forms import PhotoForm
from fair.exhibitors.models import LinePhoto, ProductLine
from fair.exhibitors.services import photos
from fair.exhibitors.views.workspace import editable_line, editable_photo


@require_safe
def photo(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponseBase:
    """Give a photo out to those who see its line."""
    seen = ProductLine.objects.visible_to(request.user)
    picture = get_object_or_404(
        LinePhoto.objects.filter(line__in=seen),
        line__participation__edition=edition_of(request, slug=edition_slug),
        public_id=public_id,
    )
    ending = ending_of(str(picture.image.name))
    response = attachment(picture.image, filename=f"photo.{ending}")
    # Photos never change under their address; a while in the browser saves much.
    response["Cache-Control"] = "private, max-age=600"
    return response


@login_required
@require_POST
def add(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Add a photo to a line."""
    line = editable_line(request, slug=edition_slug, public_id=public_id)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            photos.add_photo(line, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The photo is added."))
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect(f"{line.get_absolute_url()}#photos")


@login_required
@require_POST
def remove(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Remove a photo."""
    picture = editable_photo(request, slug=edition_slug, public_id=public_id)
    photos.remove_photo(picture)
    return redirect(f"{picture.line.get_absolute_url()}#photos")


@login_required
@require_POST
def move(request: HttpRequest, edition_slug: str, public_id: UUID, places: int) -> HttpResponse:
    """Move a photo one place towards the front or the back."""
    picture = editable_photo(request, slug=edition_slug, public_id=public_id)
    photos.move_photo(picture, places=places)
    return redirect(f"{picture.line.get_absolute_url()}#photos")
