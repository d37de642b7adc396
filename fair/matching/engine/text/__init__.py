"""How likely a product line answers a need, judged by what both say in their own words."""
