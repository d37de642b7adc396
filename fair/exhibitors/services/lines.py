"""Create, change, publish, withdraw, copy and delete product lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.common import after_commit
from fair.common.uploads import delete_after_commit
from fair.editions.choices import EditionState, ParticipationStatus, Side
from fair.editions.models import Participation
from fair.exhibitors.choices import LineState
from fair.exhibitors.models import ProductLine
from fair.exhibitors.selectors import completeness_of
from fair.exhibitors.signals import product_lines_changed

FIELDS, CHOICES = ProductLine.STATED_FIELDS, ProductLine.STATED_CHOICES
# A copy is a line of its own: it has no place in the supplier's spreadsheet yet.
COPIED_FIELDS = tuple(name for name in FIELDS if name != "external_key")


class CannotCreateLine(Refusal):
    """A product line cannot be created so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_supplier": _("Only suppliers have product lines."),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


class CannotPublishLine(Refusal):
    """The product line cannot be published, or not stay so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "incomplete": _("Add first: %(missing)s."),
        "not_taking_part": _("Your participation is rejected or withdrawn."),
        "edition_closed": _("The edition is closed."),
    }


class CannotDeleteLine(Refusal):
    """The product line cannot be deleted."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_draft": _("Only drafts can be deleted. Withdraw the line instead."),
    }


@transaction.atomic
def create_product_line(
    participation: Participation, *, submission_key: UUID, values: Mapping[str, Any]
) -> ProductLine:
    """Create a draft; a form sent twice, under the same key, makes one.

    `values` holds any of FIELDS and CHOICES. Raise CannotCreateLine.
    """
    if participation.side != Side.SUPPLIER:
        raise CannotCreateLine("not_supplier")
    fields = {name: values[name] for name in FIELDS if name in values}
    line, is_new = _found_or_created(participation, submission_key, fields)
    if is_new:
        _set_choices(line, values)
        announce_lines_changed(participation, line_id=line.pk)
    return line


@transaction.atomic
def change_product_line(line: ProductLine, *, values: Mapping[str, Any]) -> ProductLine:
    """Store what `values` states, any of FIELDS and CHOICES; the rest stays.

    Raise CannotPublishLine("incomplete") where a published line would lose what it needs.
    """
    line = _locked(line)
    changed = [name for name in FIELDS if name in values]
    for name in changed:
        setattr(line, name, values[name])
    line.save(update_fields=[*changed, "updated_at"])
    _set_choices(line, values)
    if line.state == LineState.PUBLISHED:
        _check_complete(line)
    announce_lines_changed(line.participation, line_id=line.pk)
    return line


@transaction.atomic
def publish_product_line(line: ProductLine, *, now: datetime) -> ProductLine:
    """Let others see the line and matching use it; publishing twice has no second effect.

    Raise CannotPublishLine.
    """
    line = _locked(line)
    if line.state == LineState.PUBLISHED:
        return line
    participation = line.participation
    if participation.status in {ParticipationStatus.REJECTED, ParticipationStatus.WITHDRAWN}:
        raise CannotPublishLine("not_taking_part")
    if participation.edition.state == EditionState.CLOSED:
        raise CannotPublishLine("edition_closed")
    _check_complete(line)
    line.state = LineState.PUBLISHED
    line.published_at = now
    line.save(update_fields=["state", "published_at", "updated_at"])
    announce_lines_changed(participation, line_id=line.pk)
    return line


@transaction.atomic
def withdraw_product_line(line: ProductLine) -> ProductLine:
    """Hide a published line from others; any other line stays as it is."""
    line = _locked(line)
    if line.state == LineState.PUBLISHED:
        line.state = LineState.WITHDRAWN
        line.save(update_fields=["state", "updated_at"])
        announce_lines_changed(line.participation, line_id=line.pk)
    return line


@transaction.atomic
def copy_product_line(line: ProductLine, *, submission_key: UUID) -> ProductLine:
    """Make a draft with the same statements, without photos; twice under one key makes one.

    Raise CannotCreateLine.
    """
    fields = {name: getattr(line, name) for name in COPIED_FIELDS}
    copy, is_new = _found_or_created(line.participation, submission_key, fields)
    if is_new:
        _set_choices(copy, {name: getattr(line, name).all() for name in CHOICES})
        announce_lines_changed(line.participation, line_id=copy.pk)
    return copy


@transaction.atomic
def delete_product_line(line: ProductLine) -> None:
    """Delete a draft with its photos. Raise CannotDeleteLine for anything else."""
    line = _locked(line)
    if line.state != LineState.DRAFT:
        raise CannotDeleteLine("not_draft")
    for photo in line.photos.all():
        delete_after_commit(photo.image)
    line_id = line.pk
    line.delete()
    announce_lines_changed(line.participation, line_id=line_id)


def announce_lines_changed(participation: Participation, *, line_id: int | None = None) -> None:
    """Tell the rooms above, after commit, that a line changed, or all lines of a supplier."""
    after_commit.announce(
        product_lines_changed,
        sender=ProductLine,
        edition_id=participation.edition_id,
        participation_id=participation.pk,
        line_id=line_id,
    )


def _found_or_created(
    participation: Participation, submission_key: UUID, fields: Mapping[str, Any]
) -> tuple[ProductLine, bool]:
    # The key of the form is the identity of its row, so the database refuses a second one.
    try:
        return participation.product_lines.get_or_create(public_id=submission_key, defaults=fields)
    except IntegrityError as error:
        raise CannotCreateLine("form_used") from error


def _set_choices(line: ProductLine, values: Mapping[str, Any]) -> None:
    for name in CHOICES:
        if name in values:
            getattr(line, name).set(values[name])


def _check_complete(line: ProductLine) -> None:
    gaps = completeness_of(line).needed
    if gaps:
        missing = ", ".join(str(gap.label) for gap in gaps)
        raise CannotPublishLine("incomplete", missing=missing)


def _locked(line: ProductLine) -> ProductLine:
    return (
        ProductLine.objects.select_for_update(no_key=True, of=("self",))
        .select_related("participation__edition", "participation__organisation")
        .get(pk=line.pk)
    )
