"""Requests for meetings: the inbox, one request, the form that asks."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView

from accounts.permissions import signed_in
from accounts.refusals import Refusal
from fair.editions.access import MemberMixin
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.meetings.choices import MeetingMode, RequestTab
from fair.meetings.filters import InboxFilter, RequestFilter
from fair.meetings.forms import AskForm
from fair.meetings.forms.requests import TIME_FIELDS
from fair.meetings.models import MeetingRequest, other_side
from fair.meetings.permissions import can_ask
from fair.meetings.selectors import requests as selectors
from fair.meetings.selectors.free import free_times
from fair.meetings.services import requesting
from fair.meetings.views.answers import answer_context


class RequestListView(MemberMixin, FilterView):
    """The inbox of those who take part: what to answer, what waits, what is settled."""

    filterset_class = InboxFilter
    template_name = "meetings/request_list.html"
    context_object_name = "requests"
    paginate_by = 25
    strict = False

    @cached_property
    def tab(self) -> RequestTab:
        asked = self.request.GET.get("show")
        return RequestTab(asked) if asked in RequestTab.values else RequestTab.ANSWER

    def get_queryset(self) -> QuerySet[MeetingRequest]:
        return selectors.requests_in_tab(self.standing.participations, tab=self.tab)

    def get_filterset(self, filterset_class: Any) -> Any:
        """Offer states to choose from where there are several."""
        filterset = super().get_filterset(filterset_class)
        if self.tab != RequestTab.SETTLED:
            del filterset.form.fields["state"]
        return filterset

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        own = self.standing.participations
        counts = selectors.tab_counts(own)
        return context | {
            "participations": own,
            "rows": selectors.as_seen_by(list(context["page_obj"]), own),
            "tab": self.tab,
            "counts": counts,
            "tabs": [
                {
                    "label": f"{tab.label} ({counts[tab]})",
                    "url": f"?show={tab.value}",
                    "is_current": tab == self.tab,
                }
                for tab in RequestTab
                if tab != RequestTab.DRAFTS or counts[tab] or tab == self.tab
            ],
        }


class RequestDeskView(MemberMixin, FilterView):
    """All requests of the edition, for its organisers to read."""

    filterset_class = RequestFilter
    template_name = "meetings/request_desk.html"
    context_object_name = "requests"
    paginate_by = 50
    strict = False

    def check_access(self) -> None:
        super().check_access()
        if not self.standing.is_organiser:
            raise Http404

    def get_queryset(self) -> QuerySet[MeetingRequest]:
        rows = MeetingRequest.objects.visible_to(self.request.user).filter(edition=self.edition)
        return rows.with_sides().order_by("-sent_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = selectors.as_seen_by(list(context["page_obj"]), ())
        return context | {"rows": rows}


class RequestDetailView(MemberMixin, DetailView):
    """One request: the thread, and what the reader can do next."""

    template_name = "meetings/request_detail.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "asked"

    def get_queryset(self) -> QuerySet[MeetingRequest]:
        rows = MeetingRequest.objects.visible_to(self.request.user).filter(edition=self.edition)
        return rows.with_sides().with_subjects_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = answer_context(self.request, self.object)
        return super().get_context_data(**context, **kwargs)


class AskMixin(MemberMixin, FormView):
    """The form that asks; its second button keeps a draft instead of sending."""

    form_class = AskForm
    template_name = "meetings/request_form.html"
    own: Participation
    partner: Participation
    kwargs: dict[str, Any]

    @property
    def pair(self) -> tuple[Participation, Participation]:
        """The buyer and the supplier."""
        is_buyer = self.own.side == Side.BUYER
        return (self.own, self.partner) if is_buyer else (self.partner, self.own)

    def get_form_kwargs(self) -> dict[str, Any]:
        buyer, supplier = self.pair
        return {
            **super().get_form_kwargs(),
            "ways": selectors.ways_to_meet(buyer, supplier),
            "times": selectors.in_ways(free_times(buyer, supplier, now=timezone.now()), ()),
            "zone": self.edition.zone,
            "needs": selectors.needs_between(buyer, supplier),
            "lines": selectors.lines_of(supplier),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(own=self.own, partner=self.partner, **kwargs)

    def form_valid(self, form: AskForm) -> HttpResponse:
        chosen = form.cleaned_data
        wished = requesting.Wished(
            message=chosen["message"],
            modes=form.chosen_modes,
            times=form.chosen_times,
            needs=tuple(chosen.get("needs", ())),
            lines=tuple(chosen.get("lines", ())),
        )
        try:
            return self._done(wished, key=chosen["submission_key"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)

    def _done(self, wished: requesting.Wished, *, key: Any) -> HttpResponse:
        sides = {"partner": self.partner, "wished": wished, "key": key}
        if "keep" in self.request.POST:
            draft = requesting.keep_draft(self.own, **sides)
            messages.success(self.request, _("Kept as a draft; only your side sees it."))
            return redirect(draft)
        actor = signed_in(self.request)
        request = requesting.ask(self.own, **sides, actor=actor, now=timezone.now())
        if request.is_mutual:
            messages.success(self.request, _("They have asked you, too: so the two of you agree."))
        else:
            text = _("%(partner)s is told, and answers here.")
            messages.success(self.request, text % {"partner": self.partner})
        return redirect(request)


class RequestCreateView(AskMixin):
    """Ask a participant of the other side for a meeting."""

    def check_access(self) -> None:
        super().check_access()
        self.partner = get_object_or_404(
            Participation.objects.visible_to(self.request.user)
            .approved()
            .filter(edition=self.edition)
            .select_related("organisation", "edition"),
            public_id=self.kwargs["public_id"],
        )
        side = other_side(self.partner.side)
        own = [each for each in self.standing.participations if each.side == side]
        wanted = self.request.GET.get("for")
        found = next((each for each in own if str(each.public_id) == wanted), next(iter(own), None))
        if found is None or not can_ask(self.request.user, found):
            raise Http404
        self.own = found

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        known = selectors.request_between([self.own], self.partner, user=request.user)
        return redirect(known) if known else super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Tick what the page was about from which one comes."""
        return {name: self.request.GET.getlist(name) for name in ("needs", "lines")}


class RequestEditView(AskMixin):
    """Go on with a draft."""

    draft: MeetingRequest

    def check_access(self) -> None:
        super().check_access()
        drafts = MeetingRequest.objects.visible_to(self.request.user).filter(edition=self.edition)
        rows = drafts.written_by(self.standing.participations).with_sides()
        rows = rows.select_related("buyer__edition", "supplier__edition")
        self.draft = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        self.own, self.partner = self.draft.asker, self.draft.asked

    def get_initial(self) -> dict[str, Any]:
        times = [each.isoformat() for each in self.draft.times]
        return {
            "message": self.draft.message,
            "modes": [MeetingMode(mode) for mode in self.draft.modes],
            "needs": self.draft.needs.all(),
            "lines": self.draft.lines.all(),
            **dict(zip(TIME_FIELDS, times, strict=False)),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft=self.draft, **kwargs)
