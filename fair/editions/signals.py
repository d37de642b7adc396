"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit when participations were approved, rejected, withdrawn or changed;
# keyword: edition_id.
participations_changed = Signal()
