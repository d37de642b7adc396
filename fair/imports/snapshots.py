"""What a sheet means for an edition: which of its companies and items are there already."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from accounts.models import Organisation
from fair.editions.models import Edition, Hall, Participation
from fair.exhibitors.models import ProductLine
from fair.imports.choices import ImportKind
from fair.imports.workbooks.columns import Target
from fair.imports.workbooks.reading import Company, Issue, Sheet
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.selectors import Terms, load_vocabulary

ITEM_MODELS: dict[ImportKind, type[ProductLine] | type[ComponentNeed]] = {
    ImportKind.EXHIBITORS: ProductLine,
    ImportKind.BUYERS: ComponentNeed,
}


class EditionLookups:
    """Find what cells name in the vocabulary and in the edition's venue; seven queries, once."""

    def __init__(self, edition: Edition) -> None:
        self._vocabulary = load_vocabulary()
        halls = Hall.objects.filter(edition=edition)
        self._halls = {hall.code.casefold(): hall.pk for hall in halls}

    def find(self, vocabulary: str, text: str) -> int | None:
        term = self._terms(vocabulary).resolve(text)
        return term.pk if term else None

    def closest(self, vocabulary: str, text: str) -> list[str]:
        return [f"{term.code} {term}" for term in self._terms(vocabulary).closest(text)]

    def hall(self, code: str) -> int | None:
        return self._halls.get(code.casefold())

    def _terms(self, vocabulary: str) -> Terms[Any]:
        terms: Terms[Any] = getattr(self._vocabulary, vocabulary)
        return terms


@dataclass(slots=True)
class Known:
    """The rows that a sheet's keys stand for; what is missing is new."""

    participations: dict[str, Participation]
    organisations: dict[str, Organisation]
    items: dict[tuple[int, str], Any]

    def item(self, company: Company, key: str) -> Any | None:
        participation = self.participations.get(company.key)
        return self.items.get((participation.pk, key)) if participation else None

    def figures(self, sheet: Sheet) -> dict[str, int]:
        """Count what is new and what is changed."""
        companies = sheet.companies.values()
        items = [(company, item) for company in companies for item in company.items]
        changed = sum(self.item(company, item.key) is not None for company, item in items)
        return {
            "rows": sheet.rows,
            "companies_new": len(companies) - len(self.participations),
            "companies_changed": len(self.participations),
            "items_new": len(items) - changed,
            "items_changed": changed,
        }


def known_rows(sheet: Sheet, *, edition: Edition, kind: ImportKind) -> Known:
    """Find the rows that the sheet's keys and tax codes stand for; three queries.

    Within a transaction the participations and items are locked, in order of id.
    """
    rows = (
        Participation.objects.filter(
            edition=edition, side=kind.side, external_key__in=sheet.companies
        )
        .select_related("organisation")
        .order_by("id")
    )
    items = ITEM_MODELS[kind].objects.filter(participation__in=rows.values("pk")).order_by("id")
    if connection.in_atomic_block:
        rows = rows.select_for_update(no_key=True, of=("self",))
        items = items.select_for_update(no_key=True)
    participations = {row.external_key: row for row in rows}
    organisations = {
        key: participation.organisation for key, participation in participations.items()
    }
    by_tax_code = _organisations_by_tax_code(sheet)
    for key, company in sheet.companies.items():
        found = by_tax_code.get(_tax_code(company))
        if found is not None:
            organisations.setdefault(key, found)
    by_key = {(item.participation_id, item.external_key): item for item in items}
    return Known(participations, organisations, by_key)


def contradictions(sheet: Sheet, known: Known) -> list[Issue]:
    """Return what is wrong with the sheet as a whole: doubled tax codes, new items untitled."""
    issues: list[Issue] = []
    rows_by_tax_code: dict[tuple[str, str], int] = {}
    for company in sheet.companies.values():
        code = _tax_code(company)
        if code[1]:
            earlier = rows_by_tax_code.setdefault(code, company.row)
            if earlier != company.row:
                issues.append(
                    Issue("tax_code_of_another", company.row, params={"earlier": earlier})
                )
        issues.extend(
            Issue("title_missing", item.row)
            for item in company.items
            if not item.values.get("title") and known.item(company, item.key) is None
        )
    return issues


def _tax_code(company: Company) -> tuple[str, str]:
    stated = company.values[Target.ORGANISATION]
    return str(stated.get("country", "")), str(stated.get("tax_code", ""))


def _organisations_by_tax_code(sheet: Sheet) -> dict[tuple[str, str], Organisation]:
    codes = {_tax_code(company)[1] for company in sheet.companies.values()} - {""}
    return {
        (str(organisation.country), organisation.tax_code): organisation
        for organisation in Organisation.objects.filter(tax_code__in=codes)
    }
