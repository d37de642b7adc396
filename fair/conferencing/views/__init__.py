"""Pages of online meetings."""
