"""What happens by the clock, and how often. Times are in seconds."""

SCHEDULE: dict[str, dict[str, object]] = {
    # Mails leave when their transaction ends; this finds those whose task was lost or failed.
    "deliver notices": {
        "task": "fair.notifications.deliver_due",
        "schedule": 10,
        "options": {"expires": 30},
    },
}
