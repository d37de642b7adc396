"""Small parts that the patterns are put together from."""

NO_LETTER = r"(?![^\W_])"  # what ends a word, in Vietnamese too


def any_of(*words: str) -> str:
    """Return the pattern of one of several words; put the longer before its own beginning."""
    return f"(?:{'|'.join(words)})"
