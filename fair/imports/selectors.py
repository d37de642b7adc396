"""What the import pages show."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from fair.imports.choices import ImportKind
from fair.imports.workbooks.columns import COLUMNS
from fair.imports.workbooks.templates import CodeList, filled
from fair.taxonomy.selectors import Terms, load_vocabulary


def spreadsheet(kind: ImportKind, rows: Iterable[dict[str, object]], *, language: str) -> bytes:
    """Return an .xlsx file of `rows` by column key, as if a person had filled in the template."""
    return filled(kind, rows, language=language)


def code_lists(kind: ImportKind, *, language: str) -> Iterator[CodeList]:
    """Yield the lists that the spreadsheet's columns take codes from, named in `language`."""
    titles = {
        "processes": _("Process"),
        "materials": _("Material"),
        "part_families": _("Kind of part"),
        "certifications": _("Certificate"),
        "sectors": _("Sector"),
    }
    vocabulary = load_vocabulary()
    used = {column.vocabulary for column in COLUMNS[kind] if column.vocabulary}
    for name, title in titles.items():
        if name in used:
            terms: Terms = getattr(vocabulary, name)
            yield title, [(term.code, term.label_in(language)) for term in terms.by_code.values()]
