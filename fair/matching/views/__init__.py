"""Pages of matching: what was found, what one thinks of it, and the organiser's desk."""
