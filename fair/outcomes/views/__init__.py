"""Pages about what came of meetings."""
