"""What texts are worth is worked out once, kept, and taken by whoever comes later."""

from dataclasses import replace

import pytest
from django.db import connection

from fair.matching import jobs
from fair.matching.embeddings.weighings import adopt_kept, digest_of, weigh_and_keep
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.engine.text.types import TextSide
from fair.matching.engine.text.weighed import weighed, weighed_of
from fair.matching.jobs import weighing
from fair.matching.jobs.texts import freeze_text_model
from fair.matching.jobs.weighing import WEIGHINGS, adopt_texts, weigh_together
from fair.matching.models import Match, TextReading
from fair.matching.snapshots import load_inputs
from tests.factories.matching import NOON, MatchRunFactory

pytestmark = pytest.mark.django_db


def clock():
    return NOON


@pytest.fixture
def wordy_fair(wordy_fair):
    """The same with a text model."""
    freeze_text_model(wordy_fair.edition, now=NOON)
    return wordy_fair


def inputs_of(fair):
    return load_inputs(fair.edition, weights=DEFAULT_WEIGHTS)


def weigh(inputs, *, beat=lambda: None):
    weigh_together(inputs, now=NOON, beat=beat)


def known(inputs):
    """Tell of needs and lines which texts the model knows."""
    packer = inputs.rules.text.packer
    return [packer.is_known(need.text, side=TextSide.NEED) for need in inputs.needs], [
        packer.is_known(offer.text, side=TextSide.LINE) for offer in inputs.offers
    ]


def test_every_text_is_weighed_and_kept(wordy_fair):
    inputs = inputs_of(wordy_fair)

    weigh(inputs)

    assert known(inputs) == ([True], [True] * 3)
    kept = {row.digest: weighed_of(bytes(row.content)) for row in TextReading.objects.all()}
    model = inputs.rules.text
    assert len(kept) == 4
    for offer in inputs.offers:
        fresh = weighed(offer.text, model.frame, side=TextSide.LINE)
        assert kept[digest_of(offer.text, model=model)].to_bytes() == fresh.to_bytes()


def test_the_next_worker_takes_what_is_kept(wordy_fair):
    weigh(inputs_of(wordy_fair))
    TextReading.objects.update(version="the other's")
    later = inputs_of(wordy_fair)

    adopt_texts(later)
    assert known(later) == ([True], [True] * 3)
    weigh(inputs_of(wordy_fair))

    assert set(TextReading.objects.values_list("version", flat=True)) == {"the other's"}


def test_kept_weighings_are_what_is_scored_with(wordy_fair):
    """Scores are the same with them, and others where something else was kept."""

    def stored():
        run = MatchRunFactory(edition=wordy_fair.edition)
        jobs.execute_run(run.pk, clock=clock)
        rows = Match.objects.filter(eligible=True).order_by("need_id", "line_id")
        return list(rows.values("need", "line", "nearness", "tie", "explanation"))

    first = stored()
    assert TextReading.objects.count() == 8
    assert stored() == first
    inputs = inputs_of(wordy_fair)
    model = inputs.rules.text
    rows = TextReading.objects.filter(
        digest__in=[digest_of(offer.text, model=model) for offer in inputs.offers]
    )
    need = inputs.needs[0].text
    strange = weighed(need, model.frame, side=TextSide.NEED).to_bytes()
    assert rows.update(content=strange) == 3

    late = inputs_of(wordy_fair)
    assert adopt_kept([late.offers[0].text], side=TextSide.LINE, model=late.rules.text) == []
    [packed] = late.rules.text.packer.packed([late.offers[0].text], side=TextSide.LINE)
    assert packed.worth.tolist() == weighed_of(strange).worth.tolist()


def test_another_text_or_frame_has_another_key(wordy_fair):
    inputs = inputs_of(wordy_fair)
    model = inputs.rules.text
    first, second, _third = (digest_of(offer.text, model=model) for offer in inputs.offers)
    statistics = replace(model.frame.statistics, texts=10_000)
    another = replace(model, frame=replace(model.frame, statistics=statistics))

    assert first != second
    assert digest_of(inputs.offers[0].text, model=another) not in {first, second}


def test_a_need_and_a_line_of_the_same_words_differ(wordy_fair):
    wordy_fair.good_line.title = wordy_fair.need.title
    wordy_fair.good_line.save(update_fields=["title"])
    inputs = inputs_of(wordy_fair)
    model = inputs.rules.text

    assert digest_of(inputs.needs[0].text, model=model) != digest_of(
        inputs.offers[0].text, model=model
    )


def test_a_batch_that_another_worker_weighs_is_waited_for(wordy_fair, monkeypatch):
    monkeypatch.setattr(weighing, "TEXTS_PER_BATCH", 1)
    inputs = inputs_of(wordy_fair)
    model = inputs.rules.text
    batch = weighing.Batch(TextSide.LINE, inputs.offers[1].id, [])
    other = connection.copy()
    other.set_autocommit(False)
    beats = []

    def beat():
        beats.append(TextReading.objects.count())
        if len(beats) == 4:
            other.close()

    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [WEIGHINGS, batch.lock_key(model)])
        weigh(inputs, beat=beat)

    assert beats[:4] == [1, 2, 2, 3]
    assert beats[-1] == 4
    assert known(inputs) == ([True], [True] * 3)


def test_weighing_twice_keeps_one(wordy_fair):
    inputs = inputs_of(wordy_fair)
    text = inputs.offers[0].text
    for _time in range(2):
        weigh_and_keep([text], side=TextSide.LINE, model=inputs.rules.text, version="v", now=NOON)

    assert [row.digest for row in TextReading.objects.all()] == [
        digest_of(text, model=inputs.rules.text)
    ]


def test_without_a_model_there_is_nothing_to_weigh(small_fair):
    weigh(inputs_of(small_fair))

    assert not TextReading.objects.exists()
