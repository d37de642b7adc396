"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit, once per change however many needs it touched; keywords: edition_id,
# participation_id (None: needs of many buyers), need_id (None: all needs of the buyer).
needs_changed = Signal()
