"""The closed lists that people and organisations are described with."""

from functools import cache
from zoneinfo import available_timezones

from django.db import models
from django.utils.translation import gettext_lazy as _


@cache
def time_zone_names() -> frozenset[str]:
    """Return the name of every known time zone; asking the system each time reads 600 files."""
    return frozenset(available_timezones())


def time_zone_choices() -> list[tuple[str, str]]:
    """Return every known time zone by name, as (value, label)."""
    return [(name, name.replace("_", " ")) for name in sorted(time_zone_names())]


class Ownership(models.TextChoices):
    PRIVATE = "private", _("Private, Vietnamese")
    STATE = "state", _("State-owned")
    FDI_JP = "fdi_jp", _("Foreign investment: Japan")
    FDI_KR = "fdi_kr", _("Foreign investment: Korea")
    FDI_TW = "fdi_tw", _("Foreign investment: Taiwan")
    FDI_CN = "fdi_cn", _("Foreign investment: China")
    FDI_OTHER = "fdi_other", _("Foreign investment: other")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    FOREIGN = "foreign", _("Foreign company")


class Employees(models.TextChoices):
    MICRO = "1-9", _("1–9")
    SMALL = "10-49", _("10–49")
    MEDIUM = "50-199", _("50–199")
    LARGE = "200-499", _("200–499")
    VERY_LARGE = "500+", _("500 and more")


class Role(models.TextChoices):
    """What a member may do for an organisation; each role includes the later ones."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    DELEGATE = "delegate", _("Delegate")
