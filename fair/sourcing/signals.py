"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit, once per change however many needs it touched; keyword: edition_id.
needs_changed = Signal()
