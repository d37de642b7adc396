"""Vectors of texts: the one seam to an encoder, and the table that keeps what it made."""
