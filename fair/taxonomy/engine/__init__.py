"""Reading, naming and comparing vocabularies; pure Python."""
