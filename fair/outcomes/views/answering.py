"""The page that a link in a mail leads to: it shows what will be noted, and notes it on a click."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.refusals import Refusal
from fair.editions.access import edition_of
from fair.outcomes.choices import Answer, StepKind
from fair.outcomes.forms import AnswerForm
from fair.outcomes.models import AskedPair
from fair.outcomes.selectors import answering
from fair.outcomes.services.answering import answer_question
from fair.outcomes.services.ledger import Entry


@method_decorator(never_cache, name="dispatch")
class AnswerView(FormView):
    """Answer for one partner without signing in; opening the page changes nothing."""

    template_name = "outcomes/answer.html"
    form_class = AnswerForm
    asked: AskedPair
    kind: StepKind | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        edition = edition_of(request, slug=kwargs["edition_slug"])
        found = answering.read_token(kwargs["token"])
        if found is None or found[0].prompt.edition_id != edition.pk:
            raise Http404
        self.asked, answer = found
        self.kind = None if answer == Answer.NOTHING else StepKind(answer)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.kind}

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        today = self.now.astimezone(self.asked.prompt.edition.zone).date()
        fields = form.entry_fields()
        entry = Entry(**fields, happened_on=today) if fields else None
        try:
            answer_question(self.asked, entry=entry, now=self.now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        return redirect(self.request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            edition=self.asked.prompt.edition,
            asked=self.asked,
            own=answering.own_side_of(self.asked),
            partner=answering.partner_of(self.asked),
            kind=self.kind,
            **kwargs,
        )
