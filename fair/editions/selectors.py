"""What is asked of editions: the slot grid, days and halls."""

from django.db.models import Count, Prefetch, Q, QuerySet

from fair.common.compiled import CompiledQuery
from fair.common.intervals import Interval, slots
from fair.editions.models import Edition, FairDay, Hall, Session

_SESSIONS = CompiledQuery(
    lambda edition: Session.objects.filter(day__edition=edition).select_related("day")
)


def slots_of(edition: Edition) -> list[Interval]:
    """Return the slots of every session in order of time; one query."""
    found: list[Interval] = []
    for session in _SESSIONS(edition=edition.pk):
        session.day.edition = edition
        found += slots(session.interval, length=edition.slot_length, pause=edition.pause_length)
    return sorted(found)


def days_of(edition: Edition) -> QuerySet[FairDay]:
    """Return the fair days with their sessions in order of time; two queries."""
    sessions = Prefetch("sessions", Session.objects.order_by("opens_at", "id"))
    return edition.days.prefetch_related(sessions).order_by("date", "id")


def halls_of(edition: Edition) -> QuerySet[Hall]:
    """Return the halls with the numbers of their booths and tables in use; one query."""
    booths = Count("booths", filter=Q(booths__is_active=True), distinct=True)
    tables = Count("tables", filter=Q(tables__is_active=True), distinct=True)
    return edition.halls.annotate(booth_count=booths, table_count=tables).order_by("code", "id")
