"""Requests for meetings: who asks whom, and whose turn it is to answer."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fair.common.fields import code_list
from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.meetings.choices import MeetingMode, RequestAct, RequestState
from fair.meetings.engine import requests as engine
from fair.meetings.models.request_queryset import MeetingRequestQuerySet
from fair.sourcing.models import ComponentNeed

if TYPE_CHECKING:
    from fair.meetings.models.step import RequestStep

LONGEST_MESSAGE = 1000


class MeetingRequest(PubliclyIdentified, Timestamped):
    """A buyer or a supplier asks the other for a meeting. It takes up nobody's time."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="requests", verbose_name=_("edition")
    )
    buyer = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="requests_as_buyer",
        verbose_name=_("buyer"),
    )
    supplier = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        related_name="requests_as_supplier",
        verbose_name=_("supplier"),
    )
    asked_by = models.CharField(_("asked by"), max_length=10, choices=Side.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState.choices, default=RequestState.DRAFT
    )
    # The side that has to answer; empty while nobody has to.
    awaits = models.CharField(
        _("waits for"), max_length=10, choices=Side.choices, blank=True, default=""
    )
    message = models.TextField(_("message"), blank=True, max_length=LONGEST_MESSAGE)
    # What was proposed last, by whichever side; empty means whatever suits.
    modes = code_list(_("how to meet"), MeetingMode.choices)
    times = ArrayField(models.DateTimeField(), verbose_name=_("times"), default=list, blank=True)
    needs = models.ManyToManyField(
        ComponentNeed, blank=True, related_name="requests", verbose_name=_("needs")
    )
    lines = models.ManyToManyField(
        ProductLine, blank=True, related_name="requests", verbose_name=_("product lines")
    )
    # Both asked each other.
    is_mutual = models.BooleanField(_("asked by both"), default=False)
    # The person who answers for a side; None: whoever acts for it.
    buyer_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answers for the buyer"),
    )
    supplier_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answers for the supplier"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    turn_since = models.DateTimeField(null=True, blank=True, editable=False)
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    objects = MeetingRequestQuerySet.as_manager()

    # Filled by `with_subjects_for`.
    visible_needs: list[ComponentNeed]
    visible_lines: list[ProductLine]

    class Meta:
        verbose_name = _("meeting request")
        verbose_name_plural = _("meeting requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(asked_by__in=Side.values), name="request_asker_known"
            ),
            models.CheckConstraint(condition=~Q(buyer=F("supplier")), name="request_sides_differ"),
            models.CheckConstraint(
                condition=Q(
                    state__in=RequestState.open(),
                    awaits__in=Side.values,
                    turn_since__isnull=False,
                    answer_by__gte=F("turn_since"),
                )
                | (~Q(state__in=RequestState.open()) & Q(awaits="")),
                name="request_open_awaits_a_side",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.SENT) | ~Q(awaits=F("asked_by")),
                name="request_sent_awaits_the_other",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.DRAFT, sent_at=None)
                | (~Q(state=RequestState.DRAFT) & Q(sent_at__isnull=False)),
                name="request_sent_at_fits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.settled(), settled_at__isnull=False)
                | (~Q(state__in=RequestState.settled()) & Q(settled_at=None)),
                name="request_settled_at_fits",
            ),
            models.UniqueConstraint(
                "buyer",
                "supplier",
                condition=Q(state__in=RequestState.open()),
                name="request_open_once",
                violation_error_message=_("One of the two has asked the other already."),
            ),
            models.UniqueConstraint(
                "buyer",
                "supplier",
                "asked_by",
                condition=Q(state=RequestState.DRAFT),
                name="request_draft_once",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "state"]),
            models.Index(
                fields=["answer_by"],
                condition=Q(state__in=RequestState.open()),
                name="request_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer} – {self.supplier}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:request-detail", args=[self.edition.slug, self.public_id])

    @property
    def is_open(self) -> bool:
        return self.state in RequestState.open()

    @property
    def asker(self) -> Participation:
        return self.on_side(self.asked_by)

    @property
    def asked(self) -> Participation:
        return self.on_side(other_side(self.asked_by))

    @property
    def answerer(self) -> Participation:
        """Who has to answer; only for open requests."""
        return self.on_side(self.awaits)

    @property
    def answering_person(self) -> Any:
        """The person who answers, where the side that has to has named one."""
        return self.buyer_person if self.awaits == Side.BUYER else self.supplier_person

    @property
    def mode_labels(self) -> list[str]:
        """The ways of meeting that are proposed, in words."""
        return [str(MeetingMode(mode).label) for mode in self.modes]

    def on_side(self, side: str) -> Participation:
        return self.buyer if side == Side.BUYER else self.supplier

    def person_of(self, side: str) -> int | None:
        """Return the id of the person who answers for a side, if it has named one."""
        return self.buyer_person_id if side == Side.BUYER else self.supplier_person_id

    @property
    def standing(self) -> engine.Standing:
        """The request as its engine sees it."""
        turn = engine.Turn.NOBODY
        if self.awaits:
            is_asker = self.awaits == self.asked_by
            turn = engine.Turn.ASKER if is_asker else engine.Turn.OTHER
        return engine.Standing(engine.State(self.state), turn)

    @property
    def deadline(self) -> engine.Deadline:
        """The time that the side whose turn it is has; only for open requests."""
        if self.turn_since is None or self.answer_by is None:
            raise ValueError(f"nobody has to answer request {self.pk}")
        return engine.Deadline(
            since=self.turn_since,
            answer_by=self.answer_by,
            closes_at=self.edition.closes_at,
            is_reminded=self.reminded_at is not None,
        )

    def may(self, act: RequestAct, *, side: str) -> bool:
        """Tell whether a side may do something now."""
        is_asker = side == self.asked_by
        return engine.may(engine.Act(act.value), self.standing, is_asker=is_asker)

    def take_step(self, step: "RequestStep") -> "RequestStep":
        """Do what `step` says and keep it as the next one of the thread.

        The row is locked and the step allowed. Whoever gets the turn has the whole time to answer.
        """
        before = self.standing
        now_stands = engine.after(engine.Act(step.act), before)
        self.state = RequestState(now_stands.state.value)
        self.awaits = self._side_of(now_stands.turn)
        if now_stands.turn != before.turn:
            self._start_turn(step.at)
        self.settled_at = step.at if self.state in RequestState.settled() else None
        self.save(update_fields=[*TURN_FIELDS, "updated_at"])
        step.request = self
        step.number = self.steps.count() + 1
        step.save(force_insert=True)
        return step

    def _side_of(self, turn: engine.Turn) -> str:
        if turn is engine.Turn.NOBODY:
            return ""
        return self.asked_by if turn is engine.Turn.ASKER else other_side(self.asked_by)

    def _start_turn(self, now: datetime) -> None:
        self.reminded_at = None
        self.sent_at = self.sent_at or now
        if self.awaits:
            self.turn_since = now
            self.answer_by = engine.answer_by(now, closes_at=self.edition.closes_at)


TURN_FIELDS = (
    *("state", "awaits", "turn_since", "answer_by", "reminded_at", "sent_at", "settled_at"),
)


def other_side(side: str) -> Side:
    """Return the side that `side` is not."""
    return Side.SUPPLIER if side == Side.BUYER else Side.BUYER
