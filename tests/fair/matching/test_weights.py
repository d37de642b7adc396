"""Weights of an edition: within limits, version by version, back and forth, looked at first."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fair.editions.choices import EditionState, Side
from fair.matching import jobs, services
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.types import Weights
from fair.matching.models import MatchRun, WeightSet
from fair.matching.selectors import weights_of
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import EditionFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import NOON, MatchRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser_client(small_fair, client):
    client.force_login(MembershipFactory(organisation=small_fair.edition.organiser).user)
    return client


def changed(**buyer):
    return {
        "buyer": {**DEFAULT_WEIGHTS.buyer, **buyer},
        "supplier": dict(DEFAULT_WEIGHTS.supplier),
    }


def change(edition, *, based_on=1, **buyer):
    return services.change_weights(
        edition, **changed(**buyer), based_on=based_on, actor=UserFactory(), now=NOON
    )


def test_edition_begins_with_the_standard():
    assert weights_of(EditionFactory()) == DEFAULT_WEIGHTS


def test_changed_weights_count_from_the_next_run_on(small_fair):
    assert change(small_fair.edition, lead=12) == 2

    run = MatchRun.objects.get()
    assert (run.weights["version"], run.weights["buyer"]["lead"]) == ("w2", 12)
    assert weights_of(small_fair.edition).buyer["lead"] == 12


def test_weights_changed_while_a_run_waits_lead_to_another_run(small_fair):
    first = MatchRunFactory(edition=small_fair.edition)
    change(small_fair.edition, lead=12)

    assert jobs.execute_run(first.pk, clock=lambda: NOON)

    [run_id] = jobs.refresh_stale(now=NOON + jobs.REFRESH_AFTER + timedelta(seconds=1))
    assert MatchRun.objects.get(pk=run_id).weights["version"] == "w2"


@pytest.mark.parametrize(("lead", "is_refused"), [(4, False), (12, False), (3, True), (13, True)])
def test_weight_stays_within_half_of_the_standard(lead, is_refused):
    edition = EditionFactory()
    assert DEFAULT_WEIGHTS.buyer["lead"] == 8

    if is_refused:
        with pytest.raises(services.CannotChangeWeights) as refusal:
            change(edition, lead=lead)
        assert refusal.value.code == "out_of_range"
        assert not WeightSet.objects.exists()
    else:
        change(edition, lead=lead)
        assert WeightSet.objects.get().buyer["lead"] == lead


def test_unknown_criterion_is_refused():
    with pytest.raises(services.CannotChangeWeights) as refusal:
        change(EditionFactory(), beauty=5)

    assert refusal.value.code == "unknown_criterion"


def test_weights_of_a_closed_edition_stay():
    with pytest.raises(services.CannotChangeWeights) as refusal:
        change(EditionFactory(state=EditionState.CLOSED), lead=9)

    assert refusal.value.code == "edition_closed"


def test_who_saw_an_older_version_is_told(small_fair):
    change(small_fair.edition, lead=12)

    with pytest.raises(services.CannotChangeWeights) as refusal:
        change(small_fair.edition, lead=10)

    assert refusal.value.code == "changed_meanwhile"


def test_weights_that_count_already_make_no_version(small_fair):
    change(small_fair.edition, lead=12)

    assert change(small_fair.edition, lead=12) == 2
    assert WeightSet.objects.count() == 1


def test_going_back_makes_a_new_version(small_fair):
    change(small_fair.edition, lead=12)
    second = WeightSet.objects.get()
    change(small_fair.edition, based_on=2, lead=5)

    number = services.restore_weights(
        second, edition=small_fair.edition, based_on=3, actor=UserFactory(), now=NOON
    )

    assert number == 4
    assert weights_of(small_fair.edition).buyer["lead"] == 12
    assert WeightSet.objects.get(number=4).copied_from == second


def test_going_back_to_the_standard(small_fair):
    change(small_fair.edition, lead=12)

    services.restore_weights(
        None, edition=small_fair.edition, based_on=2, actor=UserFactory(), now=NOON
    )

    assert weights_of(small_fair.edition).buyer == DEFAULT_WEIGHTS.buyer


def test_preview_names_who_comes_first_instead(small_fair):
    """The slow line becomes the better one where its free capacity counts more than its time."""
    line = PublishedLineFactory(
        participation=small_fair.good_line.participation,
        processes=list(small_fair.good_line.processes.all()),
        tolerance_mm="0.02",
        free_capacity_per_month=200,
        production_lead_days=10,
    )
    line.materials.set(small_fair.good_line.materials.all())
    small_fair.good_line.production_lead_days = 50
    small_fair.good_line.save(update_fields=["production_lead_days"])

    def first(**buyer):
        weights = Weights("w2", **changed(**buyer))
        return jobs.preview_weights(small_fair.edition, weights=weights)

    moved = first(lead=12, capacity=5)
    same = first()

    assert [row.need for row in moved.rows] == [small_fair.need]
    assert moved.rows[0].shift.has_new_first
    assert (moved.kept_percent, moved.is_sample) == (100, False)
    assert moved.preview.mean_change > 0
    assert (same.rows, same.preview.mean_change) == ((), 0.0)


def posted(form, **values):
    return {name: form[name].value() for name in form.fields} | values


def test_organiser_changes_and_restores(small_fair, organiser_client):
    address = reverse("matching:weights", args=[small_fair.edition.slug])
    page = organiser_client.get(address)
    form = page.context["form"]

    answer = organiser_client.post(address, posted(form, **{f"{Side.BUYER}_lead": 10}))

    assert answer.status_code == 302
    assert weights_of(small_fair.edition).buyer["lead"] == 10
    organiser_client.post(reverse("matching:weights-restore", args=[small_fair.edition.slug, 1]))
    assert weights_of(small_fair.edition).buyer["lead"] == 8


def test_wrong_weight_is_named_and_what_was_entered_stays(small_fair, organiser_client):
    address = reverse("matching:weights", args=[small_fair.edition.slug])
    form = organiser_client.get(address).context["form"]

    answer = organiser_client.post(
        address, posted(form, **{f"{Side.BUYER}_lead": 99, f"{Side.BUYER}_size": 5})
    )

    form = answer.context["form"]
    assert list(form.errors) == [f"{Side.BUYER}_lead"]
    assert form[f"{Side.BUYER}_size"].value() == "5"
    assert not WeightSet.objects.exists()


@pytest.mark.parametrize("is_htmx", [True, False])
def test_preview_stores_nothing(small_fair, organiser_client, is_htmx):
    slug = small_fair.edition.slug
    form = organiser_client.get(reverse("matching:weights", args=[slug])).context["form"]

    answer = organiser_client.post(
        reverse("matching:weights-preview", args=[slug]),
        posted(form, **{f"{Side.BUYER}_lead": 12}),
        headers={"HX-Request": "true"} if is_htmx else {},
    )

    assert answer.context["preview"].preview.needs == 1
    assert (b"<html" in answer.content) is not is_htmx
    assert not WeightSet.objects.exists()
