"""Pages about meetings and plans."""
