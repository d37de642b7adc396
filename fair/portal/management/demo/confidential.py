"""Let suppliers read a confidential need of the demo fair, and set up kiosks."""

from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count

from accounts.choices import Role
from accounts.models import Membership, User
from fair.common.documents import pdf_of
from fair.conferencing.models import Kiosk
from fair.conferencing.services.kiosks import set_up_kiosk
from fair.editions.models import Edition
from fair.meetings.models import Meeting
from fair.sourcing.choices import Visibility
from fair.sourcing.models import AccessRecord, ComponentNeed, NeedDocument
from fair.sourcing.selectors import nda_terms_of
from fair.sourcing.services.confidentiality import accept_nda
from fair.sourcing.services.documents import add_document
from fair.sourcing.services.handing_out import hand_out

KIOSKS = ("Góc trực tuyến 1", "Góc trực tuyến 2")
SUPPLIERS = 4
DOWNLOADS = 2  # a second each


@transaction.atomic
def let_suppliers_read(edition: Edition, *, now: datetime) -> int:
    """Have suppliers accept the terms of the need they meet most about; return how many did.

    Doing it twice has no second effect.
    """
    need = (
        ComponentNeed.objects.published()
        .filter(participation__edition=edition, visibility=Visibility.NDA)
        .annotate(meeting_count=Count("meetings"))
        .order_by("-meeting_count", "id")
        .first()
    )
    if need is None or AccessRecord.objects.filter(need__participation__edition=edition).exists():
        return 0
    document = _drawing(need)
    owners = _owners_who_sign(need)
    for number, owner in enumerate(owners):
        accept_nda(
            need,
            organisation=owner.organisation,
            actor=owner.user,
            signed_name=owner.user.full_name or str(owner.organisation),
            text=nda_terms_of(need),
            now=now,
        )
        if number < DOWNLOADS:
            hand_out(document, user=owner.user, now=now)
    return len(owners)


def set_up_kiosks(edition: Edition, *, actor: User) -> int:
    """Put screens up from which exhibitors talk to buyers far away; return how many there are."""
    for name in KIOSKS:
        set_up_kiosk(edition, name=name, participation=None, actor=actor)
    return Kiosk.objects.filter(edition=edition).count()


def _drawing(need: ComponentNeed) -> NeedDocument:
    sheet = {
        "title": str(need),
        "lines": [str(need.participation), "Rev. C", "ISO 2768-mK"],
        "terms": "",
        "terms_title": "",
        "note": "1 : 2",
        "fair": str(need.participation.edition),
        "as_of": "",
        "link": "",
    }
    file = ContentFile(pdf_of("notice", sheet), name="drawing-rev-c.pdf")
    return add_document(need, submission_key=uuid4(), file=file, title="Drawing, rev. C")


def _owners_who_sign(need: ComponentNeed) -> list[Membership]:
    meetings = Meeting.objects.standing().filter(needs=need)
    owners = Membership.objects.filter(
        role=Role.OWNER, organisation__in=meetings.values("supplier__organisation")
    )
    return list(owners.select_related("user", "organisation").order_by("id")[:SUPPLIERS])
