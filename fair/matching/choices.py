"""The closed lists of matching, and the words for the codes that the engine answers with."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class RunState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_STATES = [RunState.QUEUED, RunState.RUNNING]


class ChunkKind(models.TextChoices):
    """What is done in a part of a run."""

    PAIRS = "pairs", _("Pairs")
    GAPS = "gaps", _("Gaps")


class ChunkState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")


class RunError(models.TextChoices):
    """Why a run failed, and what to do about it."""

    NO_NEEDS = "no_needs", _("There is no published need of an approved buyer yet.")
    NO_LINES = "no_lines", _("There is no published product line of an approved supplier yet.")
    INVALID = "invalid", _("The result did not pass its check, so it was not kept: run again.")
    GAVE_UP = "gave_up", _("The run was interrupted several times: start it again.")
    UNEXPECTED = "unexpected", _("The run failed; the technical log says why.")


class EncoderNotice(models.TextChoices):
    """Why texts were compared without the encoder, in part or in whole."""

    FAILED = "failed", _("The text encoder does not work; texts were compared by their words only.")
    SLOW = "slow", _("The text encoder was too slow; new texts were compared by their words only.")


class Verdict(models.TextChoices):
    """What a side thinks of a match; a no from either side ends it."""

    MUST = "must", _("Must meet")
    NICE = "nice", _("Nice to meet")
    NO = "no", _("Not interested")


# What is on a side's shortlist.
LISTED = [Verdict.MUST, Verdict.NICE]


class VerdictReason(models.TextChoices):
    CAPABILITY = "capability", _("Capability")
    VOLUME = "volume", _("Volume")
    PRICE = "price", _("Price level")
    CERTIFICATE = "certificate", _("Certificate")
    KNOWN = "known", _("We work together already")
    COMPETITOR = "competitor", _("Competitor")
    OTHER = "other", _("Other reason")


CRITERION_LABELS = {
    "process": _("Process"),
    "text": _("Description"),
    "material": _("Material"),
    "tolerance": _("Tolerance"),
    "capacity": _("Free capacity"),
    "lead": _("Lead time"),
    "minimum": _("Smallest order"),
    "certificates": _("Preferred certificates"),
    "size": _("Size of the part"),
    "export": _("Sells to the buyer's country"),
    "language": _("Common language"),
    "place": _("Distance"),
    "volume": _("Size of the order"),
    "focus": _("Core of the supplier's business"),
    "minimum_met": _("Smallest order reached"),
    "distance": _("Distance"),
    "talk": _("Common language"),
    "interest": _("Interest marked"),
}

STATUS_LABELS = {
    "met": _("Met"),
    "partly": _("Partly met"),
    "unmet": _("Not met"),
    "unknown": _("Not stated"),
}
STATUS_TONES = {"met": "good", "partly": "warn", "unmet": "bad", "unknown": "idle"}

GATE_LABELS = {
    "process": _("Process"),
    "consent": _("Consent"),
    "tolerance": _("Tolerance"),
    "material": _("Material"),
    "envelope": _("Size and weight"),
    "certificates": _("Required certificates"),
}

GATE_STATE_LABELS = {
    "pass": _("Met"),
    "unknown": _("To confirm"),
    "fail": _("Not met"),
}
GATE_STATE_TONES = {"pass": "good", "unknown": "warn", "fail": "bad"}

# %(subjects)s are the certificates that the reason is about.
REASON_TEXTS = {
    "process_other": _("The product line states other processes."),
    "process_not_stated": _("The product line states no process yet."),
    "declined_by_buyer": _("The buyer is not interested."),
    "declined_by_supplier": _("The supplier is not interested."),
    "tolerance_too_wide": _("The best tolerance stated is wider than the need demands."),
    "tolerance_not_stated": _("The product line states no tolerance."),
    "material_other": _("The product line states other materials than the need demands."),
    "material_not_stated": _("The product line states no material."),
    "too_large": _("The part is larger than the largest stated."),
    "too_small": _("The part is smaller than the smallest stated."),
    "too_heavy": _("The part is heavier than the heaviest stated."),
    "size_not_stated": _("The product line does not state all three largest dimensions."),
    "certificate_missing": _("The need demands %(subjects)s."),
    "certificate_expired": _("Expired before the fair: %(subjects)s."),
    "certificate_in_progress": _("Not granted yet: %(subjects)s."),
    "certificate_unproven": _("Stated without evidence: %(subjects)s."),
    "certificate_lapses": _("Ends before production starts, ask about renewal: %(subjects)s."),
}


# What needs ask for and a supplier lacks, and nothing else: %(count)s needs, %(asked)s in words.
GAP_TEXTS = {
    "certificate_missing": ngettext_lazy(
        "%(count)s need asks %(asked)s", "%(count)s needs ask %(asked)s", "count"
    ),
    "tolerance_too_wide": ngettext_lazy(
        "%(count)s need asks a tolerance of %(asked)s",
        "%(count)s needs ask a tolerance of %(asked)s",
        "count",
    ),
    "material_other": ngettext_lazy(
        "%(count)s need takes no other material than %(asked)s",
        "%(count)s needs take no other material than %(asked)s",
        "count",
    ),
    "too_large": ngettext_lazy(
        "%(count)s need is for a larger part: %(asked)s",
        "%(count)s needs are for larger parts, up to %(asked)s",
        "count",
    ),
    "too_small": ngettext_lazy(
        "%(count)s need is for a smaller part: %(asked)s",
        "%(count)s needs are for smaller parts, down to %(asked)s",
        "count",
    ),
    "too_heavy": ngettext_lazy(
        "%(count)s need is for a heavier part: %(asked)s",
        "%(count)s needs are for heavier parts, up to %(asked)s",
        "count",
    ),
}

# Why nobody serves a need; the same reasons, said of all suppliers.
UNSERVED_TEXTS = {
    "process_other": _("No product line states the process."),
    "certificate_missing": _("Nobody who could make it holds %(asked)s."),
    "tolerance_too_wide": _("Nobody who could make it holds the tolerance."),
    "material_other": _("Nobody who could make it states the material."),
    "too_large": _("The part is too large for everybody who could make it."),
    "too_small": _("The part is too small for everybody who could make it."),
    "too_heavy": _("The part is too heavy for everybody who could make it."),
}


class Shown(models.TextChoices):
    """The tabs of a list of matches."""

    FIT = "fit", _("Matches")
    NEAR = "near", _("Near misses")
    ASIDE = "aside", _("Set aside")


FIGURE_LABELS = {
    "needs": _("Needs"),
    "lines": _("Product lines"),
    "pairs": _("Pairs compared"),
    "eligible": _("Eligible pairs"),
    "matches": _("Matches kept"),
    "near_misses": _("Near misses kept"),
    "needs_without_match": _("Needs without a match"),
    "lines_without_match": _("Lines without a match"),
    "violations": _("Violations found by the check"),
    "seconds": _("Seconds"),
    "cpu_seconds": _("Seconds of computing"),
}
