"""A supplier's registration for a booth."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from fair.exhibitors.forms import BoothForm
from fair.exhibitors.models import BoothRegistration
from fair.exhibitors.selectors import hall_plans
from fair.exhibitors.services import booths
from fair.exhibitors.views.workspace import SupplierMixin


class RegistrationView(SupplierMixin, FormView):
    """Wish for a type of booth and a hall; see the allotted booth on the floor plan."""

    form_class = BoothForm
    template_name = "exhibitors/registration_edit.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        registration = BoothRegistration.objects.filter(participation=self.participation).first()
        return {
            **super().get_form_kwargs(),
            "edition": self.edition,
            "instance": registration or BoothRegistration(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        registration = context["form"].instance
        plans = hall_plans(self.edition, own=self.participation)
        own_plans = [p for p in plans if any(place.is_own for place in p.booths)]
        return {
            **context,
            "registration": registration if registration.pk else None,
            "plans": own_plans or plans,
            "is_open": self.edition.is_open_for_registration,
        }

    def form_valid(self, form: BoothForm) -> HttpResponse:
        if not self.can_edit:
            raise Http404
        try:
            booths.register_booth(self.participation, **form.cleaned_data)
        except booths.CannotRegisterBooth as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Your wishes are saved. The organiser allots the booth."))
        url = reverse("exhibitors:registration", args=[self.edition.slug])
        return redirect(f"{url}?for={self.participation.public_id}")
