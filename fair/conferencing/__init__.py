"""Online meetings: the room, who is there, and how each person gets in."""
