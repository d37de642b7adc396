"""What was done to a request: the thread that both sides read."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.common.fields import code_list
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.choices import DeclineReason, MeetingMode, RequestAct
from fair.meetings.models.request import LONGEST_MESSAGE, MeetingRequest


class RequestStep(models.Model):
    """Somebody did something to a request; the clock and the fair do it without an actor."""

    request = models.ForeignKey(
        MeetingRequest,
        on_delete=models.CASCADE,
        related_name="steps",
        verbose_name=_("meeting request"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    act = models.CharField(_("what"), max_length=10, choices=RequestAct.choices)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("when"))
    # The form's key: a form that is sent twice makes one step.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    note = models.TextField(_("note"), blank=True, max_length=LONGEST_MESSAGE)
    reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason.choices, blank=True)
    modes = code_list(_("how to meet"), MeetingMode.choices)
    times = ArrayField(models.DateTimeField(), verbose_name=_("times"), default=list, blank=True)
    # The colleague to whom a side has handed the request on.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed on to"),
    )

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        constraints = [
            models.UniqueConstraint("request", "number", name="request_step_numbered"),
            models.CheckConstraint(
                condition=Q(act__in=RequestAct.values), name="request_step_act_known"
            ),
            models.CheckConstraint(
                condition=Q(act=RequestAct.DECLINE, reason__in=DeclineReason.values)
                | (~Q(act=RequestAct.DECLINE) & Q(reason="")),
                name="request_step_reason_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_act_display()}"

    @property
    def own(self) -> Participation:
        """The side that took the step; not for the clock's."""
        return self.request.on_side(self.side)

    @property
    def mode_labels(self) -> list[str]:
        """The ways of meeting that it proposes, in words."""
        return [str(MeetingMode(mode).label) for mode in self.modes]
