"""Count the changes of the timetable."""

from fair.editions.models import Edition


def bump_schedule(edition: Edition) -> None:
    """Note that the timetable of a locked edition has changed; older drafts are then refused."""
    edition.schedule_version += 1
    edition.save(update_fields=["schedule_version", "updated_at"])
