"""What the rooms of the fair may listen to."""

from django.dispatch import Signal

# Sent after commit when what an organisation states of itself has changed; keyword:
# organisation_id.
organisation_changed = Signal()
