"""Abstract models that tables of every room build on."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _


class Timestamped(models.Model):
    """A row that knows when it was made and last changed."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True


class PubliclyIdentified(models.Model):
    """A row whose address on the site cannot be guessed from another's."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
