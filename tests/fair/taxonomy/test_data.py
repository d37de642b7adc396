"""The files that come with the project: complete, unambiguous, and right where it is well known."""

import re
from collections import Counter, defaultdict

import pytest

from fair.taxonomy.choices import CertificationKind
from fair.taxonomy.engine.families import GENERAL_FAMILIES, NEAR_FAMILIES
from fair.taxonomy.engine.folding import fold, without_marks
from fair.taxonomy.engine.neighbours import NEAR_PROCESSES
from fair.taxonomy.engine.types import LANGUAGES
from fair.taxonomy.services.reading import read_vocabulary

LISTS = read_vocabulary()
VOCABULARIES = {
    "processes": LISTS.processes,
    "materials": LISTS.materials,
    "part_families": LISTS.part_families,
    "certifications": LISTS.certifications,
    "sectors": LISTS.sectors,
}
TERMS = [pytest.param(terms, id=name) for name, terms in VOCABULARIES.items()]

# One word, two things, in two languages: the reader's language decides.
SHARED_BY_LANGUAGES = {
    ("part_families", "pin"): {"BATTERY", "SHAFT"},
    ("processes", "研磨"): {"MC.GRD", "MC.LAP"},
    ("processes", "精密研磨"): {"MC.GRD", "MC.LAP"},
}
# One number, two metals, under two standards: nobody can tell without the standard's name.
SHARED_BY_STANDARDS = {"1050": {"FE.CST.S50C", "NF.ALW.A1050"}}
# Without its marks, lost-foam casting (đúc mẫu cháy) reads like investment casting.
SHARED_WITHOUT_MARKS = {"ducmauchay": {"CF.INV", "CF.LFM"}}


def grades():
    return {code: term for code, term in LISTS.materials.items() if term.extra["kind"] == "grade"}


def test_vocabulary_is_large_enough_to_describe_a_fair():
    classes = len(LISTS.materials) - len(grades())
    groups = [code for code, term in LISTS.processes.items() if not term.parent]

    assert len(groups) >= 15
    assert len(LISTS.processes) - len(groups) >= 70
    assert classes >= 35
    assert len(grades()) >= 120
    assert len(LISTS.part_families) >= 120
    assert len(LISTS.certifications) >= 40


@pytest.mark.parametrize("terms", TERMS)
def test_every_term_has_a_label_in_each_language(terms):
    for term in terms.values():
        assert sorted(term.labels) == sorted(LANGUAGES)
        assert all(text == text.strip() and text for text in term.labels.values()), term.code


@pytest.mark.parametrize("terms", TERMS)
def test_labels_are_written_in_the_script_of_their_language(terms):
    """A name of a standard or grade may be Latin; a whole label in a wrong script may not."""
    foreign = {
        "en": r"[぀-ヿ㐀-鿿가-힣]",
        "vi": r"[぀-ヿ㐀-鿿가-힣]",
        "ja": r"[가-힣]",
        "ko": r"[぀-ヿ㐀-鿿]",
        "zh-hans": r"[぀-ヿ가-힣]",
    }
    for term in terms.values():
        for language, pattern in foreign.items():
            names = [term.labels[language], *term.synonyms.get(language, ())]
            if term.extra.get("kind") == "grade":
                names = [term.labels[language]]
            found = [name for name in names if re.search(pattern, name)]
            assert not found, (term.code, language, found)


def test_codes_are_short_stable_and_below_their_group():
    for code, term in LISTS.processes.items():
        assert re.fullmatch(r"[A-Z]{2}(\.[A-Z0-9]{3})?", code)
        assert not term.parent or code.split(".")[0] == term.parent.split(".")[0]
    for code, term in LISTS.materials.items():
        assert code.rpartition(".")[0] == term.parent
    assert {"MC.TUR", "MC.AUT", "PL.INJ", "CF.DIE", "SM.STA", "EL.SMT", "SF.ANO"} <= set(
        LISTS.processes
    )


def test_process_tree_has_groups_processes_and_variants_and_nothing_deeper():
    depth: dict[str, int] = {}
    for code, term in LISTS.processes.items():
        depth[code] = depth[term.parent] + 1 if term.parent else 1

    assert Counter(depth.values()).keys() == {1, 2, 3}


@pytest.mark.parametrize(("name", "terms"), VOCABULARIES.items(), ids=VOCABULARIES)
def test_no_word_names_two_terms(name, terms):
    named = defaultdict(set)
    for code, term in terms.items():
        for language in LANGUAGES:
            for word in (term.labels[language], *term.synonyms.get(language, ())):
                named[name, fold(word)].add(code)

    shared = {word: codes for word, codes in named.items() if len(codes) > 1}

    assert shared == {key: codes for key, codes in SHARED_BY_LANGUAGES.items() if key[0] == name}


def test_no_vietnamese_word_without_marks_names_two_processes():
    named = defaultdict(set)
    for code, term in LISTS.processes.items():
        for word in (term.labels["vi"], *term.synonyms.get("vi", ())):
            if " " in word:
                named[without_marks(fold(word))].add(code)

    shared = {word: codes for word, codes in named.items() if len(codes) > 1}

    assert shared == SHARED_WITHOUT_MARKS


def test_no_exact_designation_names_two_grades():
    named = defaultdict(set)
    for (code, _scheme, designation), is_exact in LISTS.equivalents.items():
        if is_exact:
            named[fold(designation)].add(code)

    shared = {word: codes for word, codes in named.items() if len(codes) > 1}

    assert shared == SHARED_BY_STANDARDS


@pytest.mark.parametrize(
    ("grade", "scheme", "designation", "is_exact"),
    [
        ("FE.CST.S45C", "AISI", "1045", True),
        ("FE.CST.S45C", "EN", "C45", True),
        ("FE.CST.S45C", "GB", "45", True),
        ("FE.CST.S45C", "TCVN", "C45", True),
        ("FE.CST.SS400", "GB", "Q235B", False),
        ("FE.CST.SS400", "TCVN", "CT38", False),
        ("FE.AST.SCM440", "AISI", "4140", True),
        ("FE.AST.SCM440", "EN", "42CrMo4", True),
        ("FE.SPB.SUJ2", "AISI", "52100", True),
        ("FE.SPB.SUJ2", "GB", "GCr15", True),
        ("FE.TST.SKD11", "AISI", "D2", True),
        ("FE.TST.SKD11", "EN", "1.2379", False),
        ("FE.TST.SKD11", "GB", "Cr12MoV", False),
        ("FE.TST.SKD61", "AISI", "H13", True),
        ("FE.TST.SKD61", "EN", "1.2344", True),
        ("FE.TST.DC53", "JIS", "SKD11", None),
        ("FE.SUS.SUS304", "AISI", "304", True),
        ("FE.SUS.SUS304", "EN", "1.4301", True),
        ("FE.SUS.SUS304", "GB", "06Cr19Ni10", True),
        ("FE.SUS.SUS316L", "EN", "1.4404", True),
        ("FE.SUS.SUS430", "EN", "1.4016", True),
        ("FE.SUS.SUS630", "EN", "1.4542", True),
        ("FE.CIR.FC250", "EN", "EN-GJL-250", True),
        ("FE.CIR.FC250", "GB", "HT250", True),
        ("FE.CIR.FCD450", "EN", "EN-GJS-450-10", True),
        ("NF.ALC.ADC12", "AISI", "A383", False),
        ("NF.ALC.ADC12", "GB", "YL113", False),
        ("NF.ALC.ADC12", "KS", "ALDC12", True),
        ("NF.ALW.A6061", "EN", "EN AW-6061", True),
        ("NF.BRS.C3604", "GB", "HPb59-1", False),
        ("NF.TIT.TI6AL4V", "GB", "TC4", True),
        ("PL.POM.POMH", "TRADE", "Delrin", False),
        ("PL.PA.PA66", "ISO", "PA66", True),
    ],
)
def test_equivalents_of_well_known_grades(grade, scheme, designation, is_exact):
    assert LISTS.equivalents.get((grade, scheme, designation)) == is_exact


@pytest.mark.parametrize(
    ("material", "process", "weight"),
    [
        ("NF.ALC.ADC12", "CF.DIE", "0.95"),
        ("RB.EPD", "RB.MLD", "0.9"),
        ("PL.PA.PA66", "PL.INJ", "0.7"),
    ],
)
def test_materials_imply_the_process_they_are_made_for(material, process, weight):
    assert str(LISTS.implied[material, "", process]) == weight


def test_every_part_family_implies_a_process():
    implying = {family for _material, family, _process in LISTS.implied if family}

    assert implying == set(LISTS.part_families)


def test_every_kind_of_certification_is_there_and_local_titles_are_not_international():
    kinds = {term.extra["kind"] for term in LISTS.certifications.values()}

    assert kinds == set(CertificationKind.values)
    assert LISTS.certifications["ISO9001"].extra["is_international"] is True
    for code in ("DECREE111", "HANOIKEY", "CRMARK", "CANONAPPR"):
        assert LISTS.certifications[code].extra["is_international"] is False


def test_sectors_begin_with_the_three_branches_of_the_fair():
    roots = [code for code, term in LISTS.sectors.items() if not term.parent]

    assert roots == ["CMP", "TLI", "HTC", "IND"]


def test_no_outside_code_claims_to_be_verified():
    """Nobody has compared them with the official texts yet; organisers tick them off."""
    assert not any(is_verified for _label, is_verified in LISTS.outside.values())
    assert {key[:2] for key in LISTS.outside} == {
        ("decree_111", "111/2015/NĐ-CP"),
        ("vsic", "2018"),
        ("vsic", "2025"),
        ("hs", "2022"),
    }


def test_near_families_are_families_of_the_vocabulary():
    named = {*GENERAL_FAMILIES}
    for kinds in (*GENERAL_FAMILIES.values(), *NEAR_FAMILIES):
        named.update(kinds)

    assert named <= set(LISTS.part_families)


def test_near_processes_stand_in_different_branches_of_the_vocabulary():
    processes = LISTS.processes
    pairs = [(one, other) for one, others in NEAR_PROCESSES.items() for other in others]

    assert {code for pair in pairs for code in pair} <= set(processes)
    assert not [pair for pair in pairs if len({processes[code].parent for code in pair}) == 1]
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
