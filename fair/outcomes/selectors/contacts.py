"""Business cards of partners who share them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.outcomes.engine.types import Card
from fair.outcomes.engine.vcard import vcards
from fair.outcomes.models import ContactConsent
from fair.outcomes.selectors.met import meetings_that_took_place

VCARD = "text/vcard; charset=utf-8"


def is_shared(participation: Participation, *, person: Any) -> bool:
    """Tell whether a person's card can be fetched by the partners met; one query."""
    consents = ContactConsent.objects.standing()
    return consents.filter(participation=participation, user_id=person.pk or 0).exists()


def cards_for(own: Participation, *, now: datetime) -> list[Card]:
    """Return the cards of everybody at the partners of a participant who shares it; two queries."""
    theirs = "supplier" if own.side == Side.BUYER else "buyer"
    met = meetings_that_took_place(now).filter(**{own.side: own}).values(theirs)
    return _cards(ContactConsent.objects.filter(participation__in=met))


def cards_of(partner: Participation) -> list[Card]:
    """Return the cards that people of one company share; two queries."""
    return _cards(ContactConsent.objects.filter(participation=partner))


def as_file(cards: Iterable[Card]) -> bytes:
    """Write cards as a text/vcard file."""
    return vcards(cards).encode()


def _cards(consents: "QuerySet[ContactConsent]") -> list[Card]:
    rows = list(
        consents.filter(pk__in=ContactConsent.objects.standing().values("pk"))
        .select_related("user", "participation__organisation", "participation__edition")
        .order_by("participation__organisation__legal_name", "user__full_name", "id")
    )
    people = Membership.objects.filter(user__in=[row.user_id for row in rows])
    titles = {(each.user_id, each.organisation_id): each.job_title for each in people}
    return [_card(row, titles) for row in rows]


def _card(consent: ContactConsent, titles: dict[tuple[int, int], str]) -> Card:
    person, organisation = consent.user, consent.participation.organisation
    return Card(
        uid=str(consent.public_id),
        name=str(person),
        organisation=organisation.name,
        job_title=titles.get((person.pk, organisation.pk), ""),
        email=person.email,
        phone=person.phone,
        language=person.language.split("-")[0],
        website=organisation.website,
        address=organisation.address,
        note=str(consent.participation.edition),
    )
