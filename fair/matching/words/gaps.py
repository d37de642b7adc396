"""What is lacking, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fair.common.templatetags.fair_ui import number
from fair.matching.choices import GAP_TEXTS, UNSERVED_TEXTS
from fair.matching.engine.gaps import NO_SIZE, SIZE_CLASSES_MM
from fair.matching.words.explaining import Labels, size, terms, tolerance

TOO_LARGE, TOO_SMALL, TOO_HEAVY = "too_large", "too_small", "too_heavy"
NOTHING = "–"
EDGES = ("length_mm", "width_mm", "height_mm")
LIMITS = ("max_length_mm", "max_width_mm", "max_height_mm")


def gap_text(gap: Any, *, labels: Labels) -> str:
    """Say how many needs ask for what is lacking; `gap` is one of `selectors.gaps`."""
    return str(GAP_TEXTS[gap.reason] % {"count": gap.count, "asked": asked_text(gap, labels)})


def asked_text(gap: Any, labels: Labels) -> str:
    """Say what the needs of a gap ask for; a dash where they have changed since and do not."""
    if gap.reason == "tolerance_too_wide":
        tolerances = [float(need.tolerance_mm) for need in gap.needs if need.tolerance_mm]
        return _range(tolerances) if tolerances else NOTHING
    if gap.reason in {TOO_LARGE, TOO_SMALL}:
        sizes = [edges for need in gap.needs if (edges := edges_of(need, EDGES))]
        extreme = max if gap.reason == TOO_LARGE else min
        return size(extreme(sizes)) if sizes else NOTHING
    if gap.reason == TOO_HEAVY:
        weights = [need.weight_kg for need in gap.needs if need.weight_kg]
        return f"{number(max(weights))} kg" if weights else NOTHING
    if gap.reason == "material_other":
        return _(" or ").join(labels.get(code, code) for code in gap.subjects)
    return _(" and ").join(labels.get(code, code) for code in gap.subjects)


def stated_text(gap: Any, line: Any) -> str:
    """Say what a product line states about what is lacking; "" where that is nothing."""
    if gap.reason == "tolerance_too_wide" and line.tolerance_mm:
        return tolerance(float(line.tolerance_mm))
    if gap.reason == TOO_LARGE and (limits := edges_of(line, LIMITS)):
        return size(limits)
    if gap.reason == TOO_SMALL and line.min_size_mm:
        return size((float(line.min_size_mm),))
    if gap.reason == TOO_HEAVY and line.max_weight_kg:
        return f"{number(line.max_weight_kg)} kg"
    return ""


def unserved_text(entry: Any, *, labels: Labels) -> str:
    """Say why nobody serves a need."""
    if entry.reason is None:
        return _("Everybody of the process lacks several things that it demands.")
    return str(UNSERVED_TEXTS[entry.reason]) % {"asked": terms(entry.subjects, labels)}


def size_class_text(size_class: int) -> str:
    """Name a class of size by the longest edge."""
    if size_class == NO_SIZE:
        return _("not stated")
    if size_class == len(SIZE_CLASSES_MM):
        return _("over %(limit)s mm") % {"limit": number(SIZE_CLASSES_MM[-1])}
    return _("up to %(limit)s mm") % {"limit": number(SIZE_CLASSES_MM[size_class])}


def edges_of(row: Any, names: tuple[str, ...]) -> tuple[float, ...]:
    """Return the edges that a row states, longest first."""
    edges = (getattr(row, name) for name in names)
    return tuple(sorted((float(edge) for edge in edges if edge is not None), reverse=True))


def _range(tolerances: list[float]) -> str:
    tightest, widest = min(tolerances), max(tolerances)
    if tightest == widest:
        return tolerance(tightest)
    return _("%(tightest)s to %(widest)s") % {
        "tightest": tolerance(tightest),
        "widest": tolerance(widest),
    }
