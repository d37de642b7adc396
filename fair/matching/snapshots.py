"""From rows to the inputs of the engine: the only place where the two meet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.choices import HoldingState, Verification
from fair.exhibitors.models import HeldCertificate, ProductLine
from fair.matching.choices import Verdict
from fair.matching.embeddings.profiles import profiles_of
from fair.matching.engine.fingerprints import DIGESTS, digest_of_rows, fingerprint_of
from fair.matching.engine.places import position_of
from fair.matching.engine.text.types import MATERIAL, PROCESS, TextProfile, TextSide
from fair.matching.engine.types import Certificate, Need, Offer, PairKey, Rules, Weights
from fair.matching.models import MatchVerdict
from fair.matching.text_models import edition_model, relations_in_use
from fair.sourcing.choices import ProcessMatch, Visibility
from fair.sourcing.models import ComponentNeed, NeedCertification
from fair.taxonomy.selectors import current_version_number

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a run reads, in the order of ids."""

    needs: list[Need]
    offers: list[Offer]
    rules: Rules
    taxonomy_version: int

    def fingerprint(self, *, other_rows: int = 0) -> str:
        """Return a SHA-256 that is the same for the same inputs, in hexadecimal.

        `other_rows` is the digest of rows that belong to the inputs and are not among them.
        """
        rows = digest_of_rows(self.needs) + digest_of_rows(self.offers) + other_rows
        return fingerprint_of(self.rules, rows=rows % DIGESTS)


def load_inputs(edition: Edition, *, weights: Weights) -> Inputs:
    """Read the published needs and lines of an edition; about twenty queries at any size."""
    return replace(load_demand(edition, weights=weights), offers=load_offers(edition))


def load_demand(edition: Edition, *, weights: Weights) -> Inputs:
    """Read the same but the lines."""
    return Inputs(
        needs=load_needs(edition),
        offers=[],
        rules=load_rules(edition, weights=weights),
        taxonomy_version=current_version_number(),
    )


def load_needs(edition: Edition, *, ids: Collection[int] | None = None) -> list[Need]:
    """Read the published needs of approved buyers, of `ids` only where that is given."""
    rows = (
        ComponentNeed.objects.published()
        .filter(participation__edition=edition, **_of(ids))
        .select_related("participation__organisation")
        .order_by("id")
    )
    needs = _chosen(rows, ids)
    wanted = NeedCertification.objects.filter(need__in=needs).values_list(
        "need_id", "certification__code"
    )
    codes = {
        "processes": _codes(ComponentNeed.processes.through, "componentneed", "process", needs),
        "materials": _codes(ComponentNeed.materials.through, "componentneed", "material", needs),
        "required_certificates": _grouped(wanted.filter(is_required=True)),
        "preferred_certificates": _grouped(wanted.filter(is_required=False)),
    }
    texts = profiles_of(rows, side=TextSide.NEED)
    invited = _parties(ComponentNeed.invited_organisations.through, needs)
    blocked = _parties(ComponentNeed.blocked_organisations.through, needs)
    return [
        _need(
            row,
            blocked_party_ids=blocked[row.pk],
            invited_party_ids=invited[row.pk] if row.visibility == Visibility.INVITED else None,
            text=texts.get(row.pk),
            **{name: found[row.pk] for name, found in codes.items()},
        )
        for row in rows
    ]


def load_offers(edition: Edition, *, ids: Collection[int] | None = None) -> list[Offer]:
    """Read the published lines of approved suppliers, of `ids` only where that is given."""
    rows = _lines(edition, ids=ids)
    return _offers(rows, ids=ids, texts=profiles_of(rows, side=TextSide.LINE))


def load_wordless_offers(edition: Edition) -> list[Offer]:
    """Read all of them without their texts, which take most of the time."""
    return _offers(_lines(edition), ids=None, texts={})


def _lines(edition: Edition, *, ids: Collection[int] | None = None) -> QuerySet[ProductLine]:
    return (
        ProductLine.objects.published()
        .filter(participation__edition=edition, **_of(ids))
        .select_related("participation__organisation")
        .order_by("id")
    )


def _offers(
    rows: QuerySet[ProductLine],
    *,
    ids: Collection[int] | None,
    texts: Mapping[int, TextProfile],
) -> list[Offer]:
    lines = _chosen(rows, ids)
    processes = _codes(ProductLine.processes.through, "productline", "process", lines)
    materials = _codes(ProductLine.materials.through, "productline", "material", lines)
    certificates = _certificates(rows)
    return [
        _offer(
            row,
            processes=processes[row.pk],
            materials=materials[row.pk],
            certificates=tuple(
                certificate
                for certificate, line_ids in certificates[row.participation_id]
                if not line_ids or row.pk in line_ids
            ),
            text=texts.get(row.pk),
        )
        for row in rows
    ]


def load_rules(edition: Edition, *, weights: Weights) -> Rules:
    """Read the vocabulary and what people said about earlier matches."""
    relations = relations_in_use()
    rules = Rules(
        fair_on=edition.starts_on,
        weights=weights,
        processes=relations[PROCESS],
        materials=relations[MATERIAL],
        text=edition_model(edition, relations=relations),
    )
    return load_verdicts(edition, rules=rules)


def load_verdicts(edition: Edition, *, rules: Rules) -> Rules:
    """Return rules with what people said about earlier matches; one query."""
    liked: list[PairKey] = []
    declined: dict[str, list[PairKey]] = {Side.BUYER: [], Side.SUPPLIER: []}
    verdicts = MatchVerdict.objects.filter(need__participation__edition=edition)
    for need_id, line_id, side, verdict in verdicts.values_list(
        "need_id", "line_id", "side", "verdict"
    ):
        if verdict == Verdict.NO:
            declined[side].append((need_id, line_id))
        elif side == Side.SUPPLIER:
            liked.append((need_id, line_id))
    return replace(
        rules,
        liked=frozenset(liked),
        declined_by_buyer=frozenset(declined[Side.BUYER]),
        declined_by_supplier=frozenset(declined[Side.SUPPLIER]),
    )


def _need(row: ComponentNeed, **sets: Any) -> Need:
    buyer = row.participation
    country = str(row.delivery_country or buyer.organisation.country)
    return Need(
        id=row.pk,
        party_id=buyer.organisation_id,
        needs_every_process=row.process_match == ProcessMatch.ALL,
        material_is_hard=row.material_is_hard,
        tolerance_mm=_number(row.tolerance_mm),
        tolerance_is_hard=row.tolerance_is_hard,
        size_mm=_edges(row.length_mm, row.width_mm, row.height_mm),
        weight_kg=_number(row.weight_kg),
        monthly_quantity=row.annual_volume_pcs / MONTHS if row.annual_volume_pcs else None,
        lot_quantity=_number(row.lot_size_pcs),
        lead_days=row.production_lead_days,
        starts_on=row.production_starts_on,
        languages=frozenset(row.meeting_languages or _languages(buyer)),
        country=country,
        position=position_of(country, _delivery_province(row)),
        **sets,
    )


def _offer(row: ProductLine, **sets: Any) -> Offer:
    organisation = row.participation.organisation
    country = str(organisation.country)
    return Offer(
        id=row.pk,
        party_id=organisation.pk,
        tolerance_mm=_number(row.tolerance_mm),
        max_size_mm=_edges(row.max_length_mm, row.max_width_mm, row.max_height_mm),
        min_size_mm=_number(row.min_size_mm),
        max_weight_kg=_number(row.max_weight_kg),
        free_monthly_quantity=_number(row.free_capacity_per_month),
        minimum_quantity=_number(row.moq_pcs),
        lead_days=row.production_lead_days,
        languages=_languages(row.participation),
        country=country,
        markets=frozenset(row.export_markets),
        position=position_of(country, organisation.province),
        **sets,
    )


def _certificates(
    lines: QuerySet[ProductLine],
) -> dict[int, list[tuple[Certificate, frozenset[int]]]]:
    """Return the certificates of each supplier of `lines`, with the lines they are limited to.

    Two queries.
    """
    suppliers = lines.order_by().values("participation")
    held = HeldCertificate.objects.filter(participation__in=suppliers)
    limited: dict[int, set[int]] = defaultdict(set)
    for held_id, line_id in HeldCertificate.product_lines.through.objects.filter(
        heldcertificate__in=held.values("pk")
    ).values_list("heldcertificate_id", "productline_id"):
        limited[held_id].add(line_id)
    found: dict[int, list[tuple[Certificate, frozenset[int]]]] = defaultdict(list)
    for row in held.select_related("certification").order_by("id"):
        certificate = Certificate(
            code=row.certification.code,
            expires_on=row.expires_on,
            is_in_progress=row.state == HoldingState.IN_PROGRESS,
            has_evidence=bool(row.evidence) or row.verification != Verification.DECLARED,
        )
        found[row.participation_id].append((certificate, frozenset(limited[row.pk])))
    return found


def _of(ids: Collection[int] | None) -> dict[str, Any]:
    if isinstance(ids, range):
        return {"pk__gte": ids.start, "pk__lt": ids.stop}
    return {} if ids is None else {"pk__in": ids}


def _chosen(rows: QuerySet[Any], ids: Collection[int] | None) -> Any:
    """Return what a query of related rows asks for: a few rows by their ids, which spares the
    server the planning of the same condition each time, or all by that condition.
    """
    is_by_condition = ids is None or isinstance(ids, range)
    return rows.order_by().values("pk") if is_by_condition else [row.pk for row in rows]


def _codes(through: Any, owner: str, term: str, owners: Any) -> defaultdict[int, frozenset[str]]:
    """Return the codes of each owner's terms; one query."""
    rows = through.objects.filter(**{f"{owner}__in": owners})
    return _grouped(rows.values_list(f"{owner}_id", f"{term}__code"))


def _parties(through: Any, needs: Any) -> defaultdict[int, frozenset[int]]:
    rows = through.objects.filter(componentneed__in=needs)
    return _grouped(rows.values_list("componentneed_id", "organisation_id"))


def _grouped(rows: Iterable[tuple[int, Any]]) -> defaultdict[int, frozenset[Any]]:
    """Gather the second entries by the first; who has none gets an empty set."""
    found: dict[int, set[Any]] = defaultdict(set)
    for owner_id, entry in rows:
        found[owner_id].add(entry)
    return defaultdict(frozenset, {owner: frozenset(entries) for owner, entries in found.items()})


def _languages(participation: Participation) -> frozenset[str]:
    return frozenset(participation.languages or participation.organisation.languages)


def _delivery_province(need: ComponentNeed) -> str:
    """Return where the parts go; where nobody says so, to the buyer's own place."""
    organisation: Organisation = need.participation.organisation
    if need.delivery_province or need.delivery_country:
        return need.delivery_province
    return organisation.province


def _edges(*edges: Any) -> tuple[float, ...]:
    return tuple(sorted((float(edge) for edge in edges if edge is not None), reverse=True))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
