"""Display filters of meetings."""

from django import template

from fair.meetings.ical import times_of
from fair.meetings.models import Meeting

register = template.Library()


@register.filter
def all_times(meeting: Meeting) -> str:
    """Write day and time by the fair's clock and, in brackets, by those of who stays away."""
    first, *others = times_of(meeting)
    return f"{first} ({'; '.join(others)})" if others else first
