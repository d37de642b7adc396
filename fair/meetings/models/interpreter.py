"""Interpreters of an edition: for whom they can speak, and when."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.texts import LANGUAGES
from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.models import Edition


class Interpreter(PubliclyIdentified, Timestamped):
    """Somebody who interprets one meeting at a time, between any two of their languages."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="interpreters", verbose_name=_("edition")
    )
    full_name = models.CharField(_("full name"), max_length=150)
    user = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("login"),
    )
    languages = ArrayField(
        models.CharField(max_length=10, choices=LANGUAGES), verbose_name=_("languages")
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("interpreter")
        verbose_name_plural = _("interpreters")
        constraints = [
            models.CheckConstraint(
                condition=Q(languages__len__gte=2),
                name="interpreter_two_languages",
                violation_error_message=_("An interpreter speaks two languages at least."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def language_names(self) -> list[str]:
        """The languages the person speaks, each in its own words."""
        return [name for code, name in LANGUAGES if code in self.languages]

    def clean(self) -> None:
        super().clean()
        if len(set(self.languages or ())) < len(self.languages or ()):
            raise ValidationError(_("Each language counts once."), code="language_twice")


class InterpreterWindow(models.Model):
    """A stretch of time, [starts_at, ends_at), in which an interpreter is there.

    Without any, an interpreter is there during the whole fair.
    """

    interpreter = models.ForeignKey(
        Interpreter,
        on_delete=models.CASCADE,
        related_name="windows",
        verbose_name=_("interpreter"),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("interpreter's hours")
        verbose_name_plural = _("interpreters' hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="interpreter_times_in_order",
                violation_error_message=_("The window ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.interpreter}: {self.starts_at:%d.%m. %H:%M} – {self.ends_at:%H:%M}"
