"""Loading the vocabulary from its files."""
