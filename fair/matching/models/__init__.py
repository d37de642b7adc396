"""Tables of matching."""

from fair.matching.models.match import Match
from fair.matching.models.run import MatchRun
from fair.matching.models.text import TextEmbedding, TextModelVersion
from fair.matching.models.verdict import MatchVerdict

__all__ = ["Match", "MatchRun", "MatchVerdict", "TextEmbedding", "TextModelVersion"]
