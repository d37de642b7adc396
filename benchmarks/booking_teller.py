"""A worker that tells of what the clients of `benchmarks.booking` do, beside them."""

import time
from multiprocessing.synchronize import Event as EventType
from typing import Any

IDLE_SECONDS = 0.05


def tell_until(stopped: EventType, out: Any) -> None:
    """Tell of every act as the quick queue's worker does; put out how long each waited, in ms."""
    from django.db import connections
    from django.utils import timezone

    from fair.meetings.jobs import tell_news
    from fair.meetings.models import MeetingNews

    connections.close_all()
    waited: list[float] = []
    while True:
        is_last = stopped.is_set()
        rows = list(MeetingNews.objects.order_by("id").values_list("meeting", "created_at")[:50])
        for meeting_id in dict.fromkeys(pk for pk, _at in rows):
            tell_news(meeting_id)
        waited += [(timezone.now() - at).total_seconds() * 1000 for _pk, at in rows]
        if not rows:
            if is_last:
                break
            time.sleep(IDLE_SECONDS)
    out.put(waited)


# Each person's calendar holds exactly the meetings that stand, and each version was told once.
WRONG_CALENDARS = """
    SELECT count(*) FROM meetings_meeting m
    JOIN editions_participation p ON p.id IN (m.buyer_id, m.supplier_id)
    JOIN accounts_membership a ON a.organisation_id = p.organisation_id
    LEFT JOIN meetings_calendarentry c ON c.meeting_id = m.id AND c.user_id = a.user_id
    WHERE (m.state = 'confirmed') <> (c.id IS NOT NULL AND NOT c.is_cancelled)
    OR m.state = 'confirmed' AND c.sequence < m.sequence
"""
UNTOLD = "SELECT count(*) FROM meetings_meetingnews"
