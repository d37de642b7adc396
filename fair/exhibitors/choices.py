"""The closed lists of the supply side."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LineState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class HoldingState(models.TextChoices):
    """How far a certificate has come."""

    HELD = "held", _("Held")
    IN_PROGRESS = "in_progress", _("In progress")


class Verification(models.TextChoices):
    """What the organiser has seen of a certificate."""

    DECLARED = "declared", _("Declared")
    EVIDENCE_SEEN = "evidence_seen", _("Evidence seen")
    REGISTRAR_CHECKED = "registrar_checked", _("Checked with the registrar")


class LineGap(models.TextChoices):
    """What a product line does not state yet; said after “Missing:”."""

    TITLE = "title", _("a title")
    PROCESSES = "processes", _("at least one process")
    MATERIALS = "materials", _("materials")
    DESCRIPTION = "description", _("a description")
    SIZE = "size", _("the largest size")
    TOLERANCE = "tolerance", _("the best tolerance")
    CAPACITY = "capacity", _("free capacity")
    LEAD_TIME = "lead_time", _("the lead time in series")
    PHOTO = "photo", _("a photo")
