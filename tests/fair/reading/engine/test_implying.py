"""Processes that materials and part families make likely."""

from fair.reading.engine.implying import implied_by
from fair.reading.engine.types import Implied, Stance, Tag, TagKind
from tests.fair.reading.engine.samples import read

PARENTS = {
    TagKind.PROCESS: {"CF": "", "CF.DIE": "CF", "CF.DAL": "CF.DIE", "MC": ""},
    TagKind.MATERIAL: {"AL": "", "AL.ADC12": "AL"},
}
LIKELIHOODS = {
    TagKind.MATERIAL: {"AL.ADC12": {"CF.DIE": 0.9}, "AL": {"MC": 0.4}},
    TagKind.PART_FAMILY: {"HOUSING": {"CF.DIE": 0.3, "MC": 0.5}},
}


def tag(kind: TagKind, code: str, stance: Stance = Stance.STATED) -> Tag:
    return Tag(kind, code, 0, 1, "x", stance)


def implied(*tags: Tag) -> tuple[Implied, ...]:
    return implied_by(tags, likelihoods=LIKELIHOODS, parents=PARENTS)


GRADE, FAMILY = tag(TagKind.MATERIAL, "AL.ADC12"), tag(TagKind.PART_FAMILY, "HOUSING")


def test_the_likeliest_source_of_each_process_first():
    assert implied(FAMILY, GRADE) == (Implied("CF.DIE", 0.9, GRADE), Implied("MC", 0.5, FAMILY))


def test_a_class_says_nothing_beside_its_grade():
    assert implied(tag(TagKind.MATERIAL, "AL"), GRADE) == (Implied("CF.DIE", 0.9, GRADE),)
    assert [found.code for found in implied(tag(TagKind.MATERIAL, "AL"))] == ["MC"]


def test_what_is_named_is_not_implied():
    assert implied(GRADE, tag(TagKind.PROCESS, "CF.DIE")) == ()


def test_what_is_named_more_narrowly_is_not_implied():
    assert implied(GRADE, tag(TagKind.PROCESS, "CF.DAL")) == ()


def test_what_is_named_more_broadly_is_implied():
    assert implied(GRADE, tag(TagKind.PROCESS, "CF")) == (Implied("CF.DIE", 0.9, GRADE),)


def test_what_is_denied_broadly_is_not_implied():
    assert implied(GRADE, tag(TagKind.PROCESS, "CF", Stance.NEGATED)) == ()


def test_denied_tags_imply_nothing():
    assert implied(tag(TagKind.MATERIAL, "AL.ADC12", Stance.NEGATED)) == ()


def test_a_grade_of_the_shipped_vocabulary_implies():
    best = read("ADC12").implied[0]

    assert (best.code[:4], best.source.quote) == ("CF.D", "ADC12")
