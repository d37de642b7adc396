"""Store a sheet: companies, participations, booths, certificates and items, in bulk."""

from datetime import datetime
from typing import Any

from django.db import models

from accounts.choices import Role
from accounts.models import Organisation
from accounts.services import CannotInvite, invite_colleague
from fair.common import after_commit
from fair.editions.choices import ParticipationStatus, Side
from fair.editions.models import Participation
from fair.editions.signals import participations_changed
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import BoothRegistration, HeldCertificate
from fair.exhibitors.signals import product_lines_changed
from fair.imports.choices import ImportKind
from fair.imports.jobs.relations import store_certificates_asked, store_many_to_many
from fair.imports.models import ImportRun
from fair.imports.snapshots import ITEM_MODELS, Known
from fair.imports.workbooks.columns import Target
from fair.imports.workbooks.reading import Company, Item, Sheet
from fair.imports.workbooks.values import Certificate
from fair.sourcing.choices import NeedState
from fair.sourcing.signals import needs_changed

BATCH = 500


def store(run: ImportRun, sheet: Sheet, known: Known, *, now: datetime) -> None:
    """Store every company and item of the sheet; call it within a transaction.

    A cell left empty changes nothing; a key that is known updates its row.
    """
    kind = ImportKind(run.kind)
    new_keys = sheet.companies.keys() - known.participations.keys()
    _store_organisations(sheet, known, side=kind.side, now=now)
    _store_participations(run, sheet, known, now=now)
    if kind is ImportKind.EXHIBITORS:
        _store_booths(sheet, known, now=now)
        _store_certificates(sheet, known, now=now)
    _store_items(run, sheet, known, now=now)
    if run.invites and run.requested_by:
        _invite(run, [sheet.companies[key] for key in sorted(new_keys)], known, now=now)
    changed = product_lines_changed if kind is ImportKind.EXHIBITORS else needs_changed
    for signal in (participations_changed, changed):
        after_commit.announce(
            signal, sender=ImportRun, edition_id=run.edition_id, participation_id=None
        )


def _assign(row: models.Model, values: dict[str, Any]) -> set[str]:
    """Set what is stated and return its fields' names; texts join those in other languages."""
    assigned = set()
    for name, value in values.items():
        field = row._meta.get_field(name)  # noqa: SLF001 - Django's documented API
        if field.many_to_many:
            continue
        if isinstance(field, models.ForeignKey):
            setattr(row, field.attname, value)
        elif isinstance(value, dict):
            setattr(row, name, {**getattr(row, name), **value})
        else:
            setattr(row, name, value)
        assigned.add(name)
    return assigned


def _save_all(rows: list[Any], *, fields: set[str], now: datetime) -> None:
    """Insert the new rows; of the others update `fields` only: the rest may have changed since."""
    new = [row for row in rows if row.pk is None]
    # In order of id: an import into another edition may update the same companies now.
    old = sorted((row for row in rows if row.pk is not None), key=lambda row: row.pk)
    if new:
        type(new[0]).objects.bulk_create(new, batch_size=BATCH)
    if not old:
        return
    for row in old:
        row.updated_at = now
    # An insert that always meets its own row; bulk_update, whose statement names every value of
    # every row, took three times the CPU time here (benchmarks/import_rows.py).
    type(old[0]).objects.bulk_create(
        old,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=sorted({*fields, "updated_at"}),
        batch_size=BATCH,
    )


def _store_organisations(sheet: Sheet, known: Known, *, side: Side, now: datetime) -> None:
    fields = {"is_supplier", "is_buyer"}
    for key, company in sheet.companies.items():
        organisation = known.organisations.setdefault(key, Organisation())
        fields |= _assign(organisation, company.values[Target.ORGANISATION])
        organisation.is_supplier |= side == Side.SUPPLIER
        organisation.is_buyer |= side == Side.BUYER
    rows = [known.organisations[key] for key in sheet.companies]
    _save_all(rows, fields=fields, now=now)


def _store_participations(run: ImportRun, sheet: Sheet, known: Known, *, now: datetime) -> None:
    side = ImportKind(run.kind).side
    # Who registered without the organiser's key is found by the organisation; locked, since its
    # status is written below.
    found = Participation.objects.filter(
        edition=run.edition, side=side, organisation__in=known.organisations.values()
    )
    registered = {
        participation.organisation_id: participation
        for participation in found.select_for_update(no_key=True).order_by("id")
    }
    fields = {"status", "decided_by", "decided_at"}
    for key, company in sheet.companies.items():
        organisation = known.organisations[key]
        if key not in known.participations:
            known.participations[key] = registered.get(organisation.pk) or Participation(
                edition=run.edition,
                organisation=organisation,
                side=side,
                languages=organisation.languages,
                status=ParticipationStatus.PENDING,
            )
        participation = known.participations[key]
        stated = dict(company.values[Target.PARTICIPATION])
        stated.pop("certificates", None)
        fields |= _assign(participation, stated)
        if run.approves and participation.status == ParticipationStatus.PENDING:
            participation.status = ParticipationStatus.APPROVED
            participation.decided_by, participation.decided_at = run.requested_by, now
    rows = [known.participations[key] for key in sheet.companies]
    _save_all(rows, fields=fields, now=now)


def _store_booths(sheet: Sheet, known: Known, *, now: datetime) -> None:
    wishes = {
        known.participations[key].pk: company.values[Target.BOOTH]
        for key, company in sheet.companies.items()
        if company.values[Target.BOOTH]
    }
    existing = {
        registration.participation_id: registration
        for registration in BoothRegistration.objects.filter(participation__in=wishes)
    }
    rows = []
    fields: set[str] = set()
    for participation_id, wish in wishes.items():
        row = existing.get(participation_id) or BoothRegistration(participation_id=participation_id)
        fields |= _assign(row, wish)
        rows.append(row)
    _save_all(rows, fields=fields, now=now)


def _store_certificates(sheet: Sheet, known: Known, *, now: datetime) -> None:
    stated: dict[tuple[int, int, str], Certificate] = {
        (
            known.participations[key].pk,
            certificate.certification_id,
            certificate.number,
        ): certificate
        for key, company in sheet.companies.items()
        for certificate in company.values[Target.PARTICIPATION].get("certificates", [])
    }
    existing = {
        (held.participation_id, held.certification_id, held.number): held
        for held in HeldCertificate.objects.filter(
            participation__in={participation_id for participation_id, _c, _n in stated}
        )
    }
    rows = []
    for (participation_id, certification_id, number), certificate in stated.items():
        row = existing.get((participation_id, certification_id, number)) or HeldCertificate(
            participation_id=participation_id, certification_id=certification_id, number=number
        )
        row.scope = certificate.scope
        row.issued_on, row.expires_on = certificate.issued_on, certificate.expires_on
        rows.append(row)
    _save_all(rows, fields={"scope", "issued_on", "expires_on"}, now=now)


def _store_items(run: ImportRun, sheet: Sheet, known: Known, *, now: datetime) -> None:
    kind = ImportKind(run.kind)
    published = LineState.PUBLISHED if kind is ImportKind.EXHIBITORS else NeedState.PUBLISHED
    pairs: list[tuple[Any, Item]] = []
    fields: set[str] = set()
    for company in sheet.companies.values():
        for item in company.items:
            row = known.item(company, item.key)
            if row is None:
                row = ITEM_MODELS[kind](participation=known.participations[company.key])
                if run.approves:
                    row.state, row.published_at = published, now
            fields |= _assign(row, _plain(row, item.values))
            pairs.append((row, item))
    _save_all([row for row, _item in pairs], fields=fields, now=now)
    store_many_to_many(pairs)
    if kind is ImportKind.BUYERS:
        store_certificates_asked(pairs)


def _plain(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """Keep the values that are fields of the row."""
    names = {field.name for field in row._meta.get_fields()}  # noqa: SLF001 - Django's documented API
    return {name: value for name, value in values.items() if name in names}


def _invite(run: ImportRun, companies: list[Company], known: Known, *, now: datetime) -> None:
    """Ask the contact persons of new companies to manage them; members need no invitation."""
    for company in companies:
        organisation = known.organisations[company.key]
        if not organisation.contact_email or run.requested_by is None:
            continue
        try:
            invite_colleague(
                organisation,
                email=organisation.contact_email,
                role=Role.OWNER,
                actor=run.requested_by,
                now=now,
            )
        except CannotInvite:
            continue
