import pytest

from fair.taxonomy.services.loading import load_taxonomy
from fair.taxonomy.services.reading import read_vocabulary
from tests.fair.taxonomy.files import NOW


@pytest.fixture
def shipped(db) -> None:
    """Fill the tables with the files that come with the project."""
    load_taxonomy(read_vocabulary(), now=NOW)
