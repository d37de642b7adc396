"""The house order, checked; each check is proved by a sample that it must refuse."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import rules
from tests.architecture.rules import CODE_FOLDERS, ROOM_ORDER, TREE

PYTHON_FILES = list(rules.python_files())
TEMPLATES = sorted((TREE / "templates").rglob("*.html"))


def findings(paths: list[Path], check: Callable[[str], list[str]]) -> list[str]:
    """Apply a check to files; return what it finds, each with its file."""
    return [
        f"{path.relative_to(TREE)} {finding}"
        for path in paths
        for finding in check(path.read_text())
    ]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


# --- The import contracts


def test_contracts_are_kept():
    result = lint_imports(TREE)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("fair/common/intervals.py", "import fair.editions.models", "Data flows one way"),
        ("fair/exhibitors/choices.py", "import fair.sourcing.choices", "Data flows one way"),
        ("fair/editions/models/__init__.py", "import fair.editions.services", "The floors inside"),
        ("accounts/choices.py", "import fair.editions.models", "Wiring over domain over people"),
        ("fair/meetings/engine/types.py", "import django.utils.timezone", "The engines are pure"),
        ("fair/editions/forms.py", "import fair.editions.services", "A form validates"),
    ],
)
def test_contracts_refuse(tmp_path, file, line, broken):
    for folder in CODE_FOLDERS:
        shutil.copytree(TREE / folder, tmp_path / folder)
    shutil.copy(TREE / "pyproject.toml", tmp_path)
    with (tmp_path / file).open("a") as module:
        module.write(f"\n{line}\n")

    result = lint_imports(tmp_path)

    assert result.returncode == 1
    assert any(
        row.startswith(broken) and row.endswith("BROKEN") for row in result.stdout.splitlines()
    ), result.stdout


def test_room_order_is_the_contract_s():
    pyproject = tomllib.loads((TREE / "pyproject.toml").read_text())
    contracts = {
        contract["id"]: contract for contract in pyproject["tool"]["importlinter"]["contracts"]
    }
    layers = [
        {room.strip() for room in layer.split("|")}
        for layer in reversed(contracts["rooms"]["layers"])
        if layer.strip("()") != "urls"
    ]

    assert layers == list(ROOM_ORDER)


# --- Private modules


def test_rooms_import_only_open_modules():
    found = [
        finding
        for folder in [TREE / "accounts", *(TREE / "fair" / room for room in rules.ROOMS)]
        for finding in findings(
            [path for path in PYTHON_FILES if folder in path.parents],
            partial(rules.private_imports, room=folder.name),
        )
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "from fair.editions.forms import EditionForm",
        "from fair.editions import views",
        "import fair.matching.jobs",
        "from fair.matching.engine.scoring import score",
    ],
)
def test_private_imports_are_found(line):
    assert len(rules.private_imports(line, room="meetings")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "from fair.meetings.forms import RequestForm",
        "from fair.editions.models import Edition",
        "from fair.editions import selectors",
        "from fair.common.intervals import Interval",
        "from fair.matching.engine.types import ScoredPair",
    ],
)
def test_open_imports_are_left_alone(line):
    assert rules.private_imports(line, room="meetings") == []


# --- Foreign keys


def test_relations_point_down():
    assert rules.upward_relations(apps.get_models(include_auto_created=True)) == []


@isolate_apps("fair.editions", "fair.meetings", "accounts")
def test_upward_relation_is_found():
    class Meeting(models.Model):  # noqa: DJ008 - never shown
        __module__ = "fair.meetings.models"

        class Meta:
            app_label = "meetings"

    class Edition(models.Model):  # noqa: DJ008 - never shown
        __module__ = "fair.editions.models"
        meeting = models.ForeignKey("meetings.Meeting", on_delete=models.CASCADE)

        class Meta:
            app_label = "editions"

    assert rules.upward_relations([Meeting, Edition]) == [
        "editions.Edition.meeting → meetings.Meeting"
    ]


# --- Escaping and the content policy


def test_python_escapes_what_users_wrote():
    assert findings(PYTHON_FILES, rules.unsafe_python) == []


@pytest.mark.parametrize(
    "line",
    [
        "from django.utils.safestring import mark_safe",
        "safestring.mark_safe(name)",
        "SafeString(name)",
    ],
)
def test_unsafe_python_is_found(line):
    assert len(rules.unsafe_python(line)) == 1


def test_templates_keep_to_the_content_policy():
    assert findings(TEMPLATES, rules.unsafe_template) == []


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ("{{ name|safe }}", "switches off escaping"),
        ("{% autoescape off %}", "switches off escaping"),
        ("<script>go()</script>", "inline script"),
        ('<p class="a" style="color: red">', "inline style"),
        ("<style>p {}</style>", "inline style"),
        ('<button class="a" onclick="go()">', "inline event handler"),
        ('<a href="javascript:go()">', "javascript: address"),
        ('<img alt="" src="https://example.com/a.png">', "loads from elsewhere"),
        ('<link rel="stylesheet" href="//example.com/a.css">', "loads from elsewhere"),
    ],
)
def test_unsafe_template_is_found(markup, what):
    assert rules.unsafe_template(f"<p>\n{markup}") == [f"line 2: {what}"]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="{% static "js/app.js" %}" defer></script>',
        '<a href="https://example.com/" rel="external">elsewhere</a>',
        "{{ rows|safe_width }}",
    ],
)
def test_good_template_is_left_alone(markup):
    assert rules.unsafe_template(markup) == []


# --- Imports stand at the top


def test_imports_stand_at_the_top():
    configs = [path for path in PYTHON_FILES if path.name == "apps.py"]
    others = [path for path in PYTHON_FILES if path.name != "apps.py"]

    assert findings(configs, partial(rules.late_imports, is_app_config=True)) == []
    assert findings(others, partial(rules.late_imports, is_app_config=False)) == []


@pytest.mark.parametrize(
    ("line", "is_app_config", "count"),
    [
        ("import json  # because", False, 1),
        ("from openpyxl import Workbook", False, 1),
        ("from openpyxl import Workbook  # takes 0.3 s", False, 0),
        ("from fair.meetings import receivers  # connects them", True, 0),
        ("from fair.meetings import receivers", True, 1),
    ],
)
def test_late_import_is_found(line, is_app_config, count):
    source = f"def ready():\n    {line}\n"

    assert len(rules.late_imports(source, is_app_config=is_app_config)) == count


# --- Size


def test_files_and_functions_are_short():
    assert findings(PYTHON_FILES, rules.too_long) == []


def test_long_function_and_file_are_found():
    long_function = "def f():\n" + "    a = 1\n" * 31
    long_file = "a = 1\n" * 301

    assert rules.too_long(long_function) == ["line 1: f has 31 lines"]
    assert rules.too_long(long_file) == ["301 lines in the file"]
