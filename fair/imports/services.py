"""Upload a spreadsheet, take it in once it is checked, or throw it away."""

import time
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.editions.models import Edition
from fair.imports.choices import ImportKind, ImportPhase, ImportState
from fair.imports.jobs import execute_import
from fair.imports.models import ImportRun
from fair.imports.tasks import run_import

LOOK_EVERY_SECONDS = 0.2


class CannotTakeIn(Refusal):
    """The file cannot be taken in."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_checked": _("The file is not checked yet, or was taken in already."),
        "has_errors": _("Mend the errors in the file and upload it again; nothing was taken in."),
        "another_runs": _("Another import is being taken in; wait until it is done."),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file and what is to be done with its new rows."""

    kind: ImportKind
    file: File
    approves: bool = True
    invites: bool = False


@transaction.atomic
def request_check(
    edition: Edition, *, upload: Upload, actor: User | None, submission_key: UUID
) -> ImportRun:
    """Keep the uploaded file and have a worker check it after commit.

    A form sent twice, under the same key, keeps one.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    earlier = edition.imports.filter(public_id=submission_key).first()
    if earlier is not None:
        return earlier
    run = keep_upload(edition, upload=upload, actor=actor, public_id=submission_key)
    after_commit.enqueue(run_import, run_id=run.pk)
    return run


def keep_upload(
    edition: Edition, *, upload: Upload, actor: User | None, public_id: UUID | None = None
) -> ImportRun:
    """Keep the uploaded file; it waits for whoever checks it first."""
    return ImportRun.objects.create(
        public_id=public_id or uuid4(),
        edition=edition,
        kind=upload.kind,
        file=upload.file,
        filename=str(upload.file.name or "")[:200],
        approves=upload.approves,
        invites=upload.invites,
        requested_by=actor,
    )


@transaction.atomic
def request_take_in(run: ImportRun) -> None:
    """Have a worker take a checked file in after commit; asking twice takes it in once.

    Raise CannotTakeIn as `queue_take_in` does.
    """
    queue_take_in(run)
    after_commit.enqueue(run_import, run_id=run.pk)


@transaction.atomic
def queue_take_in(run: ImportRun) -> None:
    """Let a checked file wait for whoever takes it in first.

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


def run_here(run: ImportRun) -> ImportRun:
    """Do what the run waits for in this process, or wait for the worker that was quicker.

    Return the run as it then is.
    """
    execute_import(run.pk)
    run.refresh_from_db()
    while run.is_active:
        time.sleep(LOOK_EVERY_SECONDS)
        run.refresh_from_db()
    return run


def discard(run: ImportRun) -> None:
    """Throw a file away that was not taken in; discarding twice has no second effect."""
    ImportRun.objects.filter(pk=run.pk).exclude(state=ImportState.IMPORTED).update(
        state=ImportState.DISCARDED
    )
