"""What every room may use; no tables."""
