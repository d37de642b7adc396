"""All files of the vocabulary into one consistent set of lists."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from fair.taxonomy.engine.tables import read_table
from fair.taxonomy.engine.terms import TEXT_COLUMNS, read_terms
from fair.taxonomy.engine.types import Allowed, Lists, OutsideKey, Problem, Row, TermRow

FILES = (
    "processes.csv",
    "materials.csv",
    "grades.csv",
    "part_families.csv",
    "certifications.csv",
    "sectors.csv",
    "implied_processes.csv",
    "outside_codes.csv",
)
_TREE = ["code", "parent", *TEXT_COLUMNS]
_IMPLIED = ["material", "part_family", "process", "weight"]
_TARGETS = ["sector", "process", "part_family"]
_OUTSIDE = ["scheme", "edition", "code", "label", "is_verified", *_TARGETS]
_YES_NO = {"yes": True, "no": False}
NEAR = "~"


class _Reader:
    """Reads the files one after the other and gathers what is wrong with them."""

    def __init__(self, texts: Mapping[str, str], allowed: Allowed) -> None:
        self.texts = texts
        self.allowed = allowed
        self.problems: list[Problem] = []

    def rows(self, file: str, columns: Sequence[str]) -> list[Row]:
        rows, problems = read_table(self.texts[file], file=file, columns=columns)
        self.problems += problems
        return rows

    def tree(self, file: str) -> dict[str, TermRow]:
        terms, problems = read_terms(self.rows(file, _TREE))
        self.problems += problems
        return terms

    def part_families(self) -> dict[str, TermRow]:
        terms, problems = read_terms(self.rows("part_families.csv", ["code", *TEXT_COLUMNS]))
        self.problems += problems
        return terms

    def materials(self) -> tuple[dict[str, TermRow], dict[tuple[str, str, str], bool]]:
        classes, problems = read_terms(
            self.rows("materials.csv", _TREE), extra=lambda _row: {"kind": "class"}
        )
        schemes = [scheme.lower() for scheme in self.allowed.grade_schemes]
        rows = self.rows("grades.csv", [*_TREE, *schemes])
        grades, more = read_terms(rows, parents=classes, extra=lambda _row: {"kind": "grade"})
        self.problems += problems + more
        for row in rows:
            if row["parent"] not in classes:
                self.problems.append(row.problem(f"“{row['parent']}” is not a class of material"))
        return classes | grades, self._equivalents(rows)

    def _equivalents(self, rows: Sequence[Row]) -> dict[tuple[str, str, str], bool]:
        equivalents: dict[tuple[str, str, str], bool] = {}
        for row in rows:
            for scheme in self.allowed.grade_schemes:
                for text in row.many(scheme.lower()):
                    key = (row["code"], scheme, text.removeprefix(NEAR).strip())
                    if key in equivalents:
                        self.problems.append(row.problem(f"{scheme} “{key[2]}” stands twice"))
                    equivalents[key] = not text.startswith(NEAR)
        return equivalents

    def certifications(self) -> dict[str, TermRow]:
        rows = self.rows("certifications.csv", ["code", "kind", "is_international", *TEXT_COLUMNS])
        for row in rows:
            if row["kind"] not in self.allowed.certification_kinds:
                self.problems.append(row.problem(f"kind “{row['kind']}” is not known"))
            self._yes_no(row, "is_international")
        terms, problems = read_terms(
            rows,
            extra=lambda row: {
                "kind": row["kind"],
                "is_international": _YES_NO.get(row["is_international"], False),
            },
        )
        self.problems += problems
        return terms

    def implied(
        self,
        materials: Mapping[str, TermRow],
        part_families: Mapping[str, TermRow],
        processes: Mapping[str, TermRow],
    ) -> dict[tuple[str, str, str], Decimal]:
        edges: dict[tuple[str, str, str], Decimal] = {}
        known = {"material": materials, "part_family": part_families, "process": processes}
        for row in self.rows("implied_processes.csv", _IMPLIED):
            self._check_codes(row, known)
            if bool(row["material"]) == bool(row["part_family"]):
                self.problems.append(row.problem("name either a material or a part family"))
            if not row["process"]:
                self.problems.append(row.problem("“process” is empty"))
            key = (row["material"], row["part_family"], row["process"])
            if key in edges:
                self.problems.append(row.problem("the same edge stands in an earlier row"))
            edges[key] = self._weight(row)
        return edges

    def outside(
        self,
        sectors: Mapping[str, TermRow],
        processes: Mapping[str, TermRow],
        part_families: Mapping[str, TermRow],
    ) -> dict[OutsideKey, tuple[str, bool]]:
        codes: dict[OutsideKey, tuple[str, bool]] = {}
        known = {"sector": sectors, "process": processes, "part_family": part_families}
        for row in self.rows("outside_codes.csv", _OUTSIDE):
            self._check_codes(row, known)
            if row["scheme"] not in self.allowed.outside_schemes:
                self.problems.append(row.problem(f"scheme “{row['scheme']}” is not known"))
            if sum(bool(row[target]) for target in _TARGETS) != 1:
                self.problems.append(row.problem("name one sector, process or part family"))
            for column in ("edition", "code", "label"):
                if not row[column]:
                    self.problems.append(row.problem(f"“{column}” is empty"))
            key = (
                *(row["scheme"], row["edition"], row["code"]),
                *(row["sector"], row["process"], row["part_family"]),
            )
            if key in codes:
                self.problems.append(row.problem("the same code stands in an earlier row"))
            codes[key] = (row["label"], self._yes_no(row, "is_verified"))
        return codes

    def _check_codes(self, row: Row, known: Mapping[str, Mapping[str, TermRow]]) -> None:
        for column, terms in known.items():
            if row[column] and row[column] not in terms:
                self.problems.append(row.problem(f"{column} “{row[column]}” is not known"))

    def _yes_no(self, row: Row, column: str) -> bool:
        if row[column] not in _YES_NO:
            self.problems.append(row.problem(f"“{column}” is “{row[column]}”, not yes or no"))
        return _YES_NO.get(row[column], False)

    def _weight(self, row: Row) -> Decimal:
        try:
            weight = Decimal(row["weight"])
        except InvalidOperation:
            weight = Decimal("NaN")
        if not weight.is_finite() or not 0 < weight <= 1 or weight != round(weight, 2):
            text = f"weight “{row['weight']}” is not a number above 0 and up to 1 in hundredths"
            self.problems.append(row.problem(text))
        return weight


def read_lists(texts: Mapping[str, str], *, allowed: Allowed) -> tuple[Lists | None, list[Problem]]:
    """Read the text of all `FILES`; give no lists where there is any problem."""
    missing = [file for file in FILES if file not in texts]
    if missing:
        return None, [Problem(file, 1, "the file is missing") for file in missing]
    reader = _Reader(texts, allowed)
    processes = reader.tree("processes.csv")
    materials, equivalents = reader.materials()
    part_families = reader.part_families()
    certifications = reader.certifications()
    sectors = reader.tree("sectors.csv")
    lists = Lists(
        processes=processes,
        materials=materials,
        part_families=part_families,
        certifications=certifications,
        sectors=sectors,
        equivalents=equivalents,
        implied=reader.implied(materials, part_families, processes),
        outside=reader.outside(sectors, processes, part_families),
        checksum=_checksum(texts),
    )
    return (None if reader.problems else lists), reader.problems


def _checksum(texts: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for file in FILES:
        digest.update(f"{file}\0{texts[file]}\0".encode())
    return digest.hexdigest()
