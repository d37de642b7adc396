"""Who takes part in an edition, on which side and how."""

from typing import Any, Self
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.texts import LANGUAGES
from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.choices import Attendance, EditionState, ParticipationStatus, Side
from fair.editions.models.edition import Edition, validate_time_zone


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Sets of participations."""

    def suppliers(self) -> Self:
        return self.filter(side=Side.SUPPLIER)

    def buyers(self) -> Self:
        return self.filter(side=Side.BUYER)

    def approved(self) -> Self:
        return self.filter(status=ParticipationStatus.APPROVED)

    def undecided_first(self) -> Self:
        """Order by what an organiser does next: the oldest application that waits comes first."""
        is_pending = Q(status=ParticipationStatus.PENDING)
        return self.order_by(Case(When(is_pending, then=0), default=1), "created_at", "id")

    def listed(self) -> Self:
        """Keep those that the public pages name: approved, in an edition that is not a draft."""
        return self.approved().exclude(edition__state=EditionState.DRAFT)

    def of_member(self, user: Any) -> Self:
        """Keep those whose organisation `user` acts for."""
        return self.filter(organisation__in=Organisation.objects.of_member(user).values("pk"))

    def managed_by(self, user: Any) -> Self:
        """Keep those whose private side `user` may see: their own, or as organiser."""
        if user.is_superuser:
            return self.all()
        return self.filter(
            Q(organisation__in=Organisation.objects.of_member(user).values("pk"))
            | Q(edition__in=Edition.objects.organised_by(user).values("pk"))
        )

    def visible_to(self, user: Any) -> Self:
        """Keep those that `user` may know of: the listed ones and those they manage."""
        if user.is_superuser:
            return self.all()
        listed = self.model.objects.listed().values("pk")
        managed = self.model.objects.managed_by(user).values("pk")
        return self.filter(Q(pk__in=listed) | Q(pk__in=managed))


class Participation(PubliclyIdentified, Timestamped):
    """An organisation takes part in an edition, as supplier or as buyer."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="participations", verbose_name=_("edition")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    external_key = models.CharField(
        _("key in spreadsheets"),
        max_length=60,
        blank=True,
        help_text=_("The organiser's own number; an import finds the row by it."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ParticipationStatus.choices,
        default=ParticipationStatus.PENDING,
    )
    status_reason = models.TextField(_("reason"), blank=True, max_length=1000)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance.choices, default=Attendance.IN_PERSON
    )
    time_zone = models.CharField(
        _("time zone of those who attend online"),
        max_length=64,
        default="Asia/Ho_Chi_Minh",
        validators=[validate_time_zone],
    )
    parallel_meetings = models.PositiveSmallIntegerField(
        _("meetings at the same time"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_("How many of your people or teams can each hold a meeting at once."),
    )
    max_meetings_per_day = models.PositiveSmallIntegerField(
        _("most meetings a day"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    max_meetings_total = models.PositiveSmallIntegerField(
        _("most meetings in total"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    prefers_compact_days = models.BooleanField(
        _("all our meetings on as few days as possible"), default=False
    )
    languages = ArrayField(
        models.CharField(max_length=10, choices=LANGUAGES),
        verbose_name=_("languages at the fair"),
        default=list,
        blank=True,
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                "edition",
                "organisation",
                "side",
                name="participation_unique",
                violation_error_message=_("The organisation takes part on this side already."),
            ),
            models.UniqueConstraint(
                "edition",
                "side",
                "external_key",
                condition=~Q(external_key=""),
                name="participation_external_key_unique",
            ),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="participation_side_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ParticipationStatus.values),
                name="participation_status_known",
            ),
            models.CheckConstraint(
                condition=Q(attendance__in=Attendance.values),
                name="participation_attendance_known",
            ),
            models.CheckConstraint(
                condition=Q(parallel_meetings__gte=1), name="participation_parallel_positive"
            ),
        ]
        indexes = [models.Index(fields=["edition", "side", "status"])]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_approved(self) -> bool:
        return self.status == ParticipationStatus.APPROVED

    @property
    def attends_in_person(self) -> bool:
        return self.attendance in {Attendance.IN_PERSON, Attendance.BOTH}

    @property
    def attends_online(self) -> bool:
        return self.attendance in {Attendance.ONLINE, Attendance.BOTH}


class Delegate(PubliclyIdentified):
    """A person whom a participation sends; need not have a login."""

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="delegates",
        verbose_name=_("participation"),
    )
    user = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="delegacies",
        verbose_name=_("login"),
    )
    full_name = models.CharField(_("full name"), max_length=150)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    languages = ArrayField(
        models.CharField(max_length=10, choices=LANGUAGES),
        verbose_name=_("languages"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        constraints = [
            models.UniqueConstraint(
                "participation", "user", condition=Q(user__isnull=False), name="delegate_unique"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def language_names(self) -> list[str]:
        """The languages the person speaks, each in its own words."""
        return [name for code, name in LANGUAGES if code in self.languages]
