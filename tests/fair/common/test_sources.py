"""A version of code changes with the code."""

import sys

import pytest

from fair.common.sources import code_version

MODULES = {"__init__.py": "", "rules.py": "LIMIT = 1\n", "inner/__init__.py": "", "inner/a.py": ""}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of four modules, under a name that nobody has asked for."""
    monkeypatch.syspath_prepend(tmp_path)
    root = tmp_path / "sample_of_sources"
    for name, text in MODULES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    yield root
    for name in [name for name in sys.modules if name.startswith(root.name)]:
        del sys.modules[name]


def version_of(package):
    code_version.cache_clear()
    return code_version(package.name)


def test_it_is_the_same_for_the_same_code(package):
    assert version_of(package) == version_of(package)


@pytest.mark.parametrize("name", MODULES)
def test_any_changed_module_changes_it(package, name):
    before = version_of(package)
    (package / name).write_text("LIMIT = 2\n")

    assert version_of(package) != before


def test_a_module_of_another_name_changes_it(package):
    before = version_of(package)
    (package / "rules.py").rename(package / "laws.py")

    assert version_of(package) != before


def test_what_is_no_module_does_not_count(package):
    before = version_of(package)
    (package / "notes.txt").write_text("to do")

    assert version_of(package) == before
