"""From the vocabulary's lists to a reader."""

from fair.reading.engine.reader import Reader
from fair.reading.engine.vocabulary import vocabulary_of
from fair.taxonomy.engine.types import Lists


def reader_of(lists: Lists) -> Reader:
    """Build a reader for a vocabulary. Cost: O(names), about half a second for the shipped one."""
    return Reader(vocabulary_of(lists))
