"""One meeting as it stands in a plan or in the timetable, and why it cannot be changed."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.meetings.snapshots import Wish

Pair = tuple[int, int]


class CannotEditPlan(Refusal):
    """The plan's meetings cannot be changed by hand, or not in this way."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_editable": _("Only a draft and the published plan can be changed by hand."),
        "edition_closed": _("The edition is closed; its timetable stays as it is."),
        "changed_meanwhile": _("The plan was published or taken back meanwhile; look at it anew."),
        "clash": "%(reasons)s",
        "no_meeting": _("The two have no meeting in this plan any more."),
        "seat_taken": _("Somebody booked one of the times meanwhile."),
        "undone": _("This change was taken back already."),
        "changed_since": _("The meeting was changed again since, so this cannot be taken back."),
    }


@dataclass(frozen=True, slots=True)
class Seating:
    """One meeting as its book has it; places, teams and interpreter are ids of Party rows."""

    starts_at: datetime
    ends_at: datetime
    mode: str
    place: int | None
    buyer_team: int | None
    supplier_team: int | None
    is_pinned: bool
    value: int
    is_must: bool = False
    need_ids: tuple[int, ...] = ()
    line_ids: tuple[int, ...] = ()
    interpreter: int | None = None

    def as_json(self) -> dict[str, Any]:
        moments = {"starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}
        lists = {"need_ids": list(self.need_ids), "line_ids": list(self.line_ids)}
        return {**asdict(self), **moments, **lists}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        moments = {name: datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
        lists = {name: tuple(values[name]) for name in ("need_ids", "line_ids")}
        return cls(**{**values, **moments, **lists})

    def is_where(self, other: "Seating | None") -> bool:
        """Tell whether the two sides would notice no difference; teams are their own affair."""
        return other is not None and self.seen == other.seen

    @property
    def seen(self) -> tuple[Any, ...]:
        """What the two sides see of it."""
        return (self.starts_at, self.ends_at, self.mode, self.place)

    def as_wish(self, pair: Pair) -> Wish:
        """Return the wish that the meeting meets, in its own mode."""
        return Wish(
            buyer_id=pair[0],
            supplier_id=pair[1],
            value=self.value,
            is_must=self.is_must,
            need_ids=self.need_ids,
            line_ids=self.line_ids,
            places=frozenset({self.mode}),
        )
