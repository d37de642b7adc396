"""Tables of the outbox."""

from fair.notifications.models.attachment import NoticeAttachment
from fair.notifications.models.notice import LEASE, MAX_ATTEMPTS, Notice

__all__ = ["LEASE", "MAX_ATTEMPTS", "Notice", "NoticeAttachment"]
