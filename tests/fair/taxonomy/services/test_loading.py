from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from fair.taxonomy.models import (
    Certification,
    GradeEquivalent,
    ImpliedProcess,
    Material,
    OutsideCode,
    Process,
    TaxonomyVersion,
)
from fair.taxonomy.services.loading import compare_taxonomy, load_taxonomy
from fair.taxonomy.services.reading import CannotReadVocabulary, read_vocabulary
from tests.fair.taxonomy.files import FILES, NOW, with_row, without_row, write_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path):
    def load_files(**changed: str):
        return load_taxonomy(read_vocabulary(write_files(tmp_path, **changed)), now=NOW)

    return load_files


def figures(report):
    """Give (added, changed, withdrawn, unchanged) of each list where anything happened."""
    return {
        part.name: (part.added, part.changed, part.withdrawn, part.unchanged)
        for part in report.parts
        if part.added or part.changed or part.withdrawn
    }


def test_load_fills_empty_tables(load):
    report = load()

    assert figures(report) == {
        "processes": (4, 0, 0, 0),
        "materials": (3, 0, 0, 0),
        "part families": (1, 0, 0, 0),
        "certifications": (1, 0, 0, 0),
        "sectors": (1, 0, 0, 0),
        "grade equivalents": (4, 0, 0, 0),
        "implied processes": (2, 0, 0, 0),
        "outside codes": (3, 0, 0, 0),
    }
    assert report.version == 1
    swiss = Process.objects.get(code="MC.AUT")
    assert swiss.parent.code == "MC.TUR"
    assert swiss.parent.parent.code == "MC"
    assert swiss.labels["zh-hans"] == "走心机"
    assert Process.objects.get(code="MC.TUR").synonyms["vi"] == ["tiện"]
    assert Material.objects.get(code="FE.SUS.SUS304").kind == "grade"
    assert Certification.objects.get().is_international
    assert ImpliedProcess.objects.get(part_family__code="SHAFT").weight == Decimal("0.80")
    assert OutsideCode.objects.get(code="2592").process.code == "MC"
    version = TaxonomyVersion.objects.get()
    assert (version.number, version.loaded_at) == (1, NOW)


def test_load_twice_changes_nothing(load):
    load()

    report = load()

    assert not report.has_changes
    assert [part.unchanged for part in report.parts] == [4, 3, 1, 1, 1, 4, 2, 3]
    assert TaxonomyVersion.objects.count() == 1


def test_load_reports_and_writes_what_changed(load):
    load()
    processes = FILES["processes.csv"].replace("turning|lathe", "turning|lathe work")

    report = load(
        processes=processes,
        grades=FILES["grades.csv"].replace("~1.4303", "1.4303"),
        implied_processes=FILES["implied_processes.csv"].replace("0.3", "0.35"),
        outside_codes=FILES["outside_codes.csv"].replace("Transmission shafts", "Shafts"),
    )

    assert figures(report) == {
        "processes": (0, 1, 0, 3),
        "grade equivalents": (0, 1, 0, 3),
        "implied processes": (0, 1, 0, 1),
        "outside codes": (0, 1, 0, 2),
    }
    assert report.version == 2
    assert Process.objects.get(code="MC.TUR").synonyms["en"] == ["turning", "lathe work"]
    assert GradeEquivalent.objects.get(designation="1.4303").is_exact
    assert ImpliedProcess.objects.get(material__code="FE.SUS").weight == Decimal("0.35")
    assert OutsideCode.objects.get(code="8483").label == "Shafts"


def test_load_moves_a_term_below_another_parent(load):
    load()
    moved = FILES["processes.csv"].replace("MC.AUT,MC.TUR", "MC.AUT,MC")

    report = load(processes=moved)

    # Milling, the next row, is now the third and no more the second below Machining.
    assert figures(report) == {"processes": (0, 2, 0, 2)}
    assert Process.objects.get(code="MC.AUT").parent.code == "MC"


def test_load_deactivates_a_term_that_left_the_files_and_takes_it_back(load):
    load()
    kept = Process.objects.get(code="MC.MIL")

    gone = load(processes=without_row("processes", "MC.MIL"))
    again = load(processes=without_row("processes", "MC.MIL"))
    kept.refresh_from_db()
    was_active = kept.is_active
    back = load()

    assert figures(gone) == {"processes": (0, 0, 1, 3)}
    assert not again.has_changes
    assert not was_active
    assert figures(back) == {"processes": (0, 1, 0, 3)}
    assert Process.objects.get(code="MC.MIL").pk == kept.pk
    assert Process.objects.get(code="MC.MIL").is_active


def test_load_removes_edges_and_deactivates_outside_codes_that_left_the_files(load):
    load()

    report = load(
        grades=FILES["grades.csv"].replace("|~1.4303", ""),
        implied_processes=without_row("implied_processes", ",SHAFT"),
        outside_codes=without_row("outside_codes", "hs"),
    )

    assert figures(report) == {
        "grade equivalents": (0, 0, 1, 3),
        "implied processes": (0, 0, 1, 1),
        "outside codes": (0, 0, 1, 2),
    }
    assert GradeEquivalent.objects.count() == 3
    assert ImpliedProcess.objects.count() == 1
    assert not OutsideCode.objects.get(code="8483").is_active


def test_load_keeps_what_an_organiser_verified(load):
    load()
    OutsideCode.objects.filter(code="2592").update(is_verified=True)

    report = load(outside_codes=FILES["outside_codes.csv"].replace(",Machining,", ",Cutting,"))

    assert figures(report) == {"outside codes": (0, 1, 0, 2)}
    code = OutsideCode.objects.get(code="2592")
    assert (code.label, code.is_verified) == ("Cutting", True)


def test_load_adds_new_generations_at_once(load):
    load()
    text = with_row(
        "processes", "XX,,a,b,c,d,e,,,,,\nXX.A,XX,f,g,h,i,j,,,,,\nXX.B,XX.A,k,l,m,n,o,,,,,"
    )

    report = load(processes=text)

    assert figures(report) == {"processes": (3, 0, 0, 4)}
    assert Process.objects.get(code="XX.B").parent.parent.code == "XX"


def test_compare_tells_what_a_load_would_do_and_writes_nothing(tmp_path):
    report = compare_taxonomy(read_vocabulary(write_files(tmp_path)))

    assert figures(report)["processes"] == (4, 0, 0, 0)
    assert report.version == 0
    assert Process.objects.count() == 0
    assert TaxonomyVersion.objects.count() == 0


def test_read_vocabulary_says_which_file_is_missing(tmp_path):
    write_files(tmp_path)
    (tmp_path / "grades.csv").unlink()

    with pytest.raises(CannotReadVocabulary) as caught:
        read_vocabulary(tmp_path)

    assert str(caught.value) == f"grades.csv, row 1: there is no such file in {tmp_path}"


def test_read_vocabulary_says_where_a_file_is_not_utf_8(tmp_path):
    write_files(tmp_path)
    path = tmp_path / "sectors.csv"
    path.write_bytes(path.read_bytes() + "A,,Đ".encode("cp1258"))

    with pytest.raises(CannotReadVocabulary) as caught:
        read_vocabulary(tmp_path)

    assert str(caught.value) == "sectors.csv, row 3: this is not UTF-8; save the file as UTF-8"


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_write_one_version(tmp_path):
    lists = read_vocabulary(write_files(tmp_path))
    together = Barrier(2)

    def load_in_thread(_number):
        try:
            together.wait(timeout=10)
            return load_taxonomy(lists, now=NOW).has_changes
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        changed = list(pool.map(load_in_thread, range(2)))

    assert sorted(changed) == [False, True]
    assert TaxonomyVersion.objects.count() == 1
