"""Meetings, and the seats that keep anybody and anything from being booked twice."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.meetings.choices import MeetingMode, MeetingState, PartyKind
from fair.meetings.models.party import Party
from fair.meetings.models.plan import PlanRun
from fair.sourcing.models import ComponentNeed


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Sets of meetings."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of participations that `user` manages, on either side."""
        if user.is_superuser:
            return self.all()
        managed = Participation.objects.managed_by(user).values("pk")
        return self.filter(Q(buyer__in=managed) | Q(supplier__in=managed))

    def standing(self) -> Self:
        """Keep those that take up their time: neither cancelled nor withdrawn."""
        return self.filter(state__in=MeetingState.standing())

    def seated(self) -> Self:
        """Keep those that take both sides' time: no side is known to have stayed away."""
        return self.filter(state__in=[MeetingState.CONFIRMED, MeetingState.HELD])

    def unsettled(self, *, now: datetime) -> Self:
        """Keep those that are over, and nobody said whether they took place."""
        return self.filter(state=MeetingState.CONFIRMED, ends_at__lte=now)

    def of_participations(self, participations: Any) -> Self:
        """Keep those in which one of the participations takes part."""
        return self.filter(Q(buyer__in=participations) | Q(supplier__in=participations))

    def replaceable(self) -> Self:
        """Keep those that a new plan may move or drop: planned, not pinned, still to come."""
        return self.filter(state=MeetingState.CONFIRMED, is_pinned=False, plan__isnull=False)

    def kept(self) -> Self:
        """Keep those that every new plan must leave as they are."""
        return self.standing().exclude(pk__in=self.model.objects.replaceable().values("pk"))

    def with_sides_and_places(self) -> Self:
        """Load along who meets and where, as `place_seats`; two queries for any number of rows."""
        places = MeetingSeat.objects.filter(party__kind__in=PartyKind.places())
        return self.select_related(
            "edition", "buyer__organisation", "supplier__organisation"
        ).prefetch_related(
            models.Prefetch(
                "seats",
                places.select_related("party__table__hall", "party__booth__hall").order_by("id"),
                to_attr="place_seats",
            )
        )

    def with_subjects_for(self, user: Any) -> Self:
        """Load along the needs and lines of which `user` may know; two more queries."""
        needs = ComponentNeed.objects.visible_to(user).order_by("id")
        lines = ProductLine.objects.visible_to(user).order_by("id")
        return self.prefetch_related(
            models.Prefetch("needs", needs, to_attr="visible_needs"),
            models.Prefetch("lines", lines, to_attr="visible_lines"),
        )


class Meeting(PubliclyIdentified, Timestamped):
    """A buyer and a supplier meet about some needs, [starts_at, ends_at), at one place."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("edition")
    )
    buyer = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="meetings_as_buyer",
        verbose_name=_("buyer"),
    )
    supplier = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="meetings_as_supplier",
        verbose_name=_("supplier"),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("mode"), max_length=10, choices=MeetingMode.choices)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=MeetingState.choices,
        default=MeetingState.CONFIRMED,
    )
    # None: made by hand. A new plan never touches such a meeting.
    plan = models.ForeignKey(
        PlanRun,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("plan"),
    )
    value = models.PositiveIntegerField(_("value, points"), default=0)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    # Which side booked it by itself; empty for meetings of plans, of organisers, and where both
    # sides agreed. An edition may limit how many a participant books so.
    booked_by_side = models.CharField(
        _("booked by"), max_length=10, choices=Side.choices, blank=True, default="", editable=False
    )
    is_walk_in = models.BooleanField(_("booked at the booth"), default=False, editable=False)
    # Sent with the form that booked it, so that sending it again books nothing more.
    booking_key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    # Rises with every change that the two sides are told of; calendars need it.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("cancelled by"),
    )
    cancel_reason = models.TextField(_("reason"), blank=True, max_length=500)
    needs = models.ManyToManyField(
        ComponentNeed, blank=True, related_name="meetings", verbose_name=_("needs")
    )
    lines = models.ManyToManyField(
        ProductLine, blank=True, related_name="meetings", verbose_name=_("product lines")
    )

    objects = MeetingQuerySet.as_manager()

    # Filled by `with_sides_and_places` and `with_subjects_for`.
    place_seats: "list[MeetingSeat]"
    visible_needs: list[ComponentNeed]
    visible_lines: list[ProductLine]

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_times_in_order"
            ),
            models.CheckConstraint(condition=~Q(buyer=F("supplier")), name="meeting_sides_differ"),
            models.CheckConstraint(
                condition=Q(mode__in=MeetingMode.values), name="meeting_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MeetingState.values), name="meeting_state_known"
            ),
            models.CheckConstraint(
                condition=Q(booked_by_side__in=["", *Side.values]),
                name="meeting_booked_by_side_known",
            ),
            models.UniqueConstraint(
                "buyer",
                "supplier",
                condition=Q(state=MeetingState.CONFIRMED),
                name="meeting_pair_confirmed_once",
                violation_error_message=_("The two have a meeting already."),
            ),
        ]
        indexes = [models.Index(fields=["edition", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.buyer} – {self.supplier}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting-detail", args=[self.edition.slug, self.public_id])

    @property
    def is_standing(self) -> bool:
        return self.state in MeetingState.standing()

    @property
    def is_ahead(self) -> bool:
        return self.state == MeetingState.CONFIRMED

    def took_place(self, now: datetime) -> bool:
        """Tell whether it was held, or is over and nobody recorded that it was not."""
        is_over = self.state == MeetingState.CONFIRMED and self.ends_at <= now
        return self.state == MeetingState.HELD or is_over

    @property
    def place_name(self) -> str:
        """Where it takes place; needs rows loaded by `with_sides_and_places`."""
        return self.place_seats[0].party.place_name if self.place_seats else ""

    @property
    def period(self) -> DateTimeTZRange:
        """The meeting's time as its seats hold it: with the start, without the end."""
        return DateTimeTZRange(self.starts_at, self.ends_at, "[)")


class MeetingSeat(models.Model):
    """A party is taken up by a meeting for a period; live seats of a party never overlap.

    Insert under contention with ON CONFLICT DO NOTHING and compare counts: a plain INSERT
    waits inside the constraint's index and was measured to deadlock.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="seats", verbose_name=_("meeting")
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="seats", verbose_name=_("party")
    )
    period = DateTimeRangeField(_("period"))
    live = models.BooleanField(_("taken"), default=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            ExclusionConstraint(
                name="seat_never_booked_twice",
                expressions=[
                    ("party", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(live=True),
            ),
            models.UniqueConstraint("meeting", "party", name="seat_unique"),
            models.CheckConstraint(
                condition=Q(period__isempty=False), name="seat_period_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.period}"
