from fair.conferencing.models.joining import JoinLink, Presence
from fair.conferencing.models.kiosk import Kiosk
from fair.conferencing.models.room import OnlineRoom, OnlineSettings

__all__ = ["JoinLink", "Kiosk", "OnlineRoom", "OnlineSettings", "Presence"]
