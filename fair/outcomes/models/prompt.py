"""Who was asked when what came of the meetings, and what was answered by the links in the mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.outcomes.choices import Answer, Wave


class Prompt(models.Model):
    """A person was written to, some days after a fair; once for each wave."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="prompts", verbose_name=_("edition")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    wave = models.PositiveSmallIntegerField(_("when"), choices=Wave.choices)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("question after the fair")
        verbose_name_plural = _("questions after the fair")
        constraints = [
            models.UniqueConstraint("edition", "user", "wave", name="prompt_unique"),
            models.CheckConstraint(condition=Q(wave__in=Wave.values), name="prompt_wave_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_wave_display()}"


class AskedPair(models.Model):
    """A partner that a prompt asked about; its links answer once."""

    prompt = models.ForeignKey(
        Prompt, on_delete=models.CASCADE, related_name="pairs", verbose_name=_("question")
    )
    buyer = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("buyer")
    )
    supplier = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="+", verbose_name=_("supplier")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    answer = models.CharField(
        _("answer"), max_length=10, choices=Answer.choices, blank=True, default=""
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner asked about")
        verbose_name_plural = _("partners asked about")
        constraints = [
            models.UniqueConstraint(
                "prompt", "buyer", "supplier", "side", name="asked_pair_unique"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="asked_pair_side_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | Q(answer__in=Answer.values, answered_at__isnull=False),
                name="asked_pair_answer_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer} – {self.supplier}"
