"""The vocabulary that needs and offers share."""
