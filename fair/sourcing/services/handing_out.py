"""Hand documents out: marked for their reader, and noted."""

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusals import Refusal
from fair.common.documents import pdf_of, picture_of
from fair.common.isolation import IsolatedFailure, isolated
from fair.common.templatetags.fair_ui import clock, short_day, utc_offset
from fair.common.uploads import ending_of
from fair.sourcing.choices import AccessKind, RefusalReason, Visibility
from fair.sourcing.models import AccessRecord, NdaAcceptance, NeedDocument
from fair.sourcing.models.access_record import new_copy_code
from fair.sourcing.permissions import can_read_details, is_confidential, is_own, is_revoked
from fair.sourcing.selectors import acceptance_of, reader_organisation
from fair.sourcing.services.recording import record

STAMPING = "fair.common.stamping"
PICTURES = frozenset({"png", "jpg", "jpeg"})
# Somebody who presses again and again is noted once in this time.
REFUSED_AGAIN = timedelta(minutes=1)


class CannotHandOut(Refusal):
    """The reader does not get the document."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        RefusalReason.NOT_ACCEPTED: gettext_lazy("The terms of this need are not accepted."),
        RefusalReason.REVOKED: gettext_lazy(
            "The buyer has taken back your company's access to the details of this need."
        ),
    }


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file as one reader gets it."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """What stands on a copy: whose it is, since when, on which terms."""

    title: str
    whose: str
    lines: tuple[str, ...]
    terms: str


def hand_out(document: NeedDocument, *, user: Any, now: datetime) -> HandedOut:
    """Return the document as `user` may have it, who is known to see its need; note it.

    The buyer's own people get the file as it is, and so does everybody where the need is public.
    Others get a copy that says whose it is. Raise CannotHandOut.
    """
    need = document.need
    _check_access(document, user=user, now=now)
    with document.file.open("rb") as file:
        original = file.read()
    if not is_confidential(need) or is_own(user, need):
        return HandedOut(document.filename, original)
    code = new_copy_code()
    marked = _marked(document, original, _copy_for(document, user=user, code=code, now=now))
    _check_access(document, user=user, now=now)  # it may have been taken while the copy was made
    acceptance = acceptance_of(user, need)
    record(
        need,
        AccessKind.DOWNLOADED,
        user=user,
        organisation=reader_organisation(user, need),
        document=document,
        version=acceptance.version if acceptance else None,
        copy_code=code,
        now=now,
    )
    return marked


def _check_access(document: NeedDocument, *, user: Any, now: datetime) -> None:
    need = document.need
    if can_read_details(user, need):
        return
    taken = user.is_authenticated and is_revoked(user, need)
    reason = RefusalReason.REVOKED if taken else RefusalReason.NOT_ACCEPTED
    _note_refusal(document, user=user, reason=reason, now=now)
    raise CannotHandOut(reason)


@transaction.atomic
def _note_refusal(document: NeedDocument, *, user: Any, reason: str, now: datetime) -> None:
    if not user.is_authenticated:
        return
    lately = AccessRecord.objects.filter(
        kind=AccessKind.REFUSED, user=user, document=document, at__gt=now - REFUSED_AGAIN
    )
    if not lately.exists():
        record(
            document.need,
            AccessKind.REFUSED,
            user=user,
            organisation=reader_organisation(user, document.need),
            document=document,
            reason=reason,
            now=now,
        )


def _marked(document: NeedDocument, original: bytes, copy: Copy) -> HandedOut:
    """Mark the file itself where that goes; else lay a sheet beside it that says the same."""
    ending = ending_of(document.filename)
    try:
        if ending == "pdf":
            return HandedOut(document.filename, _stamped(b"pdf", original, copy))
        if ending in PICTURES:
            return HandedOut(document.filename, _stamped(b"picture", original, copy))
    except IsolatedFailure:
        pass  # damaged, locked, huge or made to hurt: it goes as it is, with the sheet
    return _with_notice(document, original, copy)


def _stamped(what: bytes, original: bytes, copy: Copy) -> bytes:
    draw = pdf_of if what == b"pdf" else picture_of
    content = {"title": copy.title, "whose": copy.whose, "lines": copy.lines}
    marks = [draw("watermark", {**content, "part": part}) for part in ("tile", "strip")]
    return isolated(STAMPING, [what, original, *marks])


def _with_notice(document: NeedDocument, original: bytes, copy: Copy) -> HandedOut:
    sheet = pdf_of(
        "notice",
        {
            "title": copy.title,
            "lines": [document.filename, copy.whose, *copy.lines],
            "terms": copy.terms,
            "terms_title": _("The terms"),
            "note": _("This sheet belongs to the file beside it."),
            "fair": str(document.need.participation.edition),
            "as_of": copy.lines[0],
            "link": str(document.need),
        },
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(document.filename, original)
        archive.writestr("NOTICE.pdf", sheet)
    stem = document.filename.rpartition(".")[0] or document.filename
    return HandedOut(f"{stem}.zip", target.getvalue())


def _copy_for(document: NeedDocument, *, user: User, code: str, now: datetime) -> Copy:
    need = document.need
    zone = need.participation.edition.zone
    company = reader_organisation(user, need)
    acceptance = acceptance_of(user, need)
    when = f"{short_day(now.astimezone(zone))} {clock(now, zone)} {utc_offset(now, zone)}"
    words = _("Copy for %(person)s, %(company)s · %(when)s · copy %(code)s")
    whose = {"person": str(user), "company": str(company or ""), "when": when, "code": code}
    return Copy(
        title=_("CONFIDENTIAL"),
        whose=str(company or user),
        lines=(words % whose, _terms_in_words(need.visibility, acceptance)),
        terms=acceptance.text if acceptance else "",
    )


def _terms_in_words(visibility: str, acceptance: NdaAcceptance | None) -> str:
    if acceptance:
        words = _(
            "Under the confidentiality terms, version %(number)s, accepted by %(name)s, %(day)s"
        )
        day = short_day(acceptance.accepted_at)
        name = acceptance.signed_name
        return words % {"number": acceptance.version.number, "name": name, "day": day}
    if visibility == Visibility.INVITED:
        return _("For the invited suppliers only")
    return _("For participants of the fair only")
