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


def test_a_part_family_alone_implies_the_likeliest_process_first():
    assert implied(FAMILY) == (Implied("MC", 0.5, FAMILY), Implied("CF.DIE", 0.3, FAMILY))


def test_a_material_and_a_part_family_imply_what_both_may_be():
    # (0.9 + 0.1) * (0.3 + 0.1) against 0.1 * (0.5 + 0.1)
    assert implied(FAMILY, GRADE) == (
        Implied("CF.DIE", 0.9, GRADE),
        Implied("MC", 0.135, FAMILY),
    )


def test_of_supplied_parts_only_finishing_is_implied():
    alike = {"CF.DIE": 0.9, "SF.ANO": 0.2}
    found = implied_by(
        [GRADE],
        likelihoods={TagKind.MATERIAL: {"AL.ADC12": alike}},
        parents=PARENTS,
        of_supplied=True,
    )

    assert found == (Implied("SF.ANO", 0.2, GRADE),)


def test_what_is_named_around_something_else_implies_nothing():
    assert implied(tag(TagKind.PART_FAMILY, "HOUSING", Stance.AROUND)) == ()


def test_work_done_before_is_not_spoken_of():
    assert implied(GRADE, tag(TagKind.PROCESS, "CF.DIE", Stance.AROUND)) == (
        Implied("CF.DIE", 0.9, GRADE),
    )


def test_the_shipped_vocabulary_moulds_plastic_housings_and_casts_those_of_alloy():
    assert read("PC/ABS housing").implied[0].code == "PL.INJ"
    assert read("ADC12 housing").implied[0].code.startswith("CF.D")


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


def test_a_part_leaves_little_of_what_its_material_cannot_undergo():
    assert read("steel cap").implied[0].code.startswith(("SM", "MC"))
    assert read("plastic nuts").implied[0].code == "PL.INJ"
    assert read("rubber caps").implied[0].code == "RB.MLD"


def test_one_material_that_can_undergo_it_is_enough():
    codes = [found.code for found in read("nuts of brass or nylon").implied]

    assert {"SW.FAS", "PL.INJ"} <= set(codes[:6])


def test_the_material_of_what_a_part_comes_with_implies_nothing():
    assert read("bottle caps with silicone seal").implied[0].code == "PL.INJ"
