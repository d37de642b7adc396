"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent after commit when participations were approved, rejected, withdrawn or changed;
# keywords: edition_id, participation_id (None: many).
participations_changed = Signal()
