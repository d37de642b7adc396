"""A small vocabulary, and a need and an offer that answer each other in everything."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.similarity import related_materials, related_processes
from fair.matching.engine.types import Certificate, Limits, Need, Offer, Rules

PROCESS_PARENTS = {
    "MC": None,
    "MC.TUR": "MC",
    "MC.MIL": "MC",
    "MC.MIL.5AX": "MC.MIL",
    "CF": None,
    "CF.DIE": "CF",
}
MATERIAL_PARENTS = {
    "FERR": None,
    "ST.S": "FERR",
    "SUS304": "ST.S",
    "SUS430": "ST.S",
    "ST.C": "FERR",
    "S45C": "ST.C",
    "AL.W": None,
    "A6061": "AL.W",
}
GRADES = {"SUS304", "SUS430", "S45C", "A6061"}
PROCESSES = related_processes(PROCESS_PARENTS)
MATERIALS = related_materials(MATERIAL_PARENTS, grades=GRADES)
FAIR_ON = date(2024, 9, 26)
LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Words:
    """A text as a set of words."""

    words: frozenset[str] = frozenset()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class SharedWords:
    """A text model that anyone can check in the head: the share of the need's words."""

    version: str = "words1"

    def probability(self, need: Words, offer: Words) -> float:
        # Who asks for nothing is answered by anything.
        return len(need.words & offer.words) / len(need.words) if need.words else 1.0

    def prepare(self, needs, offers):
        return needs, offers

    def pairs_of(self, prepared, rows, columns):
        needs, offers = prepared
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        return np.array([self.probability(needs[row], offers[column]) for row, column in pairs])

    def block_of(self, prepared, rows, columns):
        needs, offers = prepared
        shares = [
            [self.probability(needs[row], offers[column]) for column in columns] for row in rows
        ]
        return np.array(shares, np.float32).reshape(len(rows), len(columns))


def make_rules(**changes: Any) -> Rules:
    return Rules(
        **{
            "fair_on": FAIR_ON,
            "weights": DEFAULT_WEIGHTS,
            "processes": PROCESSES,
            "materials": MATERIALS,
            **changes,
        }
    )


def make_need(**changes: Any) -> Need:
    """Return a need that asks for everything, answered in full by `make_offer()`."""
    return Need(
        **{
            "id": 1,
            "party_id": 100,
            "processes": frozenset({"MC.MIL"}),
            "materials": frozenset({"SUS304"}),
            "material_is_hard": True,
            "tolerance_mm": 0.05,
            "tolerance_is_hard": True,
            "size_mm": (120.0, 80.0, 40.0),
            "weight_kg": 2.0,
            "monthly_quantity": 1000.0,
            "lot_quantity": 500.0,
            "lead_days": 30,
            "required_certificates": frozenset({"ISO9001"}),
            "preferred_certificates": frozenset({"ISO14001"}),
            "starts_on": date(2025, 3, 1),
            "languages": frozenset({"ja", "en"}),
            "country": "JP",
            "position": (21.03, 105.85),
            **changes,
        }
    )


def make_offer(**changes: Any) -> Offer:
    return Offer(
        **{
            "id": 1,
            "party_id": 200,
            "processes": frozenset({"MC.MIL"}),
            "materials": frozenset({"SUS304"}),
            "tolerance_mm": 0.02,
            "max_size_mm": (300.0, 200.0, 100.0),
            "min_size_mm": 5.0,
            "max_weight_kg": 20.0,
            "free_monthly_quantity": 4000.0,
            "minimum_quantity": 200.0,
            "lead_days": 20,
            "certificates": (Certificate("ISO9001"), Certificate("ISO14001")),
            "languages": frozenset({"vi", "en"}),
            "country": "VN",
            "markets": frozenset({"JP"}),
            "position": (21.03, 105.85),
            **changes,
        }
    )
