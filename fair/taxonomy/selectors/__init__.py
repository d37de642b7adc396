"""Reading the vocabulary: words and relations."""

from fair.taxonomy.engine.families import GENERAL_FAMILIES, NEAR_FAMILIES
from fair.taxonomy.engine.neighbours import NEAR_PROCESSES
from fair.taxonomy.selectors.choosing import TermTable, read_terms, terms_within
from fair.taxonomy.selectors.relations import (
    current_version_number,
    implied_by_material,
    implied_by_part_family,
    material_parents,
    material_relations,
    process_parents,
    process_relations,
)
from fair.taxonomy.selectors.searching import SEARCHED, words_of
from fair.taxonomy.selectors.vocabulary import MaterialTerms, Terms, Vocabulary, load_vocabulary

__all__ = [
    "GENERAL_FAMILIES",
    "NEAR_FAMILIES",
    "NEAR_PROCESSES",
    "SEARCHED",
    "MaterialTerms",
    "TermTable",
    "Terms",
    "Vocabulary",
    "current_version_number",
    "implied_by_material",
    "implied_by_part_family",
    "load_vocabulary",
    "material_parents",
    "material_relations",
    "process_parents",
    "process_relations",
    "read_terms",
    "terms_within",
    "words_of",
]
