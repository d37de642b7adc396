"""Tell people of what was done to meetings, as a worker does after each commit."""

from fair.meetings.jobs import tell_news
from fair.meetings.models import MeetingNews


def tell_all() -> int:
    """Tell of all that waits, meeting by meeting; return of how many acts."""
    waiting = MeetingNews.objects.order_by("id").values_list("meeting", flat=True)
    return sum(tell_news(meeting_id) for meeting_id in dict.fromkeys(waiting))
