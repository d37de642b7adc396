"""What one side writes down about a meeting, for nobody but itself."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.choices import Side
from fair.meetings.models import Meeting

LONGEST_NOTE = 5000
LEAST_STARS, MOST_STARS = 1, 5


class OwnSideQuerySet(models.QuerySet[Any]):
    """Rows that belong to one side of a meeting."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of the side for which `user` acts: no organiser, no superuser, nobody else."""
        own = Organisation.objects.of_member(user).values("pk")
        return self.filter(
            Q(side=Side.BUYER, meeting__buyer__organisation__in=own)
            | Q(side=Side.SUPPLIER, meeting__supplier__organisation__in=own)
        )


class MeetingNoteQuerySet(OwnSideQuerySet):
    """Sets of notes."""

    def standing(self) -> Self:
        """Keep those that nobody removed."""
        return self.filter(removed_at=None)


class MeetingNote(PubliclyIdentified, Timestamped):
    """What a person noted about a meeting, for the own company."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="notes", verbose_name=_("meeting")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    written_at = models.DateTimeField(_("written"))
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    objects = MeetingNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="note_side_known"),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
        ]
        indexes = [models.Index(fields=["meeting", "side", "written_at"])]

    def __str__(self) -> str:
        return f"{self.meeting} ({self.get_side_display()})"


class NoteDraft(models.Model):
    """What a person has begun to write about a meeting; kept until the note is saved."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="+", verbose_name=_("meeting")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("written by"),
    )
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    saved_at = models.DateTimeField(_("saved"))

    objects = OwnSideQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a note")
        verbose_name_plural = _("drafts of notes")
        constraints = [
            models.UniqueConstraint("meeting", "side", "author", name="note_draft_unique"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="note_draft_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} ({self.get_side_display()})"


class MeetingRating(Timestamped):
    """How one side found a meeting; the other side never learns it."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="ratings", verbose_name=_("meeting")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    stars = models.PositiveSmallIntegerField(
        _("rating, 1 to 5"),
        null=True,
        blank=True,
        validators=[MinValueValidator(LEAST_STARS), MaxValueValidator(MOST_STARS)],
    )
    is_relevant = models.BooleanField(_("relevant"), null=True, blank=True)
    rated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("rated by"),
    )
    rated_at = models.DateTimeField(_("rated"))

    objects = OwnSideQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint("meeting", "side", name="rating_unique"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="rating_side_known"),
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__gte=LEAST_STARS, stars__lte=MOST_STARS),
                name="rating_stars_in_range",
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=False) | Q(is_relevant__isnull=False),
                name="rating_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} ({self.get_side_display()})"
