"""What matching asks of the rooms above."""

from django.dispatch import Signal

# Sent with `organisation_id`; receivers return the ids of the organisations it has met.
partners_asked = Signal()
