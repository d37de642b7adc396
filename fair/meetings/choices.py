"""The closed lists of the meetings room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    """What can sit in one meeting at a time."""

    TEAM = "team", _("Team")
    TABLE = "table", _("Meeting table")
    BOOTH = "booth", _("Booth")
    ONLINE_ROOM = "online_room", _("Online room")


class WindowKind(models.TextChoices):
    AVAILABLE = "available", _("Can meet")
    BLOCKED = "blocked", _("Cannot meet")


class MeetingMode(models.TextChoices):
    BOOTH = "booth", _("At the booth")
    TABLE = "table", _("At a meeting table")
    ONLINE = "online", _("Online")


class MeetingState(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    HELD = "held", _("Held")
    NO_SHOW_BUYER = "no_show_buyer", _("Buyer did not come")
    NO_SHOW_SUPPLIER = "no_show_supplier", _("Supplier did not come")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Withdrawn with its plan")

    @classmethod
    def standing(cls) -> "list[MeetingState]":
        """Return the states in which a meeting takes up its time and place."""
        return [cls.CONFIRMED, cls.HELD, cls.NO_SHOW_BUYER, cls.NO_SHOW_SUPPLIER]


class PlanState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Planning")
    READY = "ready", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Replaced by a later plan")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def active(cls) -> "list[PlanState]":
        """Return the states in which a plan is being made."""
        return [cls.QUEUED, cls.RUNNING]


class PlanError(models.TextChoices):
    """Why a plan could not be made, in words that say what to do."""

    NO_SLOTS = "no_slots", _("The edition has no sessions yet: enter its days and sessions first.")
    NO_MATCHES = "no_matches", _("There are no matches yet: run the matching first.")
    INVALID = "invalid", _("The plan did not pass its check, so it was not kept: plan again.")
    GAVE_UP = "gave_up", _("Planning was interrupted several times: plan again.")
    UNEXPECTED = "unexpected", _("Planning failed; the technical log says why.")


class UnplacedCode(models.TextChoices):
    """Why a wish has no meeting; the values are the planning engine's codes."""

    PAIR_BLOCKED = "pair_blocked", _("One of the two does not want this meeting.")
    PAIR_TWICE = "pair_twice", _("The two meet already.")
    NEED_FULL = "need_full", _("The buyer has as many meetings about this need as they want.")
    MODE_IMPOSSIBLE = (
        "mode_impossible",
        _("The two have no way of meeting in common: one comes, the other does not."),
    )
    NO_COMMON_SLOT = "no_common_slot", _("The two are never available at the same time.")
    BUYER_FULL = "buyer_full", _("The buyer has as many meetings as they want.")
    SUPPLIER_FULL = "supplier_full", _("The supplier has as many meetings as they want.")
    BUYER_DAY_FULL = (
        "buyer_day_full",
        _("The buyer has as many meetings as they want on each day both are there."),
    )
    SUPPLIER_DAY_FULL = (
        "supplier_day_full",
        _("The supplier has as many meetings as they want on each day both are there."),
    )
    BUYER_BUSY = "buyer_busy", _("The buyer is in other meetings whenever both are there.")
    SUPPLIER_BUSY = "supplier_busy", _("The supplier is in other meetings whenever both are there.")
    NO_PLACE = "no_place", _("No booth, table or online room is free when both are.")
