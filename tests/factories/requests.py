"""Requests for meetings for tests."""

from datetime import timedelta
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from fair.editions.choices import Side
from fair.meetings.choices import RequestAct, RequestState
from fair.meetings.models import MeetingRequest, RequestStep
from tests.factories.editions import BuyerFactory, EditionFactory, SupplierFactory
from tests.factories.meetings import NOW


class RequestFactory(DjangoModelFactory):
    """A buyer has asked a supplier, who has three days to answer; without the thread's steps."""

    class Meta:
        model = MeetingRequest

    edition = factory.SubFactory(EditionFactory)
    buyer = factory.SubFactory(BuyerFactory, edition=factory.SelfAttribute("..edition"))
    supplier = factory.SubFactory(SupplierFactory, edition=factory.SelfAttribute("..edition"))
    asked_by = Side.BUYER
    state = RequestState.SENT
    awaits = Side.SUPPLIER
    message = "We would like to see your press shop."
    sent_at = turn_since = NOW
    answer_by = NOW + timedelta(days=3)


class DraftRequestFactory(RequestFactory):
    """A request that a buyer has not sent yet."""

    state = RequestState.DRAFT
    awaits = ""
    sent_at = turn_since = answer_by = None


class SettledRequestFactory(RequestFactory):
    """A request that was declined, or whatever `state` says."""

    state = RequestState.DECLINED
    awaits = ""
    settled_at = NOW


class RequestStepFactory(DjangoModelFactory):
    class Meta:
        model = RequestStep

    request = factory.SubFactory(RequestFactory)
    number = 1
    act = RequestAct.SEND
    side = Side.BUYER
    at = NOW
    key = factory.LazyFunction(uuid4)
