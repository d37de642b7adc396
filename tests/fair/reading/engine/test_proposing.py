"""Which entries readings propose."""

from fair.reading.engine.proposing import LONGEST_TEXT, propose, readings_of
from fair.reading.engine.types import FormEntries, NumberEntry, QuantityKind, TagKind
from tests.fair.reading.engine.samples import reader

ENTRIES = FormEntries(
    texts=("text",),
    terms={TagKind.PROCESS: "processes", TagKind.MATERIAL: "materials"},
    numbers={
        QuantityKind.TOLERANCE: NumberEntry(("tolerance_mm",), min),
        QuantityKind.LEAD: NumberEntry(("lead_days",)),
        QuantityKind.DIAMETER: NumberEntry(("length_mm", "width_mm", "height_mm")),
        QuantityKind.VOLUME_MONTH: NumberEntry(("volume_a_year",), factor=12),
    },
)


def proposed(*texts, chosen=None, filled=(), rejected=()):
    found = propose(
        readings_of([("", text) for text in texts], reader=reader()),
        entries=ENTRIES,
        chosen=chosen or {},
        filled=filled,
        rejected=rejected,
        reader=reader(),
    )
    return [proposal.key for proposal in found]


def test_terms_then_numbers_in_the_order_of_the_texts():
    assert proposed("±0.02 mm, ADC12", "CNC turning") == [
        "material:NF.ALC.ADC12",
        "process:MC.TUR",
        "tolerance_mm:0.02",
    ]


def test_the_same_in_two_languages_is_proposed_once():
    assert proposed("die casting", "ダイカスト") == ["process:CF.DIE"]


def test_denied_and_outsourced_work_is_not_proposed():
    assert proposed("no plating, anodizing outsourced") == []


def test_the_head_of_a_group_cannot_be_chosen_and_is_not_proposed():
    assert proposed("machining") == []


def test_of_a_class_and_its_grade_the_grade_is_proposed():
    assert proposed("stainless steel SUS304") == ["material:FE.SUS.SUS304"]


def test_a_chosen_narrower_term_includes_the_broader():
    assert proposed("die casting", chosen={TagKind.PROCESS: ["CF.DAL"]}) == []
    assert proposed("aluminium die casting", chosen={TagKind.PROCESS: ["CF.DIE"]}) == [
        "process:CF.DAL",
        "material:NF.ALC",
    ]


def test_a_range_gives_the_finest_tolerance_and_the_longest_time():
    assert proposed("±0.02~0.05 mm, lead time 15-20 days") == ["tolerance_mm:0.02", "lead_days:20"]


def test_a_diameter_needs_its_length_to_be_a_size():
    assert proposed("Ø25x120") == ["length_mm:120x25x25"]
    assert proposed("Ø25") == []


def test_pieces_a_month_become_pieces_a_year():
    assert proposed("5k/month") == ["volume_a_year:60000"]


def test_filled_fields_take_no_more_numbers():
    assert proposed("Ø25x120, ±0.02", filled={"width_mm"}) == ["tolerance_mm:0.02"]


def test_rejecting_one_number_does_not_reject_another():
    assert proposed("±0.02 mm", rejected=["tolerance_mm:0.02"]) == []
    assert proposed("±0.05 mm", rejected=["tolerance_mm:0.02"]) == ["tolerance_mm:0.05"]


def test_nothing_beyond_the_longest_text_is_read():
    assert proposed("x" * LONGEST_TEXT, "die casting") == []
