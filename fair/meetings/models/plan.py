"""Plans: how they are being made, what they propose and what they leave out."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fair.common.runs import Run, RunQuerySet
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.matching.models import MatchRun
from fair.meetings.choices import (
    ADVICE,
    Clash,
    MeetingMode,
    PlanError,
    PlanKind,
    PlanState,
    UnplacedCode,
)
from fair.meetings.models.party import Party
from fair.sourcing.models import ComponentNeed


class PlanRunQuerySet(RunQuerySet):
    """Sets of plans."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of editions that `user` organises."""
        if user.is_superuser:
            return self.all()
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))

    def active(self) -> Self:
        """Keep those being made."""
        return self.filter(state__in=PlanState.active())

    def with_result(self) -> Self:
        """Keep those that hold meetings: drafts, the published one and those it replaced."""
        return self.filter(state__in=PlanState.with_result())


class PlanRun(Run):
    """One attempt at a timetable: a draft once it is ready, until it is published."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="plans", verbose_name=_("edition")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=PlanState.choices, default=PlanState.QUEUED
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=PlanKind.choices, default=PlanKind.FULL
    )
    # What is different from the fair as it is; only a what-if has something here.
    scenario = models.JSONField(_("what if"), default=dict, blank=True)
    # The draft whose meetings edited by hand this plan keeps.
    based_on = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("keeps what was edited in"),
    )
    # An organiser wants the best plan found so far instead of a better one later.
    stop_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    seed = models.PositiveIntegerField(_("seed"), default=1)
    match_run = models.ForeignKey(
        MatchRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("matches used"),
    )
    # Of the canonical engine input: equal hash and seed, equal plan.
    inputs_hash = models.CharField(max_length=64, blank=True, editable=False)
    # The edition's schedule version that the plan started from; publishing compares it.
    base_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # {"value": …, "meetings": …, "served_suppliers": …, "idle_slots": …, "violations": …, …}
    figures = models.JSONField(_("figures"), default=dict, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    # The edition's schedule version that publishing made.
    published_version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = PlanRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlanState.values), name="plan_state_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=PlanKind.values), name="plan_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=PlanKind.WHAT_IF, state=PlanState.PUBLISHED),
                name="plan_what_if_never_published",
            ),
            models.UniqueConstraint(
                "edition",
                condition=Q(state__in=PlanState.active()),
                name="plan_made_one_at_a_time",
                violation_error_message=_("A plan for this edition is being made already."),
            ),
            models.UniqueConstraint(
                "edition",
                condition=Q(state=PlanState.PUBLISHED),
                name="plan_published_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["edition", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.edition} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:plan-detail", args=[self.edition.slug, self.public_id])

    def get_error_code_display(self) -> str:
        """Say in words why the plan could not be made."""
        return str(PlanError(self.error_code).label) if self.error_code else ""

    def is_stop_asked(self) -> bool:
        """Ask the database whether somebody wants the best plan found so far."""
        return PlanRun.objects.filter(pk=self.pk, stop_asked_at__isnull=False).exists()

    @property
    def is_active(self) -> bool:
        return self.state in PlanState.active()

    @property
    def has_result(self) -> bool:
        return self.state in PlanState.with_result()

    @property
    def is_what_if(self) -> bool:
        return self.kind == PlanKind.WHAT_IF

    @property
    def is_outdated(self) -> bool:
        """Whether the timetable has changed since; the edition is read, so select it along."""
        return self.state == PlanState.READY and self.base_version != self.edition.schedule_version

    @property
    def is_editable(self) -> bool:
        """Whether meetings may be changed by hand: in a draft, or in the timetable itself."""
        is_draft = self.state == PlanState.READY and not self.is_what_if
        return is_draft or self.state == PlanState.PUBLISHED


class PlannedMeeting(models.Model):
    """A meeting that a plan proposes, with the parties that would take part."""

    run = models.ForeignKey(
        PlanRun, on_delete=models.CASCADE, related_name="planned_meetings", verbose_name=_("plan")
    )
    buyer = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("buyer")
    )
    supplier = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("supplier")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    mode = models.CharField(_("mode"), max_length=10, choices=MeetingMode.choices)
    value = models.PositiveIntegerField(_("value, points"))
    is_must = models.BooleanField(_("must"), default=False)
    buyer_party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    supplier_party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")
    # None: a table or an online room that only a what-if has.
    place_party = models.ForeignKey(
        Party, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("place")
    )
    interpreter_party = models.ForeignKey(
        Party,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("interpreter"),
    )
    # Edited by hand; published, the meeting is pinned.
    is_pinned = models.BooleanField(_("pinned"), default=False)
    needs = models.ManyToManyField(
        ComponentNeed, blank=True, related_name="+", verbose_name=_("needs")
    )
    lines = models.ManyToManyField(
        ProductLine, blank=True, related_name="+", verbose_name=_("product lines")
    )

    class Meta:
        verbose_name = _("planned meeting")
        verbose_name_plural = _("planned meetings")
        constraints = [
            models.UniqueConstraint("run", "buyer", "supplier", name="planned_meeting_unique"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="planned_meeting_times_in_order"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=MeetingMode.values), name="planned_meeting_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer} – {self.supplier}"


class UnplacedWishQuerySet(models.QuerySet["UnplacedWish"]):
    """Sets of wishes without a meeting."""

    def left_out(self) -> Self:
        """Keep those whose pair was not given a meeting of the plan by hand since."""
        planned = PlannedMeeting.objects.filter(
            run=OuterRef("run"), buyer=OuterRef("buyer"), supplier=OuterRef("supplier")
        )
        return self.filter(~Exists(planned))


class UnplacedWish(models.Model):
    """A wish for which a plan has no meeting, and why."""

    run = models.ForeignKey(
        PlanRun, on_delete=models.CASCADE, related_name="unplaced_wishes", verbose_name=_("plan")
    )
    buyer = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("buyer")
    )
    supplier = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("supplier")
    )
    value = models.PositiveIntegerField(_("value, points"))
    is_must = models.BooleanField(_("must"), default=False)
    code = models.CharField(_("reason"), max_length=20, choices=UnplacedCode.choices)
    common_slots = models.PositiveSmallIntegerField(_("slots in common"), default=0)
    # [{"code": …, "slots": n}], heaviest first
    obstacles = models.JSONField(_("what stands in the way"), default=list, blank=True)

    objects = UnplacedWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("unplaced wish")
        verbose_name_plural = _("unplaced wishes")
        constraints = [
            models.UniqueConstraint("run", "buyer", "supplier", name="unplaced_wish_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.buyer} – {self.supplier}"

    @property
    def advice(self) -> str:
        """The cheapest change that would make room for the meeting."""
        return str(ADVICE.get(self.code, ""))

    @property
    def obstacle_lines(self) -> list[tuple[str, int, int]]:
        """What else stands in the way, heaviest first: words, slots closed, points to make room."""
        return [
            (str(Clash(each["code"]).label), each["slots"], each.get("points", 0))
            for each in self.obstacles
            if each["code"] in Clash.values and each["code"] != self.code
        ]

    @property
    def cost(self) -> int:
        """The points that making room would take from others; 0 where that is not known."""
        found = (each.get("points", 0) for each in self.obstacles if each["code"] == self.code)
        return next(found, 0)
