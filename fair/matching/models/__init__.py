"""Tables of matching."""

from fair.matching.models.change import Change
from fair.matching.models.chunk import RunChunk
from fair.matching.models.gap import GapReport, Obstacle
from fair.matching.models.match import Match
from fair.matching.models.run import MatchRun
from fair.matching.models.text import TextEmbedding, TextModelVersion, TextReading
from fair.matching.models.unexplained import UnexplainedList
from fair.matching.models.verdict import MatchVerdict
from fair.matching.models.weights import WeightSet

__all__ = [
    "Change",
    "GapReport",
    "Match",
    "MatchRun",
    "MatchVerdict",
    "Obstacle",
    "RunChunk",
    "TextEmbedding",
    "TextModelVersion",
    "TextReading",
    "UnexplainedList",
    "WeightSet",
]
