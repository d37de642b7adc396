import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from fair.editions.choices import EditionState, Side
from fair.matching import services
from fair.matching.choices import Verdict, VerdictReason
from fair.matching.jobs.refitting import verdict_set
from fair.matching.jobs.texts import edition_texts
from fair.matching.models import Change, MatchRun, TextModelVersion
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import NOON, CurrentRunFactory, MatchVerdictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def judgments(tmp_path):
    """Return a small judged set: each need's words stand in one line."""
    words = ["alpha shaft", "beta gear", "gamma housing", "delta spring", "epsilon seal"]
    content = {
        "needs": [{"id": f"n{at}", "lang": "en", "text": text} for at, text in enumerate(words)],
        "lines": [{"id": f"l{at}", "lang": "en", "text": text} for at, text in enumerate(words)],
        "qrels": {f"n{at}": {f"l{at}": 2} for at in range(len(words))},
    }
    path = tmp_path / "judgments.json"
    path.write_text(json.dumps(content))
    return path


def refit(fair, judgments, capsys):
    call_command("refit_text_model", fair.edition.slug, judgments=[judgments])
    return json.loads(capsys.readouterr().out)


def test_a_candidate_is_kept_and_not_used(small_fair, judgments, capsys):
    figures = refit(small_fair, judgments, capsys)

    assert figures["number"] == 2
    assert figures["after"][judgments.stem]["ndcg@10"] == 1
    assert figures["after"]["verdicts"] == {"needs": 0}
    assert set(figures["before"][judgments.stem]) == set(figures["after"][judgments.stem])
    assert list(TextModelVersion.objects.order_by("number").values_list("number", "is_active")) == [
        (1, True),
        (2, False),
    ]


def test_verdicts_are_learnt_from(small_fair, judgments, capsys):
    for line, verdict in (
        (small_fair.good_line, Verdict.MUST),
        (small_fair.poor_line, Verdict.NO),
    ):
        MatchVerdictFactory(need=small_fair.need, line=line, verdict=verdict, side=Side.BUYER)

    assert refit(small_fair, judgments, capsys)["after"]["verdicts"]["needs"] == 1


def test_a_no_for_other_reasons_says_nothing(small_fair):
    MatchVerdictFactory(
        need=small_fair.need,
        line=small_fair.good_line,
        verdict=Verdict.NO,
        reason=VerdictReason.PRICE,
        side=Side.BUYER,
    )
    needs, lines = edition_texts(small_fair.edition)

    assert verdict_set(small_fair.edition, needs=needs, lines=lines).grades == {}


def test_an_organiser_decides_which_version_is_used(small_fair, judgments, capsys):
    refit(small_fair, judgments, capsys)

    call_command("refit_text_model", small_fair.edition.slug, activate=2)

    assert TextModelVersion.objects.get(is_active=True).number == 2
    assert not Change.objects.exists()  # nothing was matched yet


def test_activated_version_has_everything_matched_again(small_fair, judgments, capsys):
    refit(small_fair, judgments, capsys)
    CurrentRunFactory(edition=small_fair.edition)

    call_command("refit_text_model", small_fair.edition.slug, activate=2)

    assert Change.objects.get().is_of_everything


def test_unknown_editions_and_versions_are_refused(small_fair):
    with pytest.raises(CommandError, match="no edition “nowhere”"):
        call_command("refit_text_model", "nowhere")
    with pytest.raises(CommandError, match="no text model 7"):
        call_command("refit_text_model", small_fair.edition.slug, activate=7)


def test_organiser_lets_a_candidate_count(small_fair, judgments, capsys, client):
    run = CurrentRunFactory(edition=small_fair.edition)
    number = refit(small_fair, judgments, capsys)["number"]
    candidate = TextModelVersion.objects.get(edition=small_fair.edition, number=number)
    organiser = MembershipFactory(
        organisation=small_fair.edition.organiser, user__is_staff=True
    ).user
    client.force_login(organiser)

    answer = client.post(
        reverse("admin:matching_textmodelversion_changelist"),
        {"action": "use", "_selected_action": [candidate.pk]},
    )

    assert answer.status_code == 302
    candidate.refresh_from_db()
    assert (candidate.is_active, candidate.activated_by) == (True, organiser)
    assert Change.objects.get(edition=small_fair.edition).is_of_everything
    assert MatchRun.objects.get(pk=run.pk).stale_since is not None


@pytest.mark.parametrize(
    ("state", "is_active", "code"),
    [
        (EditionState.CLOSED, False, "edition_closed"),
        (EditionState.MATCHING, True, "in_use"),
    ],
)
def test_text_model_that_cannot_be_used(small_fair, state, is_active, code):
    small_fair.edition.state = state
    small_fair.edition.save(update_fields=["state"])
    version = TextModelVersion.objects.create(
        edition=small_fair.edition, number=1, made_at=NOON, is_active=is_active, content={}
    )

    with pytest.raises(services.CannotUseTextModel) as refusal:
        services.use_text_model(version, actor=UserFactory(), now=NOON)

    assert refusal.value.code == code
