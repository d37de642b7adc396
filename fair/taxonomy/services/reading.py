"""The vocabulary's files, read and found consistent."""

from pathlib import Path

from fair.taxonomy.choices import CertificationKind, GradeScheme, OutsideScheme
from fair.taxonomy.engine.lists import FILES, read_lists
from fair.taxonomy.engine.types import Allowed, Lists, Problem

SHIPPED = Path(__file__).resolve().parent.parent / "data"
ALLOWED = Allowed(
    certification_kinds=frozenset(CertificationKind.values),
    grade_schemes=tuple(GradeScheme.values),
    outside_schemes=frozenset(OutsideScheme.values),
)


class CannotReadVocabulary(Exception):
    """The files cannot be loaded as they are; `problems` says why, file by file and row by row."""

    code = "vocabulary_files"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read_vocabulary(directory: Path = SHIPPED) -> Lists:
    """Read all files of `directory`. Raise CannotReadVocabulary where anything is wrong."""
    texts, problems = {}, []
    for file in FILES:
        try:
            texts[file] = (directory / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            problems.append(Problem(file, 1, f"there is no such file in {directory}"))
        except UnicodeDecodeError as error:
            row = error.object[: error.start].count(b"\n") + 1
            problems.append(Problem(file, row, "this is not UTF-8; save the file as UTF-8"))
    if problems:
        raise CannotReadVocabulary(problems)
    lists, problems = read_lists(texts, allowed=ALLOWED)
    if lists is None:
        raise CannotReadVocabulary(problems)
    return lists
