"""The day itself: who is there, who is late, who did not come, and what comes of the time."""
