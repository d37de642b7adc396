"""An edition of the fair, its days and their sessions."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.choices import time_zone_names
from accounts.models import Organisation
from accounts.texts import MultilingualField, in_language
from fair.common.intervals import Interval
from fair.common.models import Timestamped
from fair.editions.choices import EditionState


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time-zone database does not know."""
    if name not in time_zone_names():
        raise ValidationError(
            _("“%(name)s” is not a time zone; write it like Asia/Ho_Chi_Minh."),
            code="unknown_time_zone",
            params={"name": name},
        )


# First parts of addresses that belong to the site, not to an edition.
RESERVED_SLUGS = frozenset(
    {"accounts", "admin", "healthz", "i18n", "me", "readyz", "static", "words"}
)


def validate_slug_is_free(slug: str) -> None:
    """Refuse a slug under which the site has pages of its own."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("The site has pages of its own under “%(slug)s”; choose another address."),
            code="reserved_slug",
            params={"slug": slug},
        )


class EditionQuerySet(models.QuerySet["Edition"]):
    """Sets of editions."""

    def organised_by(self, user: Any) -> Self:
        """Keep those that `user` organises."""
        if user.is_superuser:
            return self.all()
        return self.filter(
            organiser__is_organiser=True, organiser__memberships__user_id=user.pk or 0
        ).distinct()

    def visible_to(self, user: Any) -> Self:
        """Keep the public ones, and drafts for those who organise them."""
        if user.is_superuser:
            return self.all()
        organised = self.model.objects.organised_by(user).values("pk")
        return self.filter(~Q(state=EditionState.DRAFT) | Q(pk__in=organised))


class Edition(Timestamped):
    """One year's fair: where, when, under which rules, and how far it has come."""

    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[validate_slug_is_free],
        help_text=_("Part of every address: /hanoi-2024/"),
    )
    title = MultilingualField(_("title"), max_length=200)
    intro = MultilingualField(_("introduction"), blank=True, long=True, max_length=4000)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    organiser = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="editions",
        limit_choices_to={"is_organiser": True},
        verbose_name=_("organiser"),
    )
    venue_name = models.CharField(_("venue"), max_length=200, blank=True)
    venue_address = models.CharField(_("venue address"), max_length=300, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Ho_Chi_Minh", validators=[validate_time_zone]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(
        _("state"), max_length=20, choices=EditionState.choices, default=EditionState.DRAFT
    )
    slot_minutes = models.PositiveSmallIntegerField(
        _("meeting length, minutes"),
        default=25,
        validators=[MinValueValidator(5), MaxValueValidator(180)],
    )
    pause_minutes = models.PositiveSmallIntegerField(
        _("pause between meetings, minutes"), default=5, validators=[MaxValueValidator(60)]
    )
    online_rooms = models.PositiveSmallIntegerField(
        _("online meetings at the same time"), default=20, validators=[MaxValueValidator(2000)]
    )
    meetings_per_day = models.PositiveSmallIntegerField(
        _("most meetings a day, where a participant states none"), default=12
    )
    # Raised by every change to the published timetable; publishing compares it.
    schedule_version = models.PositiveIntegerField(default=0, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="edition_dates_in_order",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=EditionState.values), name="edition_state_known"
            ),
            models.CheckConstraint(
                condition=Q(slot_minutes__gt=0), name="edition_slot_minutes_positive"
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("portal:fair", args=[self.slug])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def day_count(self) -> int:
        """How many dates lie between the first and the last day, both included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def closes_at(self) -> datetime:
        """The end of the last day, in the edition's own time zone."""
        return datetime.combine(self.ends_on + timedelta(days=1), time(), tzinfo=self.zone)

    @property
    def slot_length(self) -> timedelta:
        return timedelta(minutes=self.slot_minutes)

    @property
    def pause_length(self) -> timedelta:
        return timedelta(minutes=self.pause_minutes)

    @property
    def is_open_for_registration(self) -> bool:
        return self.state in {
            EditionState.REGISTRATION,
            EditionState.MATCHING,
            EditionState.SCHEDULING,
        }


class FairDay(models.Model):
    """A day on which the fair is open."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="days", verbose_name=_("edition")
    )
    date = models.DateField(_("date"))

    class Meta:
        verbose_name = _("fair day")
        verbose_name_plural = _("fair days")
        constraints = [
            models.UniqueConstraint("edition", "date", name="fair_day_unique"),
        ]

    def __str__(self) -> str:
        return date_format(self.date)

    def clean(self) -> None:
        super().clean()
        if self.edition_id and not self.edition.starts_on <= self.date <= self.edition.ends_on:
            outside = ValidationError(
                _("The day lies outside the edition's dates."), code="outside_edition"
            )
            raise ValidationError({"date": outside})


class Session(models.Model):
    """A stretch of a fair day in which meetings take place; times in the edition's time zone."""

    day = models.ForeignKey(
        FairDay, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("fair day")
    )
    title = MultilingualField(_("title"), blank=True, max_length=100)
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="session_times_in_order",
                violation_error_message=_("The session closes before it opens."),
            ),
            models.UniqueConstraint("day", "opens_at", name="session_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    def clean(self) -> None:
        super().clean()
        if not (self.day_id and self.opens_at and self.closes_at):
            return
        if self._moment(self.closes_at) <= self._moment(self.opens_at):
            raise ValidationError(
                _("The clocks are put on during this session; it has no time left."),
                code="skipped_hour",
            )
        others = self.day.sessions.exclude(pk=self.pk)
        if others.filter(opens_at__lt=self.closes_at, closes_at__gt=self.opens_at).exists():
            raise ValidationError(
                _("The session overlaps another one of the same day."), code="overlap"
            )

    @property
    def interval(self) -> Interval:
        """The session as moments in time; the edition is read, so select it along."""
        return Interval(self._moment(self.opens_at), self._moment(self.closes_at))

    def _moment(self, wall_time: time) -> datetime:
        # In UTC: within one zone Python reckons by the wall clock, which the change to summer
        # time makes jump.
        local = datetime.combine(self.day.date, wall_time, tzinfo=self.day.edition.zone)
        return local.astimezone(UTC)
