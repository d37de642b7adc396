"""Texts of a run are read by all its workers together, each once."""

import pytest
from django.db import connection

from fair.matching import jobs
from fair.matching.choices import RunState
from fair.matching.embeddings.readings import text_reader
from fair.matching.embeddings.texts import owned_texts
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.jobs import reading
from fair.matching.jobs.heart import RunLost
from fair.matching.jobs.reading import READINGS, read_together, unread_batches
from fair.matching.models import Match, MatchRun, TextReading
from fair.matching.snapshots import load_inputs
from tests.factories.exhibitors import ProductLineFactory, PublishedLineFactory
from tests.factories.matching import NOON, MatchRunFactory

pytestmark = pytest.mark.django_db


def clock():
    return NOON


@pytest.fixture
def batches_of_one(monkeypatch):
    monkeypatch.setattr(reading, "ROWS_PER_BATCH", 1)


def batches(fair):
    return unread_batches(owned_texts(fair.edition), reader=text_reader())


def read_all(fair, *, beat=lambda: None):
    read_together(batches(fair), reader=text_reader(), now=NOON, beat=beat)


def test_texts_are_dealt_out_by_ranges_of_ids(wordy_fair, batches_of_one):
    PublishedLineFactory()  # of another edition
    ProductLineFactory(participation=wordy_fair.good_line.participation)  # not published
    found = batches(wordy_fair)

    assert [len(batch.texts) for batch in found] == [1, 1, 1, 1]
    assert len({batch.lock_key for batch in found}) == 4


def test_a_run_keeps_what_it_read_and_the_next_reads_nothing(wordy_fair):
    first = MatchRunFactory(edition=wordy_fair.edition)
    assert jobs.execute_run(first.pk, clock=clock)
    kept = set(TextReading.objects.values_list("digest", flat=True))
    assert len(kept) == 8  # readings and weighings
    assert batches(wordy_fair) == []

    second = MatchRunFactory(edition=wordy_fair.edition)
    jobs.execute_run(second.pk, clock=clock)

    assert set(TextReading.objects.values_list("digest", flat=True)) == kept
    hashes = MatchRun.objects.filter(pk__in=[first.pk, second.pk]).values_list("input_hash")
    assert len(set(hashes)) == 1


def test_scores_are_the_same_from_kept_readings(wordy_fair):
    def stored():
        run = MatchRunFactory(edition=wordy_fair.edition)
        jobs.execute_run(run.pk, clock=clock)
        return list(
            Match.objects.order_by("need_id", "line_id").values(
                "need", "line", "nearness", "explanation", "gates"
            )
        )

    stored()  # freezes the model
    from_kept = stored()
    TextReading.objects.all().delete()

    assert load_inputs(wordy_fair.edition, weights=DEFAULT_WEIGHTS).needs[0].text.tokens
    assert stored() == from_kept


def test_a_changed_text_alone_is_read(wordy_fair):
    read_all(wordy_fair)
    wordy_fair.poor_line.title = {"en": "Turning of shafts"}
    wordy_fair.poor_line.save(update_fields=["title"])

    [batch] = batches(wordy_fair)

    assert [own[0].title for own in batch.texts.values()] == ["Turning of shafts"]


def test_help_is_called_to_read_and_then_to_score(wordy_fair, batches_of_one, monkeypatch):
    called = []
    run = MatchRunFactory(edition=wordy_fair.edition)

    jobs.execute_run(
        run.pk, clock=clock, on_shared=lambda run_id, *, chunks: called.append((run_id, chunks))
    )

    assert called == [(run.pk, 4), (run.pk, 2)]


def test_a_helper_reads_and_leaves_before_there_are_chunks(wordy_fair):
    run = MatchRunFactory(edition=wordy_fair.edition, state=RunState.RUNNING, claimed_at=NOON)

    assert not jobs.help_run(run.pk, clock=clock)

    assert batches(wordy_fair) == []
    assert not run.chunks.exists()
    assert MatchRun.objects.get(pk=run.pk).state == RunState.RUNNING


def test_a_batch_that_another_worker_reads_is_waited_for(wordy_fair, batches_of_one):
    """The other dies at it: its connection breaks, and with it the lock."""
    found = batches(wordy_fair)
    other = connection.copy()
    other.set_autocommit(False)
    beats = []

    def beat():
        beats.append(TextReading.objects.count())
        if len(beats) == len(found):
            other.close()

    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [READINGS, found[1].lock_key])
        read_together(found, reader=text_reader(), now=NOON, beat=beat)

    assert beats[:4] == [1, 1, 2, 3]
    assert beats[-1] == TextReading.objects.count() == 4


def test_what_another_worker_read_meanwhile_is_not_read_again(wordy_fair):
    found = batches(wordy_fair)
    read_all(wordy_fair)
    TextReading.objects.update(version="the other's")

    read_together(found, reader=text_reader(), now=NOON, beat=lambda: None)

    assert set(TextReading.objects.values_list("version", flat=True)) == {"the other's"}


def test_a_cancelled_run_stops_reading(wordy_fair, batches_of_one):
    run = MatchRunFactory(edition=wordy_fair.edition)

    def cancel(_run_id, *, chunks):
        MatchRun.objects.filter(pk=run.pk).update(state=RunState.CANCELLED)

    assert not jobs.execute_run(run.pk, clock=clock, on_shared=cancel)

    assert TextReading.objects.count() == 1
    assert MatchRun.objects.get(pk=run.pk).state == RunState.CANCELLED


def test_reading_stops_where_the_beat_does(wordy_fair, batches_of_one):
    def lost():
        raise RunLost

    with pytest.raises(RunLost):
        read_all(wordy_fair, beat=lost)

    assert TextReading.objects.count() == 1
