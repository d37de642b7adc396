"""What is done to plans and meetings."""
