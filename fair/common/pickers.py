"""A widget to choose from long lists: check boxes in groups, which a script makes searchable."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms.widgets import ChoiceWidget, Script

from fair.common.search import folded


@dataclass(frozen=True, slots=True)
class Option:
    """One box; `words` are what it is found by besides its label, `depth` how far it stands in."""

    value: str
    label: str
    words: str
    depth: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under one heading; without a heading the label is empty."""

    label: str
    options: tuple[Option, ...]

    @property
    def chosen_count(self) -> int:
        return sum(option.is_chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class _Row:
    value: str
    label: str
    instance: Any

    @property
    def key(self) -> Any:
        return getattr(self.instance, "pk", self.value)

    @property
    def parent(self) -> Any:
        return getattr(self.instance, "parent_id", None)


class Picker(ChoiceWidget):
    """Choose any number of rows; without a script the groups fold and unfold.

    Rows with a `parent_id` among the choices stand in groups under their topmost ancestor. The
    ancestor itself heads the group: it can be unchosen where it was chosen, but not chosen anew.
    """

    allow_multiple_selected = True
    input_type = "checkbox"
    template_name = "components/picker.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/picker.css"]}
        js = [Script("js/picker.js", defer=True)]

    def use_required_attribute(self, initial: Any) -> bool:
        """Browsers would demand every box."""
        return False

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Nothing is sent where no box is ticked."""
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """The legend names the whole; no single box does."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super(ChoiceWidget, self).get_context(name, value, attrs)
        context["widget"]["groups"] = list(self._groups(set(self.format_value(value))))
        context["widget"]["words_url"] = self.words_url()
        return context

    def words_url(self) -> str:
        """Return where a browser finds more words of the rows; "" where the page has them all."""
        return ""

    def _rows(self, chosen: set[str]) -> list[_Row]:
        return [
            _Row(str(value), str(label), getattr(value, "instance", None))
            for value, label in self.choices
        ]

    def _groups(self, chosen: set[str]) -> Iterator[Group]:
        rows = self._rows(chosen)
        keys = {row.key for row in rows}
        children: dict[Any, list[_Row]] = defaultdict(list)
        for row in rows:
            children[row.parent if row.parent in keys else None].append(row)
        alone = [root for root in children[None] if root.key not in children]
        if alone:
            yield Group("", tuple(_option(row, 0, chosen) for row in alone))
        for root in children[None]:
            if root.key in children:
                head = [_option(root, 0, chosen)] if root.value in chosen else []
                yield Group(root.label, (*head, *_below(root, children, 0, chosen)))


class NamePicker(Picker):
    """Choose from names, in the order in which the reader knows them.

    `like` names another field of the page with the same names: then this one writes only what is
    chosen, and a script takes the others over. Without a script a link asks for the whole list,
    which the form gives by `is_whole`.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, like: str = "") -> None:
        super().__init__(attrs)
        self.like = like
        self.is_whole = not like

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["like"] = "" if self.is_whole else self.like
        return context

    def _rows(self, chosen: set[str]) -> list[_Row]:
        rows = super()._rows(chosen)
        listed = [row for row in rows if self.is_whole or row.value in chosen]
        return sorted(listed, key=lambda row: (folded(row.label), row.value))


def _below(
    row: _Row, children: dict[Any, list[_Row]], depth: int, chosen: set[str]
) -> Iterator[Option]:
    for child in children.get(row.key, ()):
        yield _option(child, depth, chosen)
        yield from _below(child, children, depth + 1, chosen)


def _option(row: _Row, depth: int, chosen: set[str]) -> Option:
    return Option(row.value, row.label, _words(row), depth, row.value in chosen)


def _words(row: _Row) -> str:
    """Return what a row is found by besides its label: its names in other languages."""
    names: Iterable[str] = getattr(row.instance, "names", {}).values()
    return folded(" ".join(name for name in dict.fromkeys(names) if name != row.label))
