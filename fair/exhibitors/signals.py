"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit, once per change however many lines it touched; keywords: edition_id,
# participation_id (None: lines of many suppliers), line_id (None: all lines of the supplier).
product_lines_changed = Signal()
