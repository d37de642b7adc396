"""The answers of all gates to many pairs, written as they are kept.

To the letter what `gate_results` gives each. Most pairs get one of few answers, and what sets of
codes make of each other is asked once.
"""

from collections.abc import Hashable

from fair.matching.engine.coded import Ints
from fair.matching.engine.eligibility import (
    Gate,
    certificates_gate,
    envelope_gate,
    gate_results,
    material_gate,
    process_gate,
    tolerance_gate,
)
from fair.matching.engine.explain import gates_json
from fair.matching.engine.folding import compact
from fair.matching.engine.pairing import Pairing
from fair.matching.engine.types import GateResult, Need, Offer, Rules

Answers = tuple[GateResult, ...]


class _Remembering:
    """Asks each gate once for what its answer depends on, and writes the same answers once."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._answers: dict[tuple[Gate, Hashable, Hashable], GateResult | None] = {}
        self._texts: dict[Answers, str] = {}

    def ask(
        self, gate: Gate, need: Need, offer: Offer, asked: Hashable, offered: Hashable
    ) -> GateResult | None:
        key = (gate, asked, offered)
        if key not in self._answers:
            self._answers[key] = gate(need, offer, self._rules)
        return self._answers[key]

    def text(self, answers: Answers) -> str:
        if answers not in self._texts:
            self._texts[answers] = compact(gates_json(answers))
        return self._texts[answers]


def gates_of_matches(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> list[str]:
    """Write the answers to eligible pairs, which the gate of consent lets pass without a word."""
    needs, offers, rules = pairing.needs, pairing.offers, pairing.rules
    known = _Remembering(rules)
    processes, made = needs.processes.ids.tolist(), offers.processes.ids.tolist()
    materials, used = needs.materials.ids.tolist(), offers.materials.ids.tolist()
    required, held = needs.required.ids.tolist(), offers.certificates.ids.tolist()
    found = []
    for row, other in zip(need_rows.tolist(), offer_rows.tolist(), strict=True):
        need, offer = needs.items[row], offers.items[other]
        material = (materials[row], need.material_is_hard)
        certificates = (required[row], need.starts_on)
        answers = (
            known.ask(process_gate, need, offer, processes[row], made[other]),
            tolerance_gate(need, offer, rules),
            known.ask(material_gate, need, offer, material, used[other]),
            envelope_gate(need, offer, rules),
            known.ask(certificates_gate, need, offer, certificates, held[other]),
        )
        found.append(known.text(tuple(answer for answer in answers if answer is not None)))
    return found


def gates_of_misses(pairing: Pairing, need_rows: Ints, offer_rows: Ints) -> list[str]:
    """Write the answers to any pairs."""
    needs, offers, rules = pairing.needs.items, pairing.offers.items, pairing.rules
    known = _Remembering(rules)
    return [
        known.text(gate_results(needs[row], offers[other], rules=rules))
        for row, other in zip(need_rows.tolist(), offer_rows.tolist(), strict=True)
    ]
