"""What is asked of outcomes."""
