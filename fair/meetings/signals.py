"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit when one meeting was booked, moved, cancelled, held or missed, whoever did it;
# keywords: meeting_id, change (a MeetingChange).
meeting_changed = Signal()
