"""What is asked of the demand side: gaps of needs, the terms of confidentiality, who sees what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from accounts.choices import Role
from accounts.models import Organisation
from fair.common.completeness import Completeness, completeness
from fair.editions.models import Edition, Participation
from fair.sourcing.choices import AccessKind, NeedGap, Visibility
from fair.sourcing.models import (
    AccessRecord,
    ComponentNeed,
    NdaAcceptance,
    NeedCertification,
)
from fair.sourcing.texts import STANDARD_NDA

# Without these a need cannot be published.
NEEDED = (NeedGap.TITLE, NeedGap.PROCESSES, NeedGap.INVITED)


def with_details(needs: "QuerySet[ComponentNeed]") -> "QuerySet[ComponentNeed]":
    """Load what a list of needs shows: buyer, edition, terms and certificates; six queries."""
    asked = NeedCertification.objects.select_related("certification").order_by(
        "-is_required", "certification__position", "id"
    )
    return needs.select_related(
        "participation__organisation", "participation__edition", "sector", "part_family"
    ).prefetch_related("processes", "materials", Prefetch("need_certifications", queryset=asked))


def completeness_of(need: ComponentNeed) -> Completeness[NeedGap]:
    """Return what `need` lacks; without terms prefetched two or three queries."""
    is_stated = {
        NeedGap.TITLE: any(need.title.values()),
        NeedGap.PROCESSES: bool(need.processes.all()),
        NeedGap.INVITED: need.visibility != Visibility.INVITED
        or need.invited_organisations.exists(),
        NeedGap.MATERIALS: bool(need.materials.all()),
        NeedGap.DESCRIPTION: any(need.description.values()),
        NeedGap.SIZE: need.length_mm is not None,
        NeedGap.TOLERANCE: need.tolerance_mm is not None or bool(need.general_tolerance),
        NeedGap.VOLUME: need.annual_volume_pcs is not None,
        NeedGap.START: need.production_starts_on is not None,
        NeedGap.LEAD_TIME: need.production_lead_days is not None,
    }
    return completeness(is_stated, needed=NEEDED)


def nda_terms_of(need: ComponentNeed) -> str:
    """Return the terms that a supplier accepts: the buyer's own, else the fair's standard ones."""
    return need.nda_text.strip() or str(STANDARD_NDA)


def may_sign_for(user: Any, *, edition: Edition) -> "QuerySet[Organisation]":
    """Return the organisations in whose name `user` may accept terms.

    Those of which `user` is an owner or manager and that take part, approved, as suppliers.
    """
    suppliers = Participation.objects.approved().suppliers().filter(edition=edition)
    return Organisation.objects.filter(
        pk__in=suppliers.values("organisation_id"),
        memberships__user_id=user.pk or 0,
        memberships__role__in=[Role.OWNER, Role.MANAGER],
    ).order_by("legal_name", "id")


def organisations_to_choose(need_participation: Participation) -> "QuerySet[Organisation]":
    """Return the listed participants whom this buyer may invite or block: all but itself."""
    listed = Participation.objects.listed().filter(edition=need_participation.edition_id)
    return (
        Organisation.objects.filter(pk__in=listed.values("organisation_id"))
        .exclude(pk=need_participation.organisation_id)
        .order_by("legal_name", "id")
    )


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees a need once it is published, to be told in words."""

    visibility: Visibility
    participants: int
    invited: tuple[Organisation, ...]
    blocked: tuple[Organisation, ...]
    accepted: tuple[NdaAcceptance, ...]


def audience_of(need: ComponentNeed) -> Audience:
    """Return who sees `need`: four queries.

    `participants` counts the other approved organisations of the edition, without blocked ones.
    """
    blocked = tuple(need.blocked_organisations.order_by("legal_name", "id"))
    others = organisations_to_choose(need.participation).exclude(
        pk__in=[organisation.pk for organisation in blocked]
    )
    return Audience(
        visibility=Visibility(need.visibility),
        participants=others.count(),
        invited=tuple(need.invited_organisations.order_by("legal_name", "id")),
        blocked=blocked,
        accepted=tuple(
            need.nda_acceptances.select_related("organisation").order_by("accepted_at", "id")
        ),
    )


def acceptance_of(user: Any, need: ComponentNeed) -> NdaAcceptance | None:
    """Return the latest acceptance by an organisation of the user's; one query."""
    mine = NdaAcceptance.objects.of_member(user).filter(need=need)
    return mine.select_related("organisation", "version").order_by("-accepted_at", "-id").first()


def reader_organisation(user: Any, need: ComponentNeed) -> Organisation | None:
    """Return for whom `user` reads the need: who accepted, else takes part, else any of theirs.

    Up to three queries; None for somebody without an organisation.
    """
    acceptance = acceptance_of(user, need)
    if acceptance:
        return acceptance.organisation
    taking_part = (
        Participation.objects.of_member(user)
        .filter(edition=need.participation.edition_id)
        .select_related("organisation")
        .order_by("-side", "id")
        .first()
    )
    if taking_part:
        return taking_part.organisation
    return Organisation.objects.of_member(user).order_by("id").first()


@dataclass(frozen=True, slots=True)
class Reader:
    """A company in a need's log: what it has done, and whether its access was taken."""

    organisation: Organisation
    last_at: datetime
    download_count: int
    is_revoked: bool


def readers_of(need: ComponentNeed) -> list[Reader]:
    """Return the companies in the need's log, the latest first; three queries for any number."""
    taken = set(need.revocations.filter(restored_at=None).values_list("organisation_id", flat=True))
    own = [need.participation.organisation_id, need.participation.edition.organiser_id]
    rows = (
        need.access_records.filter(organisation__isnull=False)
        .exclude(organisation__in=own)
        .values("organisation")
        .annotate(
            last_at=Max("at"),
            downloads=Count("id", filter=Q(kind=AccessKind.DOWNLOADED)),
        )
        .order_by("-last_at", "organisation")
    )
    organisations = Organisation.objects.in_bulk([row["organisation"] for row in rows])
    return [
        Reader(organisations[pk], row["last_at"], row["downloads"], pk in taken)
        for row in rows
        for pk in [row["organisation"]]
    ]


def access_records_of(need: ComponentNeed, *, user: Any) -> "QuerySet[AccessRecord]":
    """Return the need's log as `user` may read it, the latest first."""
    rows = AccessRecord.objects.visible_to(user).filter(need=need)
    return rows.select_related("version").order_by("-at", "-id")
