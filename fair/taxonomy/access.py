"""What forms of other rooms use to choose terms."""

from typing import Any

from django.urls import reverse

from fair.common.pickers import Picker
from fair.taxonomy.selectors import SEARCHED


class TermPicker(Picker):
    """Choose terms; what they are found by is asked for when somebody searches.

    The words in five languages weigh several times what the list itself does.
    """

    def words_url(self) -> str:
        terms: Any = self.choices
        return reverse("taxonomy:words", args=[_NAMES[terms.queryset.model]])


_NAMES: dict[Any, str] = {model: name for name, model in SEARCHED.items()}
