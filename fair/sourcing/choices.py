"""The closed lists of the demand side."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class Visibility(models.TextChoices):
    """Who may read a need; each choice is narrower than the one before."""

    PUBLIC = "public", _("Everybody")
    REGISTERED = "registered", _("Participants of the fair")
    NDA = "nda", _("Participants who accept confidentiality")
    INVITED = "invited", _("Invited suppliers only")


class ProcessMatch(models.TextChoices):
    ANY = "any", _("Any of them is enough")
    ALL = "all", _("All of them are needed")


class GeneralTolerance(models.TextChoices):
    """Classes of ISO 2768-1."""

    FINE = "f", _("f – fine")
    MEDIUM = "m", _("m – medium")
    COARSE = "c", _("c – coarse")
    VERY_COARSE = "v", _("v – very coarse")


class Incoterm(models.TextChoices):
    """Incoterms 2020."""

    EXW = "EXW", "EXW"
    FCA = "FCA", "FCA"
    CPT = "CPT", "CPT"
    CIP = "CIP", "CIP"
    DAP = "DAP", "DAP"
    DPU = "DPU", "DPU"
    DDP = "DDP", "DDP"
    FAS = "FAS", "FAS"
    FOB = "FOB", "FOB"
    CFR = "CFR", "CFR"
    CIF = "CIF", "CIF"


class Currency(models.TextChoices):
    VND = "VND", "VND"
    USD = "USD", "USD"
    JPY = "JPY", "JPY"
    KRW = "KRW", "KRW"
    CNY = "CNY", "CNY"
    EUR = "EUR", "EUR"


class ToolingOwnership(models.TextChoices):
    BUYER = "buyer", _("Buyer owns the tooling")
    SUPPLIER = "supplier", _("Supplier owns the tooling")
    AMORTISED = "amortised", _("Paid over the piece price")


class DeliveryRhythm(models.TextChoices):
    DAILY_JIT = "daily_jit", _("Daily, just in time")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    PER_ORDER = "per_order", _("Per order")


class CurrentSource(models.TextChoices):
    IMPORT_CN = "import_cn", _("Import from China")
    IMPORT_JP = "import_jp", _("Import from Japan")
    IMPORT_KR = "import_kr", _("Import from Korea")
    IMPORT_TH = "import_th", _("Import from Thailand")
    IMPORT_OTHER = "import_other", _("Import from elsewhere")
    IN_HOUSE = "in_house", _("Made in-house")
    LOCAL = "local", _("Local supplier")
    NEW_PART = "new_part", _("New part")


class DocumentWanted(models.TextChoices):
    """Papers that a supplier is asked for."""

    DRAWING_REVIEW = "drawing_review", _("Drawing review")
    FAI = "fai", _("First article inspection")
    CMM_REPORT = "cmm_report", _("CMM report")
    PPAP_1 = "ppap_1", _("PPAP level 1")
    PPAP_2 = "ppap_2", _("PPAP level 2")
    PPAP_3 = "ppap_3", _("PPAP level 3")
    PPAP_4 = "ppap_4", _("PPAP level 4")
    PPAP_5 = "ppap_5", _("PPAP level 5")
    EN10204_2_2 = "en10204_2_2", _("EN 10204 2.2 test report")
    EN10204_3_1 = "en10204_3_1", _("EN 10204 3.1 certificate")
    COC = "coc", _("Certificate of conformity")
    MSDS = "msds", _("Material safety data sheet")
    IMDS = "imds", _("IMDS entry")
    CMRT = "cmrt", _("Conflict minerals report (CMRT)")


class Substances(models.TextChoices):
    """Rules on substances that the part must keep."""

    ROHS = "rohs", "RoHS"
    REACH = "reach", "REACH"
    ELV = "elv", "ELV"
    CONFLICT_MINERALS = "conflict_minerals", _("Conflict minerals")


class MeetingPlace(models.TextChoices):
    """Where a buyer is ready to meet about a need."""

    BOOTH = "booth", _("At the supplier's booth")
    TABLE = "table", _("At a meeting table")
    ONLINE = "online", _("Online")


class NeedGap(models.TextChoices):
    """What a need does not state yet; said after “Missing:”."""

    TITLE = "title", _("a title")
    PROCESSES = "processes", _("at least one process")
    INVITED = "invited", _("the suppliers you invite")
    MATERIALS = "materials", _("materials")
    DESCRIPTION = "description", _("a description")
    SIZE = "size", _("the size of the part")
    TOLERANCE = "tolerance", _("the tolerance")
    VOLUME = "volume", _("the volume a year")
    START = "start", _("the start of production")
    LEAD_TIME = "lead_time", _("the lead time in series")


class AccessKind(models.TextChoices):
    """What somebody did with a confidential need."""

    VIEWED_TERMS = "viewed_terms", _("Read the terms")
    ACCEPTED = "accepted", _("Accepted the terms")
    DOWNLOADED = "downloaded", _("Downloaded")
    REFUSED = "refused", _("Was refused")
    REVOKED = "revoked", _("Access taken")
    RESTORED = "restored", _("Access given back")


class RefusalReason(models.TextChoices):
    """Why somebody did not get a document."""

    NOT_ACCEPTED = "not_accepted", _("terms not accepted")
    REVOKED = "revoked", _("access taken")
