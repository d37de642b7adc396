"""What the engine reads."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a pair's ledger; ids rise in the order in which rows were written.

    `subject` names the need that it is about, None stands for everything between the two.
    `standing` is reported, confirmed or disputed; a void row takes back what it replaces.
    """

    id: int
    kind: str
    side: str
    happened_on: date
    subject: int | None = None
    replaces: int | None = None
    is_void: bool = False
    standing: str = "reported"
    value: Decimal | None = None
    currency: str = ""

    @property
    def moment(self) -> tuple[date, int]:
        """Where it stands in the order of what happened."""
        return self.happened_on, self.id


@dataclass(frozen=True, slots=True)
class Card:
    """What a business card says of a person; empty where it is not known."""

    uid: str
    name: str
    organisation: str
    job_title: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    website: str = ""
    address: str = ""
    note: str = ""
