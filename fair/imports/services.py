"""Upload a spreadsheet, take it in once it is checked, or throw it away."""

from typing import Any, ClassVar

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.models import Edition
from fair.imports.choices import ImportKind, ImportPhase, ImportState
from fair.imports.models import ImportRun
from fair.imports.tasks import run_import


class CannotTakeIn(Refusal):
    """The file cannot be taken in."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_checked": _("The file is not checked yet, or was taken in already."),
        "has_errors": _("Mend the errors in the file and upload it again; nothing was taken in."),
        "another_runs": _("Another import is being taken in; wait until it is done."),
    }


@transaction.atomic
def request_check(
    edition: Edition,
    *,
    kind: ImportKind,
    file: File,
    actor: User | None,
    approves: bool = True,
    invites: bool = False,
) -> ImportRun:
    """Keep the uploaded file and have it checked after commit."""
    run = ImportRun.objects.create(
        edition=edition,
        kind=kind,
        file=file,
        filename=str(file.name or "")[:200],
        approves=approves,
        invites=invites,
        requested_by=actor,
    )
    _run_after_commit(run)
    return run


@transaction.atomic
def request_take_in(run: ImportRun) -> None:
    """Have a checked file taken in after commit; asking twice takes it in once.

    Raise CannotTakeIn where it is not checked, has errors, or while another is taken in.
    """
    locked = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state != ImportState.CHECKED:
        raise CannotTakeIn("not_checked")
    if locked.figures.get("errors"):
        raise CannotTakeIn("has_errors")
    try:
        with transaction.atomic():
            ImportRun.objects.filter(pk=run.pk).update(
                state=ImportState.QUEUED, phase=ImportPhase.TAKE_IN, attempts=0, progress_done=0
            )
    except IntegrityError as error:
        raise CannotTakeIn("another_runs") from error
    _run_after_commit(run)


def discard(run: ImportRun) -> None:
    """Throw a file away that was not taken in; discarding twice has no second effect."""
    ImportRun.objects.filter(pk=run.pk).exclude(state=ImportState.IMPORTED).update(
        state=ImportState.DISCARDED
    )


def _run_after_commit(run: ImportRun) -> None:
    def enqueue() -> None:
        run_import.delay(run_id=run.pk)

    # Robust: with the broker down the run stays queued and the next sweep takes it up.
    transaction.on_commit(enqueue, robust=True)
