"""What is done to editions, their venue and participations."""
