"""The short form after a meeting, notes, and drafts of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.common.undo import done_with_undo
from fair.editions.access import MemberMixin, edition_of
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.outcomes.access import meeting_at_hand
from fair.outcomes.forms import NoteForm, TellForm
from fair.outcomes.models import MeetingNote
from fair.outcomes.selectors.meeting import OwnWords, own_words, rules_of
from fair.outcomes.services import notes
from fair.outcomes.services.ledger import Entry
from fair.outcomes.services.telling import Telling, tell_of_meeting


class TellView(MemberMixin, FormView):
    """Rate a meeting, note something, name the next step; a part of the meeting's page or alone."""

    form_class = TellForm

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def at_hand(self) -> tuple[Meeting, Side]:
        address = self.kwargs
        return meeting_at_hand(
            self.request,
            slug=address["edition_slug"],
            public_id=address["public_id"],
            now=self.now,
        )

    @cached_property
    def words(self) -> OwnWords:
        meeting, side = self.at_hand
        return own_words(meeting, side=side, person=self.request.user)

    def check_access(self) -> None:
        super().check_access()
        self.at_hand  # noqa: B018 - raises Http404 for strangers

    def get_template_names(self) -> list[str]:
        is_part = bool(self.request.headers.get("HX-Request"))
        return ["outcomes/_tell.html" if is_part else "outcomes/tell.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        meeting, _side = self.at_hand
        return {
            **super().get_form_kwargs(),
            "buyer": meeting.buyer,
            "supplier": meeting.supplier,
            "user": self.request.user,
            "today": self.now.astimezone(self.edition.zone).date(),
            "rating": self.words.rating,
        }

    def get_initial(self) -> dict[str, Any]:
        return {"note": self.words.draft}

    def form_valid(self, form: TellForm) -> HttpResponse:
        meeting, side = self.at_hand
        fields = form.entry_fields()
        telling = Telling(
            stars=form.cleaned_data["stars"],
            is_relevant=form.is_relevant,
            note=form.cleaned_data["note"],
            entry=Entry(**fields) if fields else None,
        )
        try:
            tell_of_meeting(
                meeting,
                side=side,
                telling=telling,
                submission_key=form.cleaned_data["submission_key"],
                actor=signed_in(self.request),
                now=self.now,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Thank you, it is saved."))
        return redirect(meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, side = self.at_hand
        args = [self.edition.slug, meeting.public_id]
        pair = [self.edition.slug, meeting.buyer.public_id, meeting.supplier.public_id]
        return super().get_context_data(
            meeting=meeting,
            partner=meeting.supplier if side == Side.BUYER else meeting.buyer,
            words=self.words,
            rules=rules_of(self.edition),
            tell_url=f"{reverse('outcomes:tell', args=args)}?as={side}",
            draft_url=f"{reverse('outcomes:draft', args=args)}?as={side}",
            pair_url=f"{reverse('outcomes:pair', args=pair)}?as={side}",
            **kwargs,
        )


@login_required
@require_POST
def draft(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Keep what is being written; answer with when it was kept."""
    now = timezone.now()
    meeting, side = meeting_at_hand(request, slug=edition_slug, public_id=public_id, now=now)
    form = NoteForm(request.POST)
    kept = None
    if form.is_valid():
        text = form.cleaned_data["note"]
        kept = notes.save_draft(meeting, side=side, author=signed_in(request), text=text, now=now)
    return render(
        request,
        "outcomes/_draft.html",
        {"draft": kept, "zone": meeting.edition.zone, "is_too_long": not form.is_valid()},
    )


@login_required
@require_POST
def remove_note(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Remove a note of one's own company; the page offers to bring it back."""
    note = _own_note(request, edition_slug, public_id)
    notes.remove_note(note, now=timezone.now())
    undo = reverse("outcomes:note-restore", args=[edition_slug, public_id])
    done_with_undo(request, _("The note is removed."), undo_url=undo)
    return redirect(note.meeting)


@login_required
@require_POST
def restore_note(request: HttpRequest, edition_slug: str, public_id: UUID) -> HttpResponse:
    """Bring a removed note back."""
    note = _own_note(request, edition_slug, public_id)
    notes.restore_note(note, now=timezone.now())
    messages.success(request, _("The note is back."))
    return redirect(note.meeting)


def _own_note(request: HttpRequest, slug: str, public_id: UUID) -> MeetingNote:
    edition = edition_of(request, slug=slug)
    rows = MeetingNote.objects.visible_to(request.user).filter(meeting__edition=edition)
    return get_object_or_404(rows.select_related("meeting__edition"), public_id=public_id)
