"""Documents of a need."""

from uuid import uuid4

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.common.uploads import ending_of
from fair.sourcing.models.need import ComponentNeed


def document_path(document: "NeedDocument", filename: str) -> str:
    return f"needs/{document.need.public_id}/{uuid4().hex}.{ending_of(filename)}"


class NeedDocument(PubliclyIdentified, Timestamped):
    """A drawing, model or specification; read under the need's own rules."""

    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.CASCADE,
        related_name="documents",
        verbose_name=_("component need"),
    )
    title = models.CharField(_("title"), max_length=150)
    file = models.FileField(
        _("file"),
        upload_to=document_path,
        validators=[
            FileExtensionValidator(
                [
                    "pdf",
                    "png",
                    "jpg",
                    "jpeg",
                    "step",
                    "stp",
                    "dxf",
                    "dwg",
                    "igs",
                    "iges",
                    "xlsx",
                    "zip",
                ]
            )
        ],
    )
    # The name under which it was uploaded and is given out again.
    filename = models.CharField(_("file name"), max_length=200)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title
