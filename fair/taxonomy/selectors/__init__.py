"""Reading the vocabulary: trees, choices, words and relations."""

from fair.taxonomy.selectors.choices import (
    certification_choices,
    material_choices,
    part_family_choices,
    process_choices,
    sector_choices,
)
from fair.taxonomy.selectors.relations import (
    current_version_number,
    implied_by_material,
    implied_by_part_family,
    material_parents,
    material_relations,
    process_parents,
    process_relations,
)
from fair.taxonomy.selectors.trees import (
    Node,
    ancestors_of,
    material_tree,
    process_tree,
    sector_tree,
)
from fair.taxonomy.selectors.vocabulary import MaterialTerms, Terms, Vocabulary, load_vocabulary

__all__ = [
    "MaterialTerms",
    "Node",
    "Terms",
    "Vocabulary",
    "ancestors_of",
    "certification_choices",
    "current_version_number",
    "implied_by_material",
    "implied_by_part_family",
    "load_vocabulary",
    "material_choices",
    "material_parents",
    "material_relations",
    "material_tree",
    "part_family_choices",
    "process_choices",
    "process_parents",
    "process_relations",
    "process_tree",
    "sector_choices",
    "sector_tree",
]
