import pytest

from fair.matching.engine.text.profiles import ReadText, profile_of
from fair.matching.engine.text.types import Mention, TextProfile
from fair.reading.engine.types import Implied, Reading, Stance, Tag, TagKind

DIE_CASTING = Tag(TagKind.PROCESS, "CF.DIE", 0, 11, "die casting")
ALLOY = Tag(TagKind.MATERIAL, "ADC12", 12, 17, "ADC12")


def make_read(*tags, implied=(), text="die casting ADC12", language="en"):
    return ReadText(text, language, Reading(tags, tuple(implied), ()), place="title")


def test_stated_codes_count_one_and_likely_ones_less():
    profile = profile_of(
        [make_read(ALLOY, implied=[Implied("CF.DIE", 0.9, ALLOY), Implied("MC", 0.3, ALLOY)])]
    )

    assert profile.processes == {"CF.DIE": 0.9, "MC": 0.3}
    assert profile.materials == {"ADC12": 1.0}
    assert profile.tokens == {"die": 1, "casting": 1, "adc12": 1}


def test_a_stated_process_counts_in_full_though_it_is_likely_too():
    profile = profile_of([make_read(DIE_CASTING, ALLOY, implied=[Implied("CF.DIE", 0.9, ALLOY)])])

    assert profile.processes == {"CF.DIE": 1.0}


@pytest.mark.parametrize("stance", [Stance.NEGATED, Stance.OUTSOURCED])
def test_what_is_denied_or_bought_in_does_not_count(stance):
    denied = Tag(TagKind.PROCESS, "CF.DIE", 0, 11, "die casting", stance)

    profile = profile_of([make_read(denied, implied=[Implied("CF.DIE", 0.9, ALLOY)])])

    assert profile.processes == {}
    assert profile.mentions == ()


def test_texts_in_two_languages_add_up():
    profile = profile_of(
        [make_read(DIE_CASTING), make_read(ALLOY, text="đúc ADC12", language="vi")]
    )

    assert (profile.processes, profile.materials) == ({"CF.DIE": 1.0}, {"ADC12": 1.0})
    assert profile.tokens == {"die": 1, "casting": 1, "adc12": 2, "duc": 1}
    assert profile.language == "en"


def test_mentions_say_where_a_code_stands():
    profile = profile_of([make_read(DIE_CASTING)])

    assert profile.mentions == (
        Mention("process", "CF.DIE", "die casting", 0, 11, place="title", language="en"),
    )


def test_no_text_gives_an_empty_profile():
    profile = profile_of([])

    assert profile == TextProfile("", tokens={})
