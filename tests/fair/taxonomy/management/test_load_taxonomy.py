from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fair.taxonomy.models import Process, TaxonomyVersion
from tests.fair.taxonomy.files import with_row, write_files

pytestmark = pytest.mark.django_db


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command("load_taxonomy", *arguments, stdout=out, **options)
    return out.getvalue()


def test_command_reports_each_list(tmp_path):
    assert run(directory=write_files(tmp_path)).splitlines() == [
        "processes          added    4, changed    0, deactivated    0, unchanged    0",
        "materials          added    3, changed    0, deactivated    0, unchanged    0",
        "part families      added    1, changed    0, deactivated    0, unchanged    0",
        "certifications     added    1, changed    0, deactivated    0, unchanged    0",
        "sectors            added    1, changed    0, deactivated    0, unchanged    0",
        "grade equivalents  added    4, changed    0, removed    0, unchanged    0",
        "implied processes  added    2, changed    0, removed    0, unchanged    0",
        "outside codes      added    3, changed    0, deactivated    0, unchanged    0",
        "This is version 1 of the vocabulary.",
    ]


def test_command_run_again_says_that_nothing_changed(tmp_path):
    run(directory=write_files(tmp_path))

    assert run(directory=tmp_path).splitlines()[-1] == "Nothing has changed since version 1."


def test_command_is_quiet_when_asked(tmp_path):
    assert run(directory=write_files(tmp_path), verbosity=0) == ""
    assert Process.objects.count() == 4


def test_command_check_writes_nothing(tmp_path):
    out = run("--check", directory=write_files(tmp_path))

    assert out.splitlines()[-1] == "Checked only; nothing was written."
    assert Process.objects.count() == 0


def test_command_loads_nothing_where_a_row_is_wrong(tmp_path):
    write_files(tmp_path, sectors=with_row("sectors", "hội chợ,,a,b,c,d,e,,,,,"))

    with pytest.raises(CommandError) as caught:
        run(directory=tmp_path)

    assert str(caught.value) == (
        "Nothing was loaded:\n"
        "sectors.csv, row 3: code “hội chợ” is not made of capitals, digits and single dots"
    )
    assert Process.objects.count() == 0


def test_command_loads_the_shipped_files_twice_with_one_version():
    run()
    out = run()

    assert out.splitlines()[-1] == "Nothing has changed since version 1."
    assert TaxonomyVersion.objects.count() == 1
