"""What an interpreter has to speak, in words."""

from django.utils.translation import gettext as _

from accounts.texts import LANGUAGES
from fair.meetings.snapshots import languages_of


def languages_in_words(tongues: str) -> str:
    """Name the languages between which somebody interprets, each in its own words.

    Of several tongues, which are parted by spaces, the first stands for all.
    """
    names = dict(LANGUAGES)
    sides = languages_of(tongues.split(" ", maxsplit=1)[0])
    either = _("%(first)s or %(second)s")
    words = []
    for side in sides:
        known = [str(names.get(code, code)) for code in side]
        first = known[0]
        for second in known[1:]:
            first = either % {"first": first, "second": second}
        words.append(first)
    return " – ".join(words)
