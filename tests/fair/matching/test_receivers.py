import pytest

from accounts.signals import organisation_changed
from fair.editions.signals import participations_changed
from fair.exhibitors.signals import product_lines_changed
from fair.matching.models import Change, MatchRun
from fair.sourcing.signals import needs_changed
from tests.factories.editions import ParticipationFactory
from tests.factories.matching import CurrentRunFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signal", "named", "noted"),
    [
        (participations_changed, {"participation_id": 3}, ("", 3, None)),
        (product_lines_changed, {"participation_id": 3, "line_id": 4}, ("supplier", 3, 4)),
        (needs_changed, {"participation_id": 3, "need_id": 4}, ("buyer", 3, 4)),
        (needs_changed, {"participation_id": None}, ("buyer", None, None)),
    ],
)
def test_change_below_is_noted_and_starts_no_run(signal, named, noted):
    run = CurrentRunFactory()

    signal.send(sender=None, edition_id=run.edition_id, **named)

    run.refresh_from_db()
    assert run.stale_since is not None
    assert MatchRun.objects.count() == 1
    change = Change.objects.get()
    assert (change.side, change.participation_id, change.row_id) == noted


@pytest.mark.django_db
def test_changed_organisation_is_noted_where_it_takes_part():
    run = CurrentRunFactory()
    participation = ParticipationFactory(edition=run.edition)
    ParticipationFactory(organisation=participation.organisation)  # an edition never matched
    ParticipationFactory(edition=run.edition)  # somebody else

    organisation_changed.send(sender=None, organisation_id=participation.organisation_id)

    change = Change.objects.get()
    assert (change.edition, change.participation_id) == (run.edition, participation.pk)
