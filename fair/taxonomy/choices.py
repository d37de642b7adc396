"""The closed lists of the vocabulary."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MaterialKind(models.TextChoices):
    CLASS = "class", _("Class")
    GRADE = "grade", _("Grade")


class GradeScheme(models.TextChoices):
    """Who names the grade. Names of standards are the same in every language."""

    JIS = "JIS", "JIS"
    AISI = "AISI", "AISI/SAE/ASTM"
    EN = "EN", "EN"
    DIN = "DIN", "DIN/W.-Nr."
    GB = "GB", "GB"
    KS = "KS", "KS"
    TCVN = "TCVN", "TCVN"
    ISO = "ISO", "ISO"
    UNS = "UNS", "UNS"
    TRADE = "TRADE", _("Trade name")


class CertificationKind(models.TextChoices):
    QUALITY = "quality", _("Quality")
    ENVIRONMENT = "environment", _("Environment and energy")
    SOCIAL = "social", _("Labour and social")
    PRODUCT = "product", _("Product and substances")
    SECURITY = "security", _("Information security")
    TRADE = "trade", _("Trade and origin")
    CUSTOMER = "customer", _("Customer approval")


class OutsideScheme(models.TextChoices):
    """Official classifications that the fair's own codes are compared with."""

    DECREE_111 = "decree_111", _("Decree 111")
    VSIC = "vsic", "VSIC"
    HS = "hs", "HS"
