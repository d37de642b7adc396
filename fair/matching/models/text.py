"""What texts are compared with: kept vectors, and the models that weigh what two texts share."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.common.vectors import HalfVectorField
from fair.editions.models import Edition

DIMENSIONS = 384


class TextEmbedding(models.Model):
    """The vector of one text, found by what the text is; the text itself is not kept here.

    Who has a text can compute its vector, so a row tells nothing to those who have not.
    """

    digest = models.CharField(
        _("fingerprint"),
        max_length=64,
        unique=True,
        help_text=_("SHA-256 of the encoder's version, the side and the text."),
    )
    encoder = models.CharField(_("version of the encoder"), max_length=60)
    vector = HalfVectorField(_("vector"), dimensions=DIMENSIONS)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("vector of a text")
        verbose_name_plural = _("vectors of texts")
        indexes = [models.Index(fields=["made_at"])]

    def __str__(self) -> str:
        return self.digest


class TextReading(models.Model):
    """What was read in the texts of one need or line, found by what the texts and the reader are.

    Nothing in it goes out of date: other words, another vocabulary or other code is another row.
    It takes the texts to make sense of a row.
    """

    digest = models.UUIDField(
        _("fingerprint"),
        primary_key=True,
        help_text=_("The first half of a SHA-256 of the reader's version, the side and the texts."),
    )
    version = models.CharField(_("version of the reader"), max_length=64)
    content = models.BinaryField(_("content"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("reading of a text")
        verbose_name_plural = _("readings of texts")
        indexes = [models.Index(fields=["made_at"])]

    def __str__(self) -> str:
        return str(self.digest)


class TextModelVersionQuerySet(models.QuerySet["TextModelVersion"]):
    """Sets of text models."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        if user.is_superuser:
            return self.all()
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))


class TextModelVersion(models.Model):
    """A frozen text model of an edition: coefficients, and statistics of the texts it had then.

    It never changes. An edition uses the version that its organiser activated.
    """

    edition = models.ForeignKey(
        Edition,
        on_delete=models.CASCADE,
        related_name="text_models",
        verbose_name=_("edition"),
    )
    number = models.PositiveIntegerField(_("number"))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    activated_at = models.DateTimeField(_("activated"), null=True, blank=True)
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("activated by"),
    )
    is_active = models.BooleanField(_("active"), default=False)
    encoder = models.CharField(_("version of the encoder"), max_length=60, blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    content = models.JSONField(_("content"), editable=False)

    objects = TextModelVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("text model")
        verbose_name_plural = _("text models")
        constraints = [
            models.UniqueConstraint("edition", "number", name="text_model_number_unique"),
            models.UniqueConstraint(
                "edition", condition=models.Q(is_active=True), name="text_model_one_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What runs note: the model's number within its edition."""
        return f"text{self.number}"
