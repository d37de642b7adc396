"""What happens by the clock, and how often. Times are in seconds."""

SCHEDULE: dict[str, dict[str, object]] = {
    # Mails leave when their transaction ends; this finds those whose task was lost or failed.
    "deliver notices": {
        "task": "fair.notifications.deliver_due",
        "schedule": 10,
        "options": {"expires": 30},
    },
    # Told is once for each version of a meeting, however often this runs.
    "remind of meetings": {
        "task": "fair.meetings.remind_before",
        "schedule": 30,
        "options": {"expires": 30},
    },
    # From 18:00 on the eve of each fair day, by the clock of the fair.
    "remind of the day": {
        "task": "fair.meetings.remind_of_day",
        "schedule": 300,
        "options": {"expires": 300},
    },
    # After the fair, on the days of its waves and by daylight: each person once for each wave.
    "ask what came of meetings": {
        "task": "fair.outcomes.ask_what_came",
        "schedule": 1800,
        "options": {"expires": 1800},
    },
    # A run whose worker died or whose message was lost is taken up again.
    "resume matching": {
        "task": "fair.matching.resume_stale_runs",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Changed needs and lines lead to new matches, a bunch of changes to one run.
    "refresh matches": {
        "task": "fair.matching.refresh_stale",
        "schedule": 300,
        "options": {"expires": 300},
    },
    # The same for plans.
    "resume planning": {
        "task": "fair.meetings.resume_plans",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Meetings changed by hand, a bunch of changes in one message.
    "tell of changes": {
        "task": "fair.meetings.tell_edits",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Who comes to meetings now, and what was booked, moved or called off whose task was lost.
    "tell of meetings": {
        "task": "fair.meetings.tell_waiting_news",
        "schedule": 10,
        "options": {"expires": 10},
    },
    # Requests for meetings: reminders before they expire, and the end of those nobody answers.
    "settle requests": {
        "task": "fair.meetings.settle_requests",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # The same for printed agendas.
    "resume printing": {
        "task": "fair.meetings.resume_papers",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Meetings that took place are closed; time that came free is offered on, or runs out.
    "follow the clock": {
        "task": "fair.attendance.follow_the_clock",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # An upload whose worker died is read again.
    "resume imports": {
        "task": "fair.imports.resume_stale_runs",
        "schedule": 60,
        "options": {"expires": 60},
    },
    # Whoever meets online in half an hour gets a personal way in.
    "send links into online meetings": {
        "task": "fair.conferencing.send_links",
        "schedule": 60,
        "options": {"expires": 60},
    },
}
