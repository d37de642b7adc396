"""The supply side: booths, product lines, certificates."""
