"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit, once per change however many lines it touched; keyword: edition_id.
product_lines_changed = Signal()
