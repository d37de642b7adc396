"""The closed lists of the imports room, and what is said of a cell that cannot be read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side


class ImportKind(models.TextChoices):
    EXHIBITORS = "exhibitors", _("Exhibitors and their product lines")
    BUYERS = "buyers", _("Buyers and their needs")

    @property
    def side(self) -> Side:
        return Side.SUPPLIER if self is ImportKind.EXHIBITORS else Side.BUYER


class ImportState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    CHECKED = "checked", _("Checked")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


class ImportPhase(models.TextChoices):
    CHECK = "check", _("Checking")
    TAKE_IN = "take_in", _("Taking in")


# One sentence per thing that can be wrong with a file or a cell; each says what to do.
ISSUE_TEXTS = {
    "not_a_workbook": _(
        "The file cannot be read. Save it as .xlsx or as .csv (UTF-8) and try again."
    ),
    "empty": _("The file has no rows below its heading."),
    "too_many_rows": _("The file has more than %(limit)s rows; split it."),
    "column_missing": _("The column “%(column)s” is missing; it must be there."),
    "column_unknown": _("The column “%(column)s” is not known and was left out."),
    "column_twice": _("The column “%(column)s” stands there twice; remove one."),
    "required": _("This cell must be filled."),
    "company_first": _("Name the company's key in its first row."),
    "key_twice": _("The key “%(value)s” stands in row %(earlier)s already; each needs its own."),
    "too_long": _("The text has %(length)s characters; at most %(limit)s are allowed."),
    "not_a_number": _("“%(value)s” is not a number; write it like 0.05, without a unit."),
    "not_whole": _("“%(value)s” is not a whole number; write it like 12000."),
    "too_small": _("%(value)s is too small; at least %(limit)s is allowed."),
    "too_large": _("%(value)s is too large; at most %(limit)s is allowed."),
    "too_precise": _("“%(value)s” has more than %(places)s decimals."),
    "not_a_date": _("“%(value)s” is not a date; write it like 2027-05-31."),
    "not_yes_no": _("“%(value)s” is neither yes nor no."),
    "not_a_choice": _("“%(value)s” is not one of: %(choices)s."),
    "not_an_email": _("“%(value)s” is not an e-mail address."),
    "not_a_url": _("“%(value)s” is not a web address; write it like https://company.vn."),
    "not_a_country": _("“%(value)s” is not a country; write its two letters, like VN."),
    "not_a_time_zone": _("“%(value)s” is not a time zone; write it like Asia/Ho_Chi_Minh."),
    "not_in_vocabulary": _("“%(value)s” is not in the list; see the sheet of codes."),
    "not_in_vocabulary_near": _("“%(value)s” is not in the list. Did you mean: %(near)s?"),
    "no_such_hall": _("The fair has no hall “%(value)s”."),
    "certificate_parts": _(
        "Write a certificate as: standard | number | scope | issued | expires; several with “;”."
    ),
    "dates_reversed": _("It expires before it was issued."),
    "free_above_capacity": _("More capacity is free than there is."),
    "title_missing": _("A new row needs a title in at least one language."),
    "tax_code_of_another": _("The tax code belongs to another company in row %(earlier)s."),
}
