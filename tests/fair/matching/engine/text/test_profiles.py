from dataclasses import replace

import pytest

from fair.matching.engine.text.profiles import (
    AROUND,
    BESIDES,
    IN_PASSING,
    ReadText,
    Vectors,
    profile_of,
)
from fair.matching.engine.text.types import Mention, TextProfile, TextSide
from fair.reading.engine.types import (
    Implied,
    Quantity,
    QuantityKind,
    Reading,
    Stance,
    Tag,
    TagKind,
)

NEED, LINE = TextSide.NEED, TextSide.LINE
DIE_CASTING = Tag(TagKind.PROCESS, "CF.DIE", 0, 11, "die casting")
ALLOY = Tag(TagKind.MATERIAL, "ADC12", 12, 17, "ADC12")
PLATING = Tag(TagKind.PROCESS, "SF.PLA", 19, 26, "plating")


def make_read(*tags, implied=(), text="die casting ADC12, plating", language="en", title_length=0):
    return ReadText(text, language, Reading(tags, tuple(implied), ()), title_length=title_length)


def test_stated_codes_count_one_and_likely_ones_less():
    likely = [Implied("CF.DIE", 0.9, ALLOY), Implied("MC", 0.3, ALLOY)]

    profile = profile_of([make_read(ALLOY, implied=likely)], side=LINE)

    assert profile.processes == {"CF.DIE": 0.9, "MC": 0.3}
    assert profile.materials == {"ADC12": 1.0}
    assert profile.tokens == {"die": 1, "casting": 1, "adc12": 1, "plating": 1}


def test_a_stated_process_counts_in_full_though_it_is_likely_too():
    likely = [Implied("CF.DIE", 0.9, ALLOY)]

    profile = profile_of([make_read(DIE_CASTING, ALLOY, implied=likely)], side=LINE)

    assert profile.processes == {"CF.DIE": 1.0}


@pytest.mark.parametrize("stance", [Stance.NEGATED, Stance.OUTSOURCED])
def test_what_is_denied_or_bought_in_does_not_count(stance):
    denied = Tag(TagKind.PROCESS, "CF.DIE", 0, 11, "die casting", stance)

    profile = profile_of([make_read(denied, implied=[Implied("CF.DIE", 0.9, ALLOY)])], side=LINE)

    assert profile.processes == {}
    assert profile.mentions == ()


def test_what_is_named_around_something_else_counts_little():
    process = Tag(TagKind.PROCESS, "CF.DIE", 0, 11, "die casting", Stance.AROUND)
    family = Tag(TagKind.PART_FAMILY, "PUMP", 12, 17, "pumps", Stance.AROUND)

    profile = profile_of([make_read(process, family)], side=LINE)

    assert profile.processes == {"CF.DIE": AROUND[TagKind.PROCESS]}
    assert profile.part_families == {"PUMP": AROUND[TagKind.PART_FAMILY]}
    assert profile.mentions == ()


def test_a_need_means_most_what_it_says_first():
    later = Tag(TagKind.PROCESS, "MC.MIL", 19, 26, "milling")
    read = make_read(
        DIE_CASTING, later, implied=[Implied("HT", 0.5, later)], text="die casting ADC12, milling"
    )

    need, line = (profile_of([read], side=side) for side in (NEED, LINE))

    assert need.processes == {
        "CF.DIE": 1.0,
        "MC.MIL": IN_PASSING,
        "HT": pytest.approx(0.5 * IN_PASSING * BESIDES),
    }
    assert line.processes == {"CF.DIE": 1.0, "MC.MIL": 1.0, "HT": 0.5 * BESIDES}


def test_work_besides_counts_less_where_something_is_shaped():
    with_shaping = profile_of([make_read(DIE_CASTING, PLATING)], side=LINE)
    alone = profile_of([make_read(PLATING)], side=LINE)

    assert with_shaping.processes == {"CF.DIE": 1.0, "SF.PLA": BESIDES}
    assert alone.processes == {"SF.PLA": 1.0}


def test_texts_in_two_languages_add_up():
    profile = profile_of(
        [
            make_read(DIE_CASTING, text="die casting"),
            make_read(ALLOY, text="đúc ADC12", language="vi"),
        ],
        side=LINE,
    )

    assert (profile.processes, profile.materials) == ({"CF.DIE": 1.0}, {"ADC12": 1.0})
    assert profile.tokens == {"die": 1, "casting": 1, "adc12": 1, "duc": 1}
    assert profile.language == "en"


def test_mentions_say_where_a_code_stands():
    read = make_read(DIE_CASTING, ALLOY, implied=[Implied("CF.DIE", 0.9, ALLOY)], title_length=11)

    profile = profile_of([read], side=LINE)

    assert profile.mentions == (
        Mention("process", "CF.DIE", "die casting", 0, 11, place="title", language="en"),
        Mention("material", "ADC12", "ADC12", 0, 5, place="description", language="en"),
        Mention("process", "CF.DIE", "ADC12", 0, 5, place="description", language="en"),
    )


def test_sizes_and_figures_of_all_texts_are_gathered():
    read = make_read(text="shaft, 16 pin")
    quantity = Quantity(QuantityKind.DIAMETER, (16.0,), 0, 1, "")
    sized = replace(read, reading=replace(read.reading, quantities=(quantity,)))

    profile = profile_of([sized, make_read(text="trục, 4,5 kg", language="vi")], side=NEED)

    assert profile.sizes == {"diameter_mm 4": 1.0}
    assert profile.figures == {">pin 2": 1.0, ">kg 1": 0.915, ">kg 2": 0.085}


def test_vectors_are_kept_as_they_are():
    profile = profile_of([make_read()], side=NEED, vectors=Vectors(b"whole", b"subject"))

    assert (profile.vector, profile.subject) == (b"whole", b"subject")


def test_no_text_gives_an_empty_profile():
    assert profile_of([], side=NEED) == TextProfile("", tokens={})
