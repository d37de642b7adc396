"""The columns of the two spreadsheets, each stated once: heading, kind and where its value goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.texts import LANGUAGES
from fair.editions.models import Participation
from fair.exhibitors.models import BoothRegistration, ProductLine
from fair.imports.choices import ImportKind
from fair.sourcing.models import ComponentNeed


class Kind(StrEnum):
    """How a cell is read."""

    TEXT = auto()
    WHOLE = auto()
    DECIMAL = auto()
    DATE = auto()
    YES_NO = auto()
    CHOICE = auto()
    CHOICES = auto()
    EMAIL = auto()
    URL = auto()
    COUNTRY = auto()
    COUNTRIES = auto()
    LANGUAGES = auto()
    TIME_ZONE = auto()
    VOCABULARY = auto()
    VOCABULARIES = auto()
    HALL = auto()
    CERTIFICATES = auto()


class Target(StrEnum):
    """Which row a value belongs to."""

    ORGANISATION = auto()
    PARTICIPATION = auto()
    BOOTH = auto()
    ITEM = auto()


MODELS: dict[tuple[Target, ImportKind | None], type[models.Model]] = {
    (Target.ORGANISATION, None): Organisation,
    (Target.PARTICIPATION, None): Participation,
    (Target.BOOTH, None): BoothRegistration,
    (Target.ITEM, ImportKind.EXHIBITORS): ProductLine,
    (Target.ITEM, ImportKind.BUYERS): ComponentNeed,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` names it in every language, `heading` is for people.

    `field` is the model field its value goes to, "" where code of its own takes it. Of a text by
    language each language has a column. `vocabulary` is the list that codes and names come from.
    """

    key: str
    heading: Any
    kind: Kind
    target: Target
    field: str = ""
    language: str = ""
    vocabulary: str = ""
    is_required: bool = False
    example: str = ""

    def model_field(self, kind: ImportKind) -> Any:
        """Return the model field behind the column; it knows limits and choices."""
        model = MODELS.get((self.target, None)) or MODELS[self.target, kind]
        return model._meta.get_field(self.field)  # noqa: SLF001 - Django's documented API

    @property
    def is_of_company(self) -> bool:
        return self.target is not Target.ITEM


def by_language(
    key: str, heading: Any, target: Target, field: str, *, example: str = ""
) -> list[Column]:
    """Make the five columns of a text by language; keys end in _vi, _en, _ja, _ko, _zh."""
    return [
        Column(
            key=f"{key}_{code.removesuffix('-hans')}",
            heading=WithLanguage(heading, name),
            kind=Kind.TEXT,
            target=target,
            field=field,
            language=code,
            example=example if code == "vi" else "",
        )
        for code, name in LANGUAGES
    ]


@dataclass(frozen=True, slots=True)
class WithLanguage:
    """A heading followed by the language's own name; worded when it is shown."""

    heading: Any
    language: str

    def __str__(self) -> str:
        return f"{self.heading} ({self.language})"


ORG, PART, ITEM = Target.ORGANISATION, Target.PARTICIPATION, Target.ITEM

# A table reads better with a column on one line or two.
# fmt: off
COMPANY_COLUMNS: list[Column] = [
    Column("company_key", _("Company key"), Kind.TEXT, PART, "external_key", is_required=True,
           example="S001"),
    Column("company_name", _("Legal name"), Kind.TEXT, ORG, "legal_name", is_required=True,
           example="Công ty TNHH Cơ khí Minh Hà"),
    *by_language("name", _("Name"), ORG, "names"),
    Column("country", _("Country"), Kind.COUNTRY, ORG, "country", is_required=True, example="VN"),
    Column("tax_code", _("Tax code"), Kind.TEXT, ORG, "tax_code", example="0109999991"),
    Column("province", _("Province or city"), Kind.TEXT, ORG, "province", example="Hà Nội"),
    Column("industrial_cluster", _("Industrial park or cluster"), Kind.TEXT, ORG,
           "industrial_cluster"),
    Column("address", _("Address"), Kind.TEXT, ORG, "address"),
    Column("ownership", _("Ownership"), Kind.CHOICE, ORG, "ownership", example="private"),
    Column("employees", _("Employees"), Kind.CHOICE, ORG, "employees", example="50-199"),
    Column("founded_year", _("Founded in"), Kind.WHOLE, ORG, "founded_year", example="2009"),
    Column("website", _("Website"), Kind.URL, ORG, "website"),
    Column("languages", _("Languages spoken"), Kind.LANGUAGES, ORG, "languages", example="vi, en"),
    *by_language("about", _("About the company"), ORG, "about"),
    Column("contact_name", _("Contact person"), Kind.TEXT, ORG, "contact_name"),
    Column("contact_email", _("Contact e-mail"), Kind.EMAIL, ORG, "contact_email"),
    Column("contact_phone", _("Contact phone"), Kind.TEXT, ORG, "contact_phone"),
    Column("attendance", _("Attendance"), Kind.CHOICE, PART, "attendance", example="in_person"),
    Column("time_zone", _("Time zone"), Kind.TIME_ZONE, PART, "time_zone",
           example="Asia/Ho_Chi_Minh"),
    Column("parallel_meetings", _("Meetings at the same time"), Kind.WHOLE, PART,
           "parallel_meetings", example="1"),
    Column("max_meetings_per_day", _("Most meetings a day"), Kind.WHOLE, PART,
           "max_meetings_per_day"),
    Column("max_meetings_total", _("Most meetings in total"), Kind.WHOLE, PART,
           "max_meetings_total"),
    Column("prefers_compact_days", _("On as few days as possible"), Kind.YES_NO, PART,
           "prefers_compact_days"),
]

EXHIBITOR_COLUMNS: list[Column] = [
    *COMPANY_COLUMNS,
    Column("booth_type", _("Booth type"), Kind.CHOICE, Target.BOOTH, "booth_type",
           example="standard"),
    Column("hall_wish", _("Hall wished for"), Kind.HALL, Target.BOOTH, "hall_wish"),
    Column("certificates", _("Certificates"), Kind.CERTIFICATES, PART,
           vocabulary="certifications",
           example="ISO 9001 | VN-1234 | CNC | 2025-03-01 | 2028-02-29"),
    Column("line_key", _("Line key"), Kind.TEXT, ITEM, "external_key", is_required=True,
           example="S001-1"),
    *by_language("line_title", _("Title"), ITEM, "title", example="Tiện CNC chi tiết nhỏ"),
    *by_language("line_description", _("Description"), ITEM, "description"),
    Column("processes", _("Processes"), Kind.VOCABULARIES, ITEM, "processes",
           vocabulary="processes", example="MC.TUR; MC.MIL"),
    Column("materials", _("Materials"), Kind.VOCABULARIES, ITEM, "materials",
           vocabulary="materials", example="SUS304; S45C"),
    Column("part_families", _("Parts"), Kind.VOCABULARIES, ITEM, "part_families",
           vocabulary="part_families"),
    Column("sectors", _("Sectors served"), Kind.VOCABULARIES, ITEM, "sectors",
           vocabulary="sectors"),
    Column("max_length_mm", _("Largest length, mm"), Kind.DECIMAL, ITEM, "max_length_mm",
           example="300"),
    Column("max_width_mm", _("Largest width, mm"), Kind.DECIMAL, ITEM, "max_width_mm",
           example="120"),
    Column("max_height_mm", _("Largest height, mm"), Kind.DECIMAL, ITEM, "max_height_mm",
           example="120"),
    Column("min_size_mm", _("Smallest part, mm"), Kind.DECIMAL, ITEM, "min_size_mm"),
    Column("max_weight_kg", _("Heaviest part, kg"), Kind.DECIMAL, ITEM, "max_weight_kg"),
    Column("tolerance_mm", _("Best tolerance, ± mm"), Kind.DECIMAL, ITEM, "tolerance_mm",
           example="0.02"),
    Column("roughness_ra_um", _("Best roughness, Ra µm"), Kind.DECIMAL, ITEM, "roughness_ra_um"),
    Column("capacity_per_month", _("Capacity a month, pieces"), Kind.WHOLE, ITEM,
           "capacity_per_month", example="80000"),
    Column("free_capacity_per_month", _("Of it free, pieces"), Kind.WHOLE, ITEM,
           "free_capacity_per_month", example="20000"),
    Column("moq_pcs", _("Smallest order, pieces"), Kind.WHOLE, ITEM, "moq_pcs", example="500"),
    Column("sample_lead_days", _("Lead time for samples, days"), Kind.WHOLE, ITEM,
           "sample_lead_days"),
    Column("tooling_lead_days", _("Lead time for tooling, days"), Kind.WHOLE, ITEM,
           "tooling_lead_days"),
    Column("production_lead_days", _("Lead time in series, days"), Kind.WHOLE, ITEM,
           "production_lead_days"),
    Column("export_markets", _("Export markets"), Kind.COUNTRIES, ITEM, "export_markets",
           example="JP, DE"),
    Column("design_support", _("Help with design"), Kind.YES_NO, ITEM, "design_support"),
]

BUYER_COLUMNS: list[Column] = [
    *COMPANY_COLUMNS,
    Column("need_key", _("Need key"), Kind.TEXT, ITEM, "external_key", is_required=True,
           example="B01-1"),
    *by_language("need_title", _("Title"), ITEM, "title", example="Trục thép không gỉ"),
    *by_language("need_description", _("Description"), ITEM, "description"),
    Column("sector", _("Sector of use"), Kind.VOCABULARY, ITEM, "sector", vocabulary="sectors"),
    Column("processes", _("Processes"), Kind.VOCABULARIES, ITEM, "processes",
           vocabulary="processes", example="MC.TUR"),
    Column("process_match", _("Of these processes"), Kind.CHOICE, ITEM, "process_match",
           example="any"),
    Column("materials", _("Materials"), Kind.VOCABULARIES, ITEM, "materials",
           vocabulary="materials", example="SUS304"),
    Column("part_family", _("Kind of part"), Kind.VOCABULARY, ITEM, "part_family",
           vocabulary="part_families"),
    Column("material_is_hard", _("Only these materials"), Kind.YES_NO, ITEM, "material_is_hard"),
    Column("length_mm", _("Length, mm"), Kind.DECIMAL, ITEM, "length_mm", example="82"),
    Column("width_mm", _("Width, mm"), Kind.DECIMAL, ITEM, "width_mm", example="12"),
    Column("height_mm", _("Height, mm"), Kind.DECIMAL, ITEM, "height_mm", example="12"),
    Column("weight_kg", _("Weight, kg"), Kind.DECIMAL, ITEM, "weight_kg"),
    Column("tolerance_mm", _("Tightest tolerance, ± mm"), Kind.DECIMAL, ITEM, "tolerance_mm",
           example="0.02"),
    Column("tolerance_is_hard", _("Tolerance is a must"), Kind.YES_NO, ITEM, "tolerance_is_hard"),
    Column("general_tolerance", _("General tolerance, ISO 2768-1"), Kind.CHOICE, ITEM,
           "general_tolerance", example="m"),
    Column("roughness_ra_um", _("Roughness, Ra µm"), Kind.DECIMAL, ITEM, "roughness_ra_um"),
    Column("annual_volume_pcs", _("Volume a year, pieces"), Kind.WHOLE, ITEM, "annual_volume_pcs",
           example="240000"),
    Column("lot_size_pcs", _("Lot size, pieces"), Kind.WHOLE, ITEM, "lot_size_pcs",
           example="20000"),
    Column("sample_quantity_pcs", _("Samples, pieces"), Kind.WHOLE, ITEM, "sample_quantity_pcs"),
    Column("production_starts_on", _("Start of production"), Kind.DATE, ITEM,
           "production_starts_on", example="2028-01-15"),
    Column("programme_years", _("Programme life, years"), Kind.WHOLE, ITEM, "programme_years"),
    Column("target_price", _("Target price a piece"), Kind.DECIMAL, ITEM, "target_price"),
    Column("currency", _("Currency"), Kind.CHOICE, ITEM, "currency", example="USD"),
    Column("incoterm", _("Incoterm"), Kind.CHOICE, ITEM, "incoterm", example="DAP"),
    Column("tooling_ownership", _("Tooling"), Kind.CHOICE, ITEM, "tooling_ownership"),
    Column("sample_lead_days", _("Lead time for samples, days"), Kind.WHOLE, ITEM,
           "sample_lead_days"),
    Column("production_lead_days", _("Lead time in series, days"), Kind.WHOLE, ITEM,
           "production_lead_days", example="30"),
    Column("delivery_rhythm", _("Delivery rhythm"), Kind.CHOICE, ITEM, "delivery_rhythm"),
    Column("delivery_country", _("Delivery country"), Kind.COUNTRY, ITEM, "delivery_country",
           example="VN"),
    Column("delivery_province", _("Delivery province"), Kind.TEXT, ITEM, "delivery_province"),
    Column("required_certificates", _("Certificates required"), Kind.VOCABULARIES, ITEM,
           vocabulary="certifications", example="ISO 9001"),
    Column("preferred_certificates", _("Certificates preferred"), Kind.VOCABULARIES, ITEM,
           vocabulary="certifications"),
    Column("documents_wanted", _("Documents wanted"), Kind.CHOICES, ITEM, "documents_wanted",
           example="fai; coc"),
    Column("substances", _("Substances and trade rules"), Kind.CHOICES, ITEM, "substances",
           example="rohs; reach"),
    Column("payment_terms", _("Payment terms"), Kind.TEXT, ITEM, "payment_terms"),
    Column("current_source", _("Source today"), Kind.CHOICE, ITEM, "current_source"),
    Column("meeting_modes", _("Where to meet"), Kind.CHOICES, ITEM, "meeting_places",
           example="booth; online"),
    Column("meeting_languages", _("Languages for the meeting"), Kind.LANGUAGES, ITEM,
           "meeting_languages", example="vi, en"),
    Column("interpreter_needed", _("Interpreter needed"), Kind.YES_NO, ITEM, "interpreter_needed"),
    Column("max_meetings", _("Most meetings about this need"), Kind.WHOLE, ITEM, "max_meetings"),
    Column("visibility", _("Who may read it"), Kind.CHOICE, ITEM, "visibility",
           example="registered"),
    Column("priority", _("Priority"), Kind.WHOLE, ITEM, "priority", example="2"),
]
# fmt: on

COLUMNS: dict[ImportKind, Sequence[Column]] = {
    ImportKind.EXHIBITORS: EXHIBITOR_COLUMNS,
    ImportKind.BUYERS: BUYER_COLUMNS,
}
