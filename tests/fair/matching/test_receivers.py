import pytest

from fair.editions.signals import participations_changed
from fair.exhibitors.signals import product_lines_changed
from fair.matching.models import MatchRun
from fair.sourcing.signals import needs_changed
from tests.factories.matching import CurrentRunFactory


@pytest.mark.django_db
@pytest.mark.parametrize("signal", [participations_changed, product_lines_changed, needs_changed])
def test_change_below_marks_the_matches_stale_and_starts_nothing(signal):
    run = CurrentRunFactory()

    signal.send(sender=None, edition_id=run.edition_id)

    run.refresh_from_db()
    assert run.stale_since is not None
    assert MatchRun.objects.count() == 1
