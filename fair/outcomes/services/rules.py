"""What an organiser decides about outcomes."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.models import Edition
from fair.outcomes.models import MeetingRating, OutcomeRules, ReferenceRate


class CannotSetRules(Refusal):
    """The rules cannot be set so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "rated_already": _(
            "Participants have rated in the belief that nobody sees their single ratings. It can "
            "be switched on for the next edition."
        ),
        "rate_without_currency": _("Choose the currency into which the rates convert."),
    }


@transaction.atomic
def set_rules(
    edition: Edition,
    *,
    shows_single_ratings: bool,
    asks_later: bool,
    reference_currency: str,
    rates: Mapping[str, Decimal],
    as_of: date,
    actor: User,
) -> OutcomeRules:
    """Store an edition's rules and its rates; a rate that is left out is removed.

    A rate that stays as it is keeps its date. Raise CannotSetRules.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    rules, _created = OutcomeRules.objects.get_or_create(edition=edition)
    has_ratings = MeetingRating.objects.filter(meeting__edition=edition).exists()
    if shows_single_ratings and not rules.shows_single_ratings and has_ratings:
        raise CannotSetRules("rated_already")
    if rates and not reference_currency:
        raise CannotSetRules("rate_without_currency")
    if rules.reference_currency != reference_currency:
        rules.rates.all().delete()  # they converted into another currency
    rules.shows_single_ratings = shows_single_ratings
    rules.asks_later = asks_later
    rules.reference_currency = reference_currency
    rules.save(update_fields=["shows_single_ratings", "asks_later", "reference_currency"])
    _set_rates(rules, rates=rates, as_of=as_of, actor=actor)
    return rules


def _set_rates(
    rules: OutcomeRules, *, rates: Mapping[str, Decimal], as_of: date, actor: User
) -> None:
    wanted = {code: rate for code, rate in rates.items() if code != rules.reference_currency}
    rules.rates.exclude(currency__in=wanted).delete()
    known = dict(rules.rates.values_list("currency", "rate"))
    for code, rate in wanted.items():
        if known.get(code) != rate:
            ReferenceRate.objects.update_or_create(
                rules=rules,
                currency=code,
                defaults={"rate": rate, "as_of": as_of, "entered_by": actor},
            )
