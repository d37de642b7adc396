"""Have the agendas of a whole edition set by a worker."""

from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.common import after_commit
from fair.editions.models import Edition
from fair.meetings.choices import PaperKind
from fair.meetings.models import PaperRun
from fair.meetings.tasks import print_papers


class CannotPrint(Refusal):
    """There is nothing of that kind to print."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "unknown_kind": _("Choose what to print."),
    }


@transaction.atomic
def request_papers(edition: Edition, *, kind: str, language: str, actor: User | None) -> PaperRun:
    """Have a worker set all sheets of `kind` after commit; asking again meanwhile asks once.

    Raise CannotPrint for a kind that there is not.
    """
    if kind not in PaperKind.values:
        raise CannotPrint("unknown_kind")
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    same = PaperRun.objects.filter(edition=edition, kind=kind, language=language)
    earlier = same.active().first()
    if earlier is not None:
        return earlier
    run = PaperRun.objects.create(edition=edition, kind=kind, language=language, requested_by=actor)
    after_commit.enqueue(print_papers, run_id=run.pk)
    return run
