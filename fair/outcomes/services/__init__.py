"""What is written down after meetings."""
