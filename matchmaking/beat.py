"""What happens by the clock, and how often. Times are in seconds."""

SCHEDULE: dict[str, dict[str, object]] = {}
