"""Uploaded spreadsheets, what the check said of them, and what was taken in."""

from typing import Any, Self
from uuid import uuid4

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fair.common.runs import Run, RunQuerySet
from fair.common.uploads import ending_of
from fair.editions.models import Edition
from fair.imports.choices import ISSUE_TEXTS, ImportKind, ImportPhase, ImportState


def upload_path(run: "ImportRun", filename: str) -> str:
    return f"imports/{run.public_id}/{uuid4().hex}.{ending_of(filename)}"


class ImportRunQuerySet(RunQuerySet):
    """Sets of imports."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))


class ImportRun(Run):
    """One uploaded file: checked first, taken in whole when the organiser says so."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="imports", verbose_name=_("edition")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ImportKind.choices)
    file = models.FileField(
        _("file"),
        upload_to=upload_path,
        validators=[FileExtensionValidator(["xlsx", "csv"])],
    )
    filename = models.CharField(_("file name"), max_length=200)
    approves = models.BooleanField(
        _("approve and publish at once"),
        default=True,
        help_text=_("Otherwise new companies wait for approval and new rows stay drafts."),
    )
    invites = models.BooleanField(
        _("invite the contact persons by e-mail"),
        default=False,
        help_text=_("Each gets a link to manage the company's page."),
    )
    phase = models.CharField(
        _("phase"), max_length=10, choices=ImportPhase.choices, default=ImportPhase.CHECK
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.QUEUED
    )
    # {"rows": …, "companies_new": …, "companies_changed": …, "items_new": …, "items_changed": …}
    figures = models.JSONField(_("figures"), default=dict, blank=True, editable=False)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
            models.UniqueConstraint(
                "edition",
                condition=Q(
                    phase=ImportPhase.TAKE_IN, state__in=[ImportState.QUEUED, ImportState.RUNNING]
                ),
                name="import_taken_in_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["edition", "-created_at"])]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("imports:run-detail", args=[self.edition.slug, self.public_id])

    @property
    def is_active(self) -> bool:
        return self.state in {ImportState.QUEUED, ImportState.RUNNING}


class ImportIssue(models.Model):
    """Something wrong with a file or one of its cells, worded in the reader's language."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    # None for the file as a whole; otherwise as in the spreadsheet program, from 1.
    row = models.PositiveIntegerField(_("row"), null=True)
    # "A", "B", …, "AA"; "" where the whole row is meant.
    column = models.CharField(_("column"), max_length=4, blank=True)
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    code = models.CharField(max_length=30)
    params = models.JSONField(default=dict)
    is_error = models.BooleanField(_("stops the import"), default=True)

    class Meta:
        verbose_name = _("import issue")
        verbose_name_plural = _("import issues")
        indexes = [models.Index(fields=["run", "row"])]

    def __str__(self) -> str:
        return f"{self.cell}: {self.text}" if self.cell else self.text

    @property
    def cell(self) -> str:
        """The cell as the spreadsheet program names it, e.g. "C12"; "" for the whole file."""
        return f"{self.column}{self.row}" if self.row else ""

    @property
    def text(self) -> str:
        return str(ISSUE_TEXTS[self.code]) % self.params
