"""What a participant does next: the way through the fair as a list of steps.

The first step that is open and theirs to take is the next one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from fair.editions.choices import ParticipationStatus
from fair.editions.models import Participation
from fair.portal.selectors.home import ParticipantHome, Progress, SupplierProgress


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `url` leads to where it is taken, None where others take it."""

    title: str
    text: str
    is_done: bool
    url: str | None = None
    action: str = ""
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class ListedStep:
    """A step in its list; `state` is done, next or later."""

    title: str
    text: str
    state: str
    url: str | None
    action: str


def checklist_of(home: ParticipantHome) -> list[ListedStep]:
    """Return the steps of a participant in order."""
    progress = home.progress
    participation = home.participation
    slug = participation.edition.slug
    own = (
        _supplier_steps(progress, slug=slug)
        if isinstance(progress, SupplierProgress)
        else _buyer_steps(progress, slug=slug)
    )
    return _listed(
        [
            _approval(participation),
            _profile(participation.organisation),
            *own,
            _verdicts(home),
            _meetings(home),
        ]
    )


def _listed(steps: Iterable[Step]) -> list[ListedStep]:
    listed: list[ListedStep] = []
    for step in steps:
        is_next = (
            not (step.is_done or step.is_optional)
            and step.url is not None
            and all(earlier.state != "next" for earlier in listed)
        )
        state = "done" if step.is_done else "next" if is_next else "later"
        listed.append(ListedStep(step.title, step.text, state, step.url, step.action))
    return listed


def _approval(participation: Participation) -> Step:
    texts = {
        ParticipationStatus.PENDING: _("The organiser decides; you get an e-mail then."),
        ParticipationStatus.APPROVED: _("You take part."),
        ParticipationStatus.REJECTED: _("The organiser has turned you down: %(reason)s"),
        ParticipationStatus.WITHDRAWN: _("You have withdrawn. Apply again if you want to come."),
    }
    text = texts[ParticipationStatus(participation.status)]
    return Step(
        title=_("Approval by the organiser"),
        text=text % {"reason": participation.status_reason},
        is_done=participation.is_approved,
    )


def _profile(organisation: Organisation) -> Step:
    return Step(
        title=_("Say who you are"),
        text=_("A few sentences and the languages you speak: the others decide by them."),
        is_done=bool(organisation.about and organisation.languages),
        url=reverse("accounts:organisation-edit", args=[organisation.public_id]),
        action=_("Describe the company"),
    )


def _supplier_steps(progress: SupplierProgress, *, slug: str) -> list[Step]:
    steps = [_lines(progress, slug=slug), _certificates(progress, slug=slug)]
    if progress.participation.attends_in_person:
        return [_booth(progress, slug=slug), *steps]
    return steps


def _booth(progress: SupplierProgress, *, slug: str) -> Step:
    booth = progress.registration and progress.registration.booth
    if booth:
        text = _("Your booth: %(booth)s, %(hall)s.") % {"booth": booth, "hall": booth.hall}
    elif progress.registration:
        text = _("Registered; the organiser allots a booth.")
    else:
        text = _("Choose a type and the hall you would like.")
    return Step(
        title=_("Register your booth"),
        text=text,
        is_done=progress.registration is not None,
        url=reverse("exhibitors:registration", args=[slug]),
        action=_("See the registration") if progress.registration else _("Register a booth"),
    )


def _lines(progress: SupplierProgress, *, slug: str) -> Step:
    text = _("Buyers are matched with what you state here: processes, materials, tolerances.")
    if progress.published:
        count = progress.published
        text = ngettext("%(count)d line published.", "%(count)d lines published.", count)
        text %= {"count": count}
    has_lines = progress.in_all > 0
    return Step(
        title=_("Publish your product lines"),
        text=_with_drafts(text, progress.drafts),
        is_done=progress.published > 0,
        url=reverse(f"exhibitors:line-{'list' if has_lines else 'create'}", args=[slug]),
        action=_("See your product lines") if has_lines else _("State a product line"),
    )


def _with_drafts(text: str, drafts: int) -> str:
    if not drafts:
        return text
    more = ngettext("%(count)d is still a draft.", "%(count)d are still drafts.", drafts)
    return f"{text} {more % {'count': drafts}}"


def _certificates(progress: SupplierProgress, *, slug: str) -> Step:
    return Step(
        title=_("State your certificates"),
        text=_("Some needs demand one, such as IATF 16949. Without one you can still be matched."),
        is_done=progress.certificates > 0,
        url=reverse("exhibitors:certificate-list", args=[slug]),
        action=_("Certificates"),
        is_optional=True,
    )


def _buyer_steps(progress: Progress, *, slug: str) -> list[Step]:
    text = _("Suppliers are matched with each need; you choose who may read it.")
    if progress.published:
        count = progress.published
        text = ngettext("%(count)d need published.", "%(count)d needs published.", count)
        text %= {"count": count}
    has_needs = progress.in_all > 0
    return [
        Step(
            title=_("Publish your needs"),
            text=_with_drafts(text, progress.drafts),
            is_done=progress.published > 0,
            url=reverse(f"sourcing:{'own-list' if has_needs else 'need-create'}", args=[slug]),
            action=_("See your needs") if has_needs else _("State a need"),
        )
    ]


def _verdicts(home: ParticipantHome) -> Step:
    slug = home.participation.edition.slug
    if not home.match_count:
        return Step(
            title=_("Choose among your matches"),
            text=_("They appear here once the organiser has run the matching."),
            is_done=False,
        )
    return Step(
        title=_("Choose among your matches"),
        text=_("Mark whom you must meet and whom you do not want to: the plan follows it."),
        is_done=home.progress.verdicts > 0,
        url=reverse("matching:match-list", args=[slug]),
        action=_("Go through the matches"),
    )


def _meetings(home: ParticipantHome) -> Step:
    count = home.meeting_count
    if not count:
        text = _("The organiser plans the meetings and publishes them here.")
        return Step(title=_("Meet"), text=text, is_done=False)
    text = ngettext("%(count)d meeting is planned.", "%(count)d meetings are planned.", count)
    return Step(
        title=_("Meet"),
        text=text % {"count": count},
        is_done=True,
        url=reverse("meetings:agenda", args=[home.participation.edition.slug]),
        action=_("See the agenda"),
    )
