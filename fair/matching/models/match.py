"""A need and a product line, and what each side makes of the other."""

from typing import Any, Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.matching.choices import Verdict
from fair.matching.engine.folding import folded, unfolded
from fair.matching.models.run import MatchRun
from fair.matching.models.verdict import MatchVerdict
from fair.sourcing.models import ComponentNeed

MAX_POINTS = 100
# The order of `engine.ranking.place` among matches, and among near misses.
BEST_FIRST = ("-nearness", "-confidence", "tie")


def points(label: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    """Make a field for a score from 0 to 100."""
    return models.PositiveSmallIntegerField(label, default=0)


class ExplanationField(models.TextField):
    """Why two match, as `explanation_json` tells it; kept as text, see `engine.folding`."""

    # What one may set and gets, for type checkers.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: Any) -> dict[str, Any] | None:
        return None if value is None else unfolded(value)

    def to_python(self, value: Any) -> Any:
        return unfolded(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        return folded(value) if isinstance(value, dict) else value

    def value_to_string(self, obj: models.Model) -> str:
        return folded(getattr(obj, self.attname))


class MatchQuerySet(models.QuerySet["Match"]):
    """Sets of matches."""

    def current(self) -> Self:
        """Keep those of the runs that people see."""
        return self.filter(run__is_current=True)

    def eligible(self) -> Self:
        """Keep those that no gate stops."""
        return self.filter(eligible=True)

    def near_misses(self) -> Self:
        """Keep those that a gate stops."""
        return self.filter(eligible=False)

    def best_first(self) -> Self:
        """Order as lists are: the matches, then the near misses."""
        return self.order_by("-eligible", *BEST_FIRST, "id")

    def among_best(self, *, of_need: int, of_line: int) -> Self:
        """Keep the matches that stand so high in the list of their need or of their line."""
        order = (*BEST_FIRST, "id")
        places = {
            f"place_for_{owner}": Window(RowNumber(), partition_by=["run", owner], order_by=order)
            for owner in ("need", "line")
        }
        placed = self.eligible().order_by().annotate(**places)
        best = placed.filter(Q(place_for_need__lte=of_need) | Q(place_for_line__lte=of_line))
        return self.filter(pk__in=best.values("pk"))

    def not_declined_by(self, side: Side) -> Self:
        """Leave out those that `side` does not want."""
        declined = MatchVerdict.objects.filter(
            need=OuterRef("need"), line=OuterRef("line"), side=side, verdict=Verdict.NO
        )
        return self.exclude(Exists(declined))

    def not_blocked(self) -> Self:
        """Leave out suppliers that the need's buyer keeps from it."""
        blocked = ComponentNeed.blocked_organisations.through.objects.filter(
            componentneed=OuterRef("need"),
            organisation=OuterRef("line__participation__organisation"),
        )
        return self.exclude(Exists(blocked))

    def for_buyer(self, user: Any) -> Self:
        """Keep those of needs of buyers that `user` acts for, less what suppliers declined.

        Whom the buyer has blocked and what suppliers have withdrawn since the run is left out, as
        the next run will leave it out.
        """
        own = Participation.objects.approved().of_member(user)
        lines = ProductLine.objects.published()
        return (
            self.filter(need__participation__in=own.values("pk"), line__in=lines.values("pk"))
            .not_blocked()
            .not_declined_by(Side.SUPPLIER)
        )

    def for_supplier(self, user: Any) -> Self:
        """Keep those of lines of suppliers that `user` acts for, with needs they may know of."""
        own = Participation.objects.approved().of_member(user)
        needs = ComponentNeed.objects.published().visible_to(user)
        return self.filter(
            line__participation__in=own.values("pk"), need__in=needs.values("pk")
        ).not_declined_by(Side.BUYER)

    def organised_by(self, user: Any) -> Self:
        """Keep those in editions that `user` organises."""
        return self.filter(run__edition__in=Edition.objects.organised_by(user).values("pk"))

    def visible_to(self, user: Any) -> Self:
        """Keep what `user` may read: as buyer, as supplier, as organiser."""
        if user.is_superuser:
            return self.all()
        matches = self.model.objects
        return self.filter(
            Q(pk__in=matches.for_buyer(user).values("pk"))
            | Q(pk__in=matches.for_supplier(user).values("pk"))
            | Q(pk__in=matches.organised_by(user).values("pk"))
        )


class Match(models.Model):
    """The score of one need with one product line in one run, and how it came about.

    A near miss, stopped by a gate, has no score; its explanation tells what the two would be to
    each other otherwise. Lists are sorted when they are read: stored ranks made one edit write all
    over the table. Indexes are few for the same reason.
    """

    run = models.ForeignKey(
        MatchRun,
        on_delete=models.CASCADE,
        related_name="matches",
        verbose_name=_("run"),
        db_index=False,
    )
    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.CASCADE,
        related_name="matches",
        verbose_name=_("need"),
        db_index=False,
    )
    line = models.ForeignKey(
        ProductLine,
        on_delete=models.CASCADE,
        related_name="matches",
        verbose_name=_("product line"),
        db_index=False,
    )
    eligible = models.BooleanField(_("eligible"))
    buyer_points = points(_("fit for the buyer"))
    supplier_points = points(_("interest of the supplier"))
    mutual_points = points(_("match"))
    confidence = models.FloatField(
        _("confidence"), help_text=_("Share of what counts that is known, 0 to 1.")
    )
    nearness = models.FloatField(
        _("nearness"),
        default=0,
        help_text=_(
            "What the ranks sort by: the match before rounding; of a near miss what it would be, "
            "less 100 for each gate that stops it."
        ),
    )
    tie = models.BigIntegerField(
        default=0, help_text=_("Decides between equals, shuffled in each run.")
    )
    # The last that a full list has room for: better pairs come in, and it goes out.
    is_last_for_need = models.BooleanField(default=False)
    is_last_for_line = models.BooleanField(default=False)
    gates = models.JSONField(_("gates"))
    explanation = ExplanationField(_("explanation"))
    is_explained = models.BooleanField(
        _("explained"),
        default=True,
        help_text=_("After a change the points come first, how they come about right behind."),
    )

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint("need", "line", "run", name="match_unique"),
            models.CheckConstraint(
                condition=Q(
                    buyer_points__lte=MAX_POINTS,
                    supplier_points__lte=MAX_POINTS,
                    mutual_points__lte=MAX_POINTS,
                ),
                name="match_points_in_range",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="match_confidence_in_range",
            ),
            models.CheckConstraint(
                condition=Q(eligible=True) | Q(eligible=False, mutual_points=0),
                name="match_scored_if_eligible",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "run"], name="match_of_line"),
            BrinIndex(fields=["run"], autosummarize=True, name="match_of_run"),
            models.Index(
                fields=["need"], condition=Q(is_last_for_need=True), name="match_last_for_need"
            ),
            models.Index(
                fields=["line"], condition=Q(is_last_for_line=True), name="match_last_for_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} – {self.line}"
