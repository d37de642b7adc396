"""What becomes of a message now, decided without database and clock."""
