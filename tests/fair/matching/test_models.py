import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from fair.editions.choices import EditionState, ParticipationStatus, Side
from fair.matching.choices import RunState, Verdict
from fair.matching.models import Match, MatchRun, MatchVerdict
from fair.sourcing.choices import NeedState, Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import (
    CurrentRunFactory,
    MatchFactory,
    MatchRunFactory,
    MatchVerdictFactory,
    NearMissFactory,
)

pytestmark = pytest.mark.django_db


def member_of(participation):
    return MembershipFactory(organisation=participation.organisation).user


def sees(user):
    return set(Match.objects.visible_to(user))


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_buyer_supplier_organiser_and_superuser_see_a_match():
    match = MatchFactory()

    for user in (
        member_of(match.need.participation),
        member_of(match.line.participation),
        MembershipFactory(organisation=match.run.edition.organiser).user,
        UserFactory(is_superuser=True),
    ):
        assert sees(user) == {match}


def test_strangers_see_none():
    match, other = MatchFactory(), MatchFactory()

    assert sees(AnonymousUser()) == set()
    assert sees(UserFactory()) == set()
    assert sees(member_of(other.need.participation)) == {other}
    assert match not in sees(MembershipFactory(organisation=other.run.edition.organiser).user)


def test_supplier_sees_only_needs_that_it_may_know_of():
    match = MatchFactory(need__visibility=Visibility.INVITED)
    supplier = member_of(match.line.participation)

    assert sees(supplier) == set()

    match.need.invited_organisations.add(match.line.participation.organisation)
    assert sees(supplier) == {match}

    match.need.blocked_organisations.add(match.line.participation.organisation)
    assert sees(supplier) == set()


def test_paused_need_disappears_from_the_supplier_only():
    match = MatchFactory(need__state=NeedState.PAUSED)

    assert sees(member_of(match.line.participation)) == set()
    assert sees(member_of(match.need.participation)) == {match}


def test_participations_that_are_not_approved_see_nothing():
    match = MatchFactory()
    supplier = match.line.participation
    supplier.status = ParticipationStatus.WITHDRAWN
    supplier.save(update_fields=["status"])

    assert sees(member_of(supplier)) == set()
    assert sees(member_of(match.need.participation)) == set()


@pytest.mark.parametrize("decliner", [Side.BUYER, Side.SUPPLIER])
def test_declined_match_stays_with_the_side_that_declined(decliner):
    match = MatchFactory()
    MatchVerdictFactory(need=match.need, line=match.line, side=decliner, verdict=Verdict.NO)

    buyer_sees = match in sees(member_of(match.need.participation))
    supplier_sees = match in sees(member_of(match.line.participation))

    assert (buyer_sees, supplier_sees) == (decliner == Side.BUYER, decliner == Side.SUPPLIER)


def test_draft_edition_shows_matches_to_nobody_but_its_own():
    match = MatchFactory()
    match.run.edition.state = EditionState.DRAFT
    match.run.edition.save(update_fields=["state"])

    assert sees(member_of(match.line.participation)) == set()


def test_current_eligible_and_near():
    match = MatchFactory()
    miss = NearMissFactory(run=match.run)
    old = MatchFactory(run=MatchRunFactory(state=RunState.FINISHED))

    assert set(Match.objects.current()) == {match, miss}
    assert set(Match.objects.eligible()) == {match, old}
    assert set(Match.objects.near_misses()) == {miss}


def test_verdicts_are_seen_by_their_side_and_the_organiser():
    verdict = MatchVerdictFactory(side=Side.SUPPLIER)
    edition = verdict.need.participation.edition

    def seen(user):
        return list(MatchVerdict.objects.visible_to(user))

    assert seen(member_of(verdict.line.participation)) == [verdict]
    assert seen(MembershipFactory(organisation=edition.organiser).user) == [verdict]
    assert seen(UserFactory(is_superuser=True)) == [verdict]
    assert seen(member_of(verdict.need.participation)) == []
    assert seen(AnonymousUser()) == []


def test_runs_are_seen_by_the_organiser_only():
    match = MatchFactory()

    def seen(user):
        return list(MatchRun.objects.visible_to(user))

    assert seen(MembershipFactory(organisation=match.run.edition.organiser).user) == [match.run]
    assert seen(UserFactory(is_superuser=True)) == [match.run]
    assert seen(member_of(match.need.participation)) == []
    assert seen(AnonymousUser()) == []


def test_one_current_and_one_open_run_for_an_edition():
    current = CurrentRunFactory()
    MatchRunFactory(edition=current.edition)

    refused(lambda: CurrentRunFactory(edition=current.edition))
    refused(lambda: MatchRunFactory(edition=current.edition, state=RunState.RUNNING))


def test_only_a_finished_run_is_current():
    refused(lambda: MatchRunFactory(is_current=True))


@pytest.mark.parametrize(
    "changes",
    [
        {"mutual_points": 101},
        {"confidence": 1.1},
        {"eligible": False},
    ],
)
def test_match_that_cannot_be(changes):
    refused(lambda: MatchFactory(**changes))


def test_pair_is_scored_once_in_a_run():
    match = MatchFactory()

    refused(lambda: MatchFactory(run=match.run, need=match.need, line=match.line))
