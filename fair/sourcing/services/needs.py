"""Create, change, publish, pause, close, reopen, copy and delete needs."""

from collections.abc import Iterable, Mapping
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
from fair.sourcing.choices import NeedState
from fair.sourcing.models import ComponentNeed, NeedCertification
from fair.sourcing.selectors import completeness_of
from fair.sourcing.signals import needs_changed
from fair.taxonomy.models import Certification

FIELDS, CHOICES = ComponentNeed.STATED_FIELDS, ComponentNeed.STATED_CHOICES
# The certificates asked for are given as two sets; what is in both is required.
REQUIRED = "required_certifications"
PREFERRED = "preferred_certifications"
# A copy is a need of its own: it has no place in the buyer's spreadsheet yet.
COPIED_FIELDS = tuple(name for name in FIELDS if name != "external_key")


class CannotCreateNeed(Refusal):
    """A need cannot be created so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_buyer": _("Only buyers have needs."),
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


class CannotPublishNeed(Refusal):
    """The need cannot be published, or not stay so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "incomplete": _("Add first: %(missing)s."),
        "closed": _("The need is closed. Reopen it first."),
        "not_taking_part": _("Your participation is rejected or withdrawn."),
        "edition_closed": _("The edition is closed."),
    }


class CannotMoveNeed(Refusal):
    """The need cannot be paused, closed, reopened or deleted from its present state."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "not_published": _("Only a published need can be paused."),
        "is_draft": _("A draft has nothing to close. Delete it instead."),
        "not_closed": _("Only a closed need can be reopened."),
        "not_draft": _("Only drafts can be deleted. Close the need instead."),
    }


@transaction.atomic
def create_need(
    participation: Participation, *, submission_key: UUID, values: Mapping[str, Any]
) -> ComponentNeed:
    """Create a draft; a form sent twice, under the same key, makes one.

    `values` holds any of FIELDS, CHOICES, REQUIRED and PREFERRED. Raise CannotCreateNeed.
    """
    if participation.side != Side.BUYER:
        raise CannotCreateNeed("not_buyer")
    fields = {name: values[name] for name in FIELDS if name in values}
    need, is_new = _found_or_created(participation, submission_key, fields)
    if is_new:
        _set_choices(need, values)
        announce_needs_changed(participation, need_id=need.pk)
    return need


@transaction.atomic
def change_need(need: ComponentNeed, *, values: Mapping[str, Any]) -> ComponentNeed:
    """Store what `values` states, any of FIELDS, CHOICES, REQUIRED and PREFERRED.

    Raise CannotPublishNeed("incomplete") where a published need would lose what it needs.
    """
    need = _locked(need)
    changed = [name for name in FIELDS if name in values]
    for name in changed:
        setattr(need, name, values[name])
    need.save(update_fields=[*changed, "updated_at"])
    _set_choices(need, values)
    if need.state == NeedState.PUBLISHED:
        _check_complete(need)
    announce_needs_changed(need.participation, need_id=need.pk)
    return need


@transaction.atomic
def publish_need(need: ComponentNeed, *, now: datetime) -> ComponentNeed:
    """Show a draft or a paused need to those it is for; publishing twice has no second effect.

    Raise CannotPublishNeed.
    """
    need = _locked(need)
    if need.state == NeedState.PUBLISHED:
        return need
    if need.state == NeedState.CLOSED:
        raise CannotPublishNeed("closed")
    participation = need.participation
    if participation.status in {ParticipationStatus.REJECTED, ParticipationStatus.WITHDRAWN}:
        raise CannotPublishNeed("not_taking_part")
    if participation.edition.state == EditionState.CLOSED:
        raise CannotPublishNeed("edition_closed")
    _check_complete(need)
    need.published_at = now
    return _moved(need, NeedState.PUBLISHED)


@transaction.atomic
def pause_need(need: ComponentNeed) -> ComponentNeed:
    """Hide a published need for a while; pausing twice has no second effect.

    Raise CannotMoveNeed.
    """
    need = _locked(need)
    if need.state == NeedState.PAUSED:
        return need
    if need.state != NeedState.PUBLISHED:
        raise CannotMoveNeed("not_published")
    return _moved(need, NeedState.PAUSED)


@transaction.atomic
def close_need(need: ComponentNeed) -> ComponentNeed:
    """End a need: it is sourced or given up; closing twice has no second effect.

    Raise CannotMoveNeed for a draft.
    """
    need = _locked(need)
    if need.state == NeedState.CLOSED:
        return need
    if need.state == NeedState.DRAFT:
        raise CannotMoveNeed("is_draft")
    return _moved(need, NeedState.CLOSED)


@transaction.atomic
def reopen_need(need: ComponentNeed) -> ComponentNeed:
    """Take a closed need up again, paused: its buyer looks it over before publishing it.

    Raise CannotMoveNeed.
    """
    need = _locked(need)
    if need.state != NeedState.CLOSED:
        raise CannotMoveNeed("not_closed")
    return _moved(need, NeedState.PAUSED)


@transaction.atomic
def copy_need(need: ComponentNeed, *, submission_key: UUID) -> ComponentNeed:
    """Make a draft with the same statements, without documents; twice under one key makes one.

    Raise CannotCreateNeed.
    """
    fields = {name: getattr(need, name) for name in COPIED_FIELDS}
    copy, is_new = _found_or_created(need.participation, submission_key, fields)
    if is_new:
        _set_choices(copy, {name: getattr(need, name).all() for name in CHOICES})
        NeedCertification.objects.bulk_create(
            NeedCertification(
                need=copy, certification_id=asked.certification_id, is_required=asked.is_required
            )
            for asked in need.need_certifications.order_by("id")
        )
        announce_needs_changed(need.participation, need_id=copy.pk)
    return copy


@transaction.atomic
def delete_need(need: ComponentNeed) -> None:
    """Delete a draft with its documents. Raise CannotMoveNeed for anything else."""
    need = _locked(need)
    if need.state != NeedState.DRAFT:
        raise CannotMoveNeed("not_draft")
    for document in need.documents.all():
        delete_after_commit(document.file)
    need_id = need.pk
    need.delete()
    announce_needs_changed(need.participation, need_id=need_id)


def announce_needs_changed(participation: Participation, *, need_id: int) -> None:
    """Tell the rooms above, after commit, that a need changed."""
    after_commit.announce(
        needs_changed,
        sender=ComponentNeed,
        edition_id=participation.edition_id,
        participation_id=participation.pk,
        need_id=need_id,
    )


def _found_or_created(
    participation: Participation, submission_key: UUID, fields: Mapping[str, Any]
) -> tuple[ComponentNeed, bool]:
    # The key of the form is the identity of its row, so the database refuses a second one.
    try:
        return participation.needs.get_or_create(public_id=submission_key, defaults=fields)
    except IntegrityError as error:
        raise CannotCreateNeed("form_used") from error


def _set_choices(need: ComponentNeed, values: Mapping[str, Any]) -> None:
    for name in CHOICES:
        if name in values:
            getattr(need, name).set(values[name])
    if REQUIRED in values or PREFERRED in values:
        _set_certifications(
            need, required=values.get(REQUIRED, ()), preferred=values.get(PREFERRED, ())
        )


def _set_certifications(
    need: ComponentNeed, *, required: Iterable[Certification], preferred: Iterable[Certification]
) -> None:
    is_required = {certification.pk: False for certification in preferred}
    is_required |= {certification.pk: True for certification in required}
    need.need_certifications.exclude(certification__in=is_required).delete()
    NeedCertification.objects.bulk_create(
        [
            NeedCertification(need=need, certification_id=pk, is_required=must)
            for pk, must in is_required.items()
        ],
        update_conflicts=True,
        unique_fields=["need", "certification"],
        update_fields=["is_required"],
    )


def _check_complete(need: ComponentNeed) -> None:
    gaps = completeness_of(need).needed
    if gaps:
        missing = ", ".join(str(gap.label) for gap in gaps)
        raise CannotPublishNeed("incomplete", missing=missing)


def _moved(need: ComponentNeed, state: NeedState) -> ComponentNeed:
    need.state = state
    need.save(update_fields=["state", "published_at", "updated_at"])
    announce_needs_changed(need.participation, need_id=need.pk)
    return need


def _locked(need: ComponentNeed) -> ComponentNeed:
    return (
        ComponentNeed.objects.select_for_update(no_key=True, of=("self",))
        .select_related("participation__edition", "participation__organisation")
        .get(pk=need.pk)
    )
