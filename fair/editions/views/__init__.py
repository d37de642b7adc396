"""Pages about taking part, and the organisers' decisions about it."""
