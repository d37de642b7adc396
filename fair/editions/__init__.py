"""Fair editions, their venue and who takes part."""
