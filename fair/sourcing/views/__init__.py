"""Pages of buyers about their needs, and of suppliers who read them."""
