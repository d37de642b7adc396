"""The words of the matcher: what goes in, what comes out.

All lengths are millimetres, masses kilograms, times days, quantities pieces. None, an empty set or
an empty tuple means "not stated", never "zero" or "refused", unless a field says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from fair.matching.engine.texts import Remembering, TextModel, TextProfile

# asked code -> {offered code: similarity in (0, 1]}; a pair that is absent has similarity 0.
Relations = Mapping[str, Mapping[str, float]]
# Latitude and longitude in degrees.
Position = tuple[float, float]
# (need id, offer id)
PairKey = tuple[int, int]


class GateState(StrEnum):
    PASS = "pass"  # noqa: S105 (the outcome of a gate, not a password)
    UNKNOWN = "unknown"
    FAIL = "fail"


class GateCode(StrEnum):
    """The gates, cheapest first; a pair that fails one is not eligible."""

    PROCESS = "process"
    CONSENT = "consent"
    TOLERANCE = "tolerance"
    MATERIAL = "material"
    ENVELOPE = "envelope"
    CERTIFICATES = "certificates"


class Reason(StrEnum):
    """Why a gate is not passed."""

    PROCESS_OTHER = "process_other"
    PROCESS_NOT_STATED = "process_not_stated"
    SAME_ORGANISATION = "same_organisation"
    BLOCKED = "blocked"
    NOT_INVITED = "not_invited"
    DECLINED_BY_BUYER = "declined_by_buyer"
    DECLINED_BY_SUPPLIER = "declined_by_supplier"
    TOLERANCE_TOO_WIDE = "tolerance_too_wide"
    TOLERANCE_NOT_STATED = "tolerance_not_stated"
    MATERIAL_OTHER = "material_other"
    MATERIAL_NOT_STATED = "material_not_stated"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_HEAVY = "too_heavy"
    SIZE_NOT_STATED = "size_not_stated"
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_IN_PROGRESS = "certificate_in_progress"
    CERTIFICATE_UNPROVEN = "certificate_unproven"
    CERTIFICATE_LAPSES = "certificate_lapses"


class Status(StrEnum):
    """How far one criterion is met."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that a supplier holds or is working towards."""

    code: str
    expires_on: date | None = None
    is_in_progress: bool = False
    has_evidence: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """One component that a buyer looks for."""

    id: int
    party_id: int
    processes: frozenset[str] = frozenset()
    needs_every_process: bool = False
    materials: frozenset[str] = frozenset()
    material_is_hard: bool = False
    tolerance_mm: float | None = None
    tolerance_is_hard: bool = False
    size_mm: tuple[float, ...] = ()  # one to three edges, longest first
    weight_kg: float | None = None
    monthly_quantity: float | None = None
    lot_quantity: float | None = None
    lead_days: int | None = None
    required_certificates: frozenset[str] = frozenset()
    preferred_certificates: frozenset[str] = frozenset()
    starts_on: date | None = None  # start of production
    languages: frozenset[str] = frozenset()
    country: str = ""
    position: Position | None = None  # place of delivery
    blocked_party_ids: frozenset[int] = frozenset()
    invited_party_ids: frozenset[int] | None = None  # None: every supplier may know of it
    text: TextProfile | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One product line of a supplier."""

    id: int
    party_id: int
    processes: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    tolerance_mm: float | None = None  # the best they hold, ±
    max_size_mm: tuple[float, ...] = ()  # up to three limits, longest first
    min_size_mm: float | None = None  # longest edge of the smallest part
    max_weight_kg: float | None = None
    free_monthly_quantity: float | None = None
    minimum_quantity: float | None = None
    lead_days: int | None = None
    certificates: tuple[Certificate, ...] = ()
    languages: frozenset[str] = frozenset()
    country: str = ""
    markets: frozenset[str] = frozenset()  # countries sold to; empty: sells at home only
    position: Position | None = None
    text: TextProfile | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What each criterion counts, by its code: whole numbers, any positive sum."""

    version: str
    buyer: Mapping[str, int]
    supplier: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a score depends on besides the pair itself."""

    fair_on: date
    weights: Weights
    processes: Relations
    materials: Relations
    liked: frozenset[PairKey] = frozenset()  # by the supplier
    declined_by_buyer: frozenset[PairKey] = frozenset()
    declined_by_supplier: frozenset[PairKey] = frozenset()
    text: TextModel | None = None  # None: texts do not count

    def remembering(self) -> "Rules":
        """Return the same rules; two texts are compared once, however often they are asked for."""
        return replace(self, text=Remembering(self.text)) if self.text else self


@dataclass(frozen=True, slots=True)
class GateResult:
    """The answer of one gate; `subjects` are the codes it is about, such as certificates."""

    code: GateCode
    state: GateState
    reason: Reason | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideScore:
    """How one side values a pair.

    `score` is in [0, 100]; `values` has one entry in [0, 1] per criterion of that side's table, in
    its order, None where unknown; `asked` says which criteria count; `confidence`, in [0, 1], is
    the known share of the weight that counts.
    """

    score: float
    confidence: float
    asked: tuple[bool, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A need and an offer with what each side makes of the other.

    Where a gate fails, `mutual` is 0 and `buyer` and `supplier` tell what the sides miss.
    """

    need_id: int
    offer_id: int
    gates: tuple[GateResult, ...]
    buyer: SideScore
    supplier: SideScore
    mutual: float

    @property
    def is_eligible(self) -> bool:
        return all(gate.state is not GateState.FAIL for gate in self.gates)

    @property
    def confidence(self) -> float:
        return self.buyer.confidence

    @property
    def key(self) -> PairKey:
        return (self.need_id, self.offer_id)


@dataclass(frozen=True, slots=True)
class RankedPair:
    """A pair with its places, counted from 1; a near miss has neither place."""

    pair: ScoredPair
    rank_for_need: int | None
    rank_for_offer: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The outcome of a run: eligible pairs by need and rank, then near misses by offer."""

    pairs: tuple[RankedPair, ...]
    near_misses: tuple[RankedPair, ...]
    compared: int
    eligible: int


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a ranking is kept: an eligible pair stays if either side ranks it high enough."""

    per_need: int = 100
    per_offer: int = 30
    near_misses_per_offer: int = 15


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a breakdown; `could_add` is what the shown score gains if it were fully met.

    `evidence` are the places of both texts that speak for each other, fit for JSON.
    """

    code: str
    status: Status
    points: int
    could_add: int
    asked: object
    offered: object
    evidence: object = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A side's shown score, 0 to 100, and the items whose points sum exactly to it."""

    score: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a pair has its scores, in codes; words are the reader's language's business."""

    buyer: Breakdown
    supplier: Breakdown
    mutual: int
    to_confirm: tuple[GateResult, ...]
    raise_most: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """Something in a ranking that must not be."""

    code: str
    need_id: int
    offer_id: int | None = None
