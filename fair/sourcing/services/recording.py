"""Write the log of a need."""

from datetime import datetime

from accounts.models import Organisation, User
from fair.sourcing.choices import AccessKind
from fair.sourcing.models import AccessRecord, ComponentNeed, NdaVersion, NeedDocument


def record(
    need: ComponentNeed,
    kind: AccessKind,
    *,
    user: User,
    organisation: Organisation | None,
    now: datetime,
    document: NeedDocument | None = None,
    version: NdaVersion | None = None,
    reason: str = "",
    copy_code: str = "",
) -> AccessRecord:
    """Note one act, with the names as they are today; nothing in the log is ever changed."""
    return AccessRecord.objects.create(
        need=need,
        kind=kind,
        reason=reason,
        at=now,
        user=user,
        person_name=str(user),
        organisation=organisation,
        organisation_name=str(organisation or "")[:200],
        document=document,
        document_title=document.title if document else "",
        version=version,
        copy_code=copy_code,
    )
