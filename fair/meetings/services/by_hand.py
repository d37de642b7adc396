"""Change a plan by hand: move, add, take out and pin meetings, and take each change back.

What was changed by hand is pinned: no later plan touches it.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from fair.meetings.choices import Clash, EditKind
from fair.meetings.models import HandEdit, PlanRun
from fair.meetings.services.books import Book, open_book, pinned
from fair.meetings.services.seatings import CannotEditPlan, Pair, Seating
from fair.meetings.snapshots import Bench

# What taking a change back is to those who were told of it.
BACK = {
    EditKind.MOVED: EditKind.MOVED,
    EditKind.ADDED: EditKind.TAKEN_OUT,
    EditKind.TAKEN_OUT: EditKind.ADDED,
}


@transaction.atomic
def seat_pair(
    run: PlanRun,
    pair: Pair,
    *,
    starts_at: datetime,
    place_id: int | None,
    is_live: bool,
    actor: User | None,
    now: datetime,
) -> HandEdit | None:
    """Move the pair's meeting to a time and place, or give the pair one; without a place, any.

    Return None where nothing changes. Raise CannotEditPlan with every reason against it.
    """
    book = open_book(run, is_live=is_live)
    before = book.read(pair)
    bench = book.bench(pair)
    after = _seated(bench, pair, before, starts_at=starts_at, place_id=place_id)
    if after.is_where(before):
        return None
    kind = EditKind.MOVED if before else EditKind.ADDED
    return _write(book, pair, before, after, kind=kind, actor=actor, now=now)


@transaction.atomic
def take_out(
    run: PlanRun, pair: Pair, *, is_live: bool, actor: User | None, now: datetime
) -> HandEdit:
    """Take the pair's meeting out; no later plan puts it back unless a side asks for it.

    Raise CannotEditPlan where there is none.
    """
    book = open_book(run, is_live=is_live)
    before = book.read(pair)
    if before is None:
        raise CannotEditPlan("no_meeting")
    return _write(book, pair, before, None, kind=EditKind.TAKEN_OUT, actor=actor, now=now)


@transaction.atomic
def pin_pair(
    run: PlanRun, pair: Pair, *, is_pinned: bool, is_live: bool, actor: User | None, now: datetime
) -> HandEdit | None:
    """Pin the pair's meeting or let it go; None where it is so already.

    Raise CannotEditPlan where there is none.
    """
    book = open_book(run, is_live=is_live)
    before = book.read(pair)
    if before is None:
        raise CannotEditPlan("no_meeting")
    if before.is_pinned == is_pinned:
        return None
    kind = EditKind.PINNED if is_pinned else EditKind.LET_GO
    after = pinned(before, is_pinned=is_pinned)
    return _write(book, pair, before, after, kind=kind, actor=actor, now=now)


@transaction.atomic
def undo(edit: HandEdit, *, actor: User | None, now: datetime) -> HandEdit:
    """Take one change back: the meeting is again as it was before.

    Raise CannotEditPlan where the meeting was changed again since, or where its old time or place
    is no longer free.
    """
    if edit.run is None:
        raise CannotEditPlan("not_editable")
    book = open_book(edit.run, is_live=edit.is_live)
    locked = HandEdit.objects.select_for_update(no_key=True).get(pk=edit.pk)
    pair = (locked.buyer_id, locked.supplier_id)
    if locked.undone_at is not None:
        raise CannotEditPlan("undone")
    if book.read(pair) != (Seating.from_json(locked.after) if locked.after else None):
        raise CannotEditPlan("changed_since")
    before = Seating.from_json(locked.before) if locked.before else None
    if before is not None and locked.kind in {EditKind.MOVED, EditKind.TAKEN_OUT}:
        before = _still_possible(book, pair, before)
    book.write(pair, before, actor=actor, now=now)
    locked.undone_at, locked.undone_by = now, actor
    locked.save(update_fields=["undone_at", "undone_by", "updated_at"])
    if locked.told_at is not None and locked.kind in BACK:
        _note_return(book, locked, actor=actor, now=now)
    return locked


def _note_return(book: Book, edit: HandEdit, *, actor: User | None, now: datetime) -> None:
    """Let those who were told of a change hear that it was taken back."""
    HandEdit.objects.create(
        run=book.run,
        edition=book.edition,
        is_live=True,
        schedule_version=book.edition.schedule_version,
        kind=BACK[EditKind(edit.kind)],
        buyer_id=edit.buyer_id,
        supplier_id=edit.supplier_id,
        before=edit.after,
        after=edit.before,
        actor=actor,
        undone_at=now,
        undone_by=actor,
    )


def _seated(
    bench: Bench,
    pair: Pair,
    before: Seating | None,
    *,
    starts_at: datetime,
    place_id: int | None,
) -> Seating:
    """Seat the pair on its bench. Raise CannotEditPlan with every reason against it."""
    clashes = bench.clashes(starts_at, place_id)
    wanted = (before.place,) if before and before.place else ()
    spot = bench.spot(starts_at, place_id, wanted=wanted)
    if clashes or spot is None or bench.wish is None:
        raise clash_refusal(clashes or (Clash.UNKNOWN,))
    wish = bench.wish
    return Seating(
        starts_at=spot.starts_at,
        ends_at=spot.ends_at,
        mode=spot.mode.value,
        place=spot.place,
        buyer_team=bench.team_of(
            pair[0], spot.starts_at, wanted=before.buyer_team if before else None
        ),
        supplier_team=bench.team_of(
            pair[1], spot.starts_at, wanted=before.supplier_team if before else None
        ),
        is_pinned=True,
        value=wish.value,
        is_must=wish.is_must,
        need_ids=wish.need_ids,
        line_ids=wish.line_ids,
        interpreter=bench.interpreter(
            spot.starts_at, wanted=before.interpreter if before else None
        ),
    )


def clash_refusal(clashes: tuple[Clash, ...]) -> CannotEditPlan:
    """Say all that stands in the way."""
    reasons = " ".join(str(clash.label) for clash in dict.fromkeys(clashes))
    return CannotEditPlan("clash", reasons=reasons)


def _still_possible(book: Book, pair: Pair, seating: Seating) -> Seating:
    """Return a seating with an interpreter who is free now, where it needs one.

    Refuse what clashes with others; that the meeting was called off does not count here.
    """
    bench = book.bench(pair, wish=seating.as_wish(pair))
    clashes = bench.clashes(seating.starts_at, seating.place)
    left = tuple(clash for clash in clashes if clash != Clash.PAIR_BLOCKED)
    if left:
        raise clash_refusal(left)
    who = bench.interpreter(seating.starts_at, wanted=seating.interpreter)
    return replace(seating, interpreter=who)


def _write(
    book: Book,
    pair: Pair,
    before: Seating | None,
    after: Seating | None,
    *,
    kind: EditKind,
    actor: User | None,
    now: datetime,
) -> HandEdit:
    book.write(pair, after, actor=actor, now=now)
    return HandEdit.objects.create(
        run=book.run,
        edition=book.edition,
        is_live=book.is_live,
        schedule_version=book.edition.schedule_version if book.is_live else None,
        kind=kind,
        buyer_id=pair[0],
        supplier_id=pair[1],
        before=_json(before),
        after=_json(book.read(pair)),
        actor=actor,
    )


def _json(seating: Seating | None) -> dict[str, object] | None:
    return seating.as_json() if seating else None
