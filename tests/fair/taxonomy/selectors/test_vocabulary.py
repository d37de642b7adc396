import unicodedata

import pytest

from fair.taxonomy.models import Material, PartFamily, Process
from fair.taxonomy.selectors import load_vocabulary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


def code(term):
    return term.code if term else None


PROCESSES = {
    "MC.TUR": "MC.TUR",
    "mc.tur": "MC.TUR",
    "CNC turning": "MC.TUR",
    "  cnc   TURNING ": "MC.TUR",
    "Tiện CNC": "MC.TUR",
    "tien cnc": "MC.TUR",
    "TIEN CNC": "MC.TUR",
    "ép phun nhựa": "PL.INJ",
    "ep phun nhua": "PL.INJ",
    "Đúc áp lực": "CF.DIE",
    "duc ap luc": "CF.DIE",
    unicodedata.normalize("NFD", "Đúc áp lực"): "CF.DIE",
    "sơn tĩnh điện": "SF.PWD",
    "ダイカスト": "CF.DIE",
    "ﾀﾞｲｶｽﾄ": "CF.DIE",
    "射出成形": "PL.INJ",
    "ＳＭＴ": "EL.SMT",
    "와이어 하네스": "EL.HAR",
    "와이어하네스": "EL.HAR",
    "注塑成型": "PL.INJ",
    "５軸加工": "MC.5AX",
    "e-coating": "SF.EDP",
    "Stamping": "SM.STA",
}


def test_resolve_process_in_any_language_and_spelling():
    vocabulary = load_vocabulary()

    found = {text: code(vocabulary.processes.resolve(text)) for text in PROCESSES}

    assert found == PROCESSES


def test_resolve_process_gives_nothing_for_what_it_does_not_know():
    vocabulary = load_vocabulary()

    for text in ["", "?", "knitting needles", "ren", "tiện phây", "đuc ap luc"]:
        assert vocabulary.processes.resolve(text) is None, text


MATERIALS = {
    "inox": "FE.SUS",
    "Thép không gỉ": "FE.SUS",
    "thep khong gi": "FE.SUS",
    "SUS304": "FE.SUS.SUS304",
    "sus 304": "FE.SUS.SUS304",
    "Inox 304": "FE.SUS.SUS304",
    "1.4301": "FE.SUS.SUS304",
    "06Cr19Ni10": "FE.SUS.SUS304",
    "C45": "FE.CST.S45C",
    "1045": "FE.CST.S45C",
    "42CrMo4": "FE.AST.SCM440",
    "D2": "FE.TST.SKD11",
    "DC53": "FE.TST.DC53",
    "A383": "NF.ALC.ADC12",
    "nhôm ADC12": "NF.ALC.ADC12",
    "ステンレスSUS316L": "FE.SUS.SUS316L",
    "PC+ABS": "PL.ABS.PCABS",
    "Delrin": "PL.POM.POMH",
    "황동": "NF.BRS",
    "1050": None,
    "gỗ lim": None,
}


def test_resolve_material_by_class_grade_or_equivalent():
    vocabulary = load_vocabulary()

    found = {text: code(vocabulary.materials.resolve(text)) for text in MATERIALS}

    assert found == MATERIALS


CERTIFICATIONS = {
    "ISO 9001": "ISO9001",
    "ISO 9001:2015": "ISO9001",
    "iso/ts 16949": "IATF16949",
    "hợp quy": "CRMARK",
    "ISO 14001:2015": "ISO14001",
    "BRC": None,
}


def test_resolve_certification():
    vocabulary = load_vocabulary()

    found = {text: code(vocabulary.certifications.resolve(text)) for text in CERTIFICATIONS}

    assert found == CERTIFICATIONS


def test_resolve_part_family_asks_the_language_of_a_shared_word():
    vocabulary = load_vocabulary()

    assert vocabulary.part_families.resolve("pin") is None
    assert code(vocabulary.part_families.resolve("pin", language="vi")) == "BATTERY"
    assert code(vocabulary.part_families.resolve("pin", language="en")) == "SHAFT"


def test_resolve_sector():
    assert code(load_vocabulary().sectors.resolve("phụ tùng ô tô")) == "CMP.AUT"


def test_resolve_leaves_out_inactive_terms():
    Process.objects.filter(code="MC.TUR").update(is_active=False)
    Material.objects.filter(code="FE.SUS.SUS304").update(is_active=False)

    vocabulary = load_vocabulary()

    assert vocabulary.processes.resolve("CNC turning") is None
    assert vocabulary.materials.resolve("1.4301") is None


def test_closest_suggests_terms_for_a_misspelt_word():
    vocabulary = load_vocabulary()

    assert code(vocabulary.processes.closest("injection molfing")[0]) == "PL.INJ"
    assert code(vocabulary.processes.closest("son tinh dienn")[0]) == "SF.PWD"


def test_every_label_resolves_to_its_term_in_its_language():
    terms = load_vocabulary().processes

    for term in Process.objects.all():
        for language, label in term.labels.items():
            assert terms.resolve(label, language=language) == term


def test_vocabulary_takes_six_queries_and_none_later(django_assert_num_queries):
    with django_assert_num_queries(6):
        vocabulary = load_vocabulary()

    with django_assert_num_queries(0):
        assert isinstance(vocabulary.part_families.resolve("gioăng"), PartFamily)
        assert vocabulary.processes.by_code["MC.AUT"].parent_id
