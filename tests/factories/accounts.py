"""People and organisations for tests."""

import factory
from factory.django import DjangoModelFactory

from accounts.choices import Role
from accounts.models import Membership, Organisation, User

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    full_name = factory.Sequence(lambda number: f"Person {number}")
    language = "en"
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    legal_name = factory.Sequence(lambda number: f"Company {number}")
    country = "VN"


class OrganiserOrganisationFactory(OrganisationFactory):
    legal_name = factory.Sequence(lambda number: f"Fair organiser {number}")
    is_organiser = True


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.OWNER
