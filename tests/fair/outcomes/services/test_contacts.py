"""Business cards are shared by the person they belong to, and by nobody else."""

from datetime import timedelta

import pytest

from fair.outcomes.models import ContactConsent
from fair.outcomes.services import contacts
from fair.outcomes.services.contacts import CannotShare
from tests.fair.outcomes.conftest import NOW

pytestmark = pytest.mark.django_db


def test_shared_once_withdrawn_and_shared_again(met):
    for _twice in range(2):
        contacts.share_contact(met.buyer, person=met.buyer_person, now=NOW)
    assert ContactConsent.objects.standing().count() == 1

    later = NOW + timedelta(hours=1)
    contacts.stop_sharing(met.buyer, person=met.buyer_person, now=later)
    assert not ContactConsent.objects.standing().exists()
    assert ContactConsent.objects.get().withdrawn_at == later

    contacts.share_contact(met.buyer, person=met.buyer_person, now=later)
    assert ContactConsent.objects.standing().count() == 1
    assert ContactConsent.objects.count() == 2


def test_nobody_shares_for_a_company_they_do_not_act_for(met):
    with pytest.raises(CannotShare):
        contacts.share_contact(met.buyer, person=met.supplier_person, now=NOW)
    assert not ContactConsent.objects.exists()


def test_who_leaves_the_company_or_the_site_shares_no_more(met):
    contacts.share_contact(met.buyer, person=met.buyer_person, now=NOW)
    contacts.share_contact(met.supplier, person=met.supplier_person, now=NOW)

    met.buyer_person.memberships.all().delete()
    met.supplier_person.is_active = False
    met.supplier_person.save(update_fields=["is_active"])

    assert not ContactConsent.objects.standing().exists()
