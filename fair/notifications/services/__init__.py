"""Write messages, read them, say how to be told."""

from fair.notifications.services.line import hear_line, make_line_code
from fair.notifications.services.linking import (
    CannotLink,
    confirm_address,
    link_address,
    unlink_address,
)
from fair.notifications.services.preferring import refuse_topic, save_preferences
from fair.notifications.services.reading import mark_all_read, mark_read
from fair.notifications.services.writing import notify, queue_notice, send_again, take_back

__all__ = [
    "CannotLink",
    "confirm_address",
    "hear_line",
    "link_address",
    "make_line_code",
    "mark_all_read",
    "mark_read",
    "notify",
    "queue_notice",
    "refuse_topic",
    "save_preferences",
    "send_again",
    "take_back",
    "unlink_address",
]
