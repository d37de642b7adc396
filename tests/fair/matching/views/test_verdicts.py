import pytest
from django.urls import reverse

from fair.editions.choices import Side
from fair.matching.choices import Verdict, VerdictReason
from fair.matching.models import MatchVerdict
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.matching import MatchFactory, MatchVerdictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return MatchFactory()


def member_of(participation):
    return MembershipFactory(organisation=participation.organisation).user


def address(match):
    arguments = [match.run.edition.slug, match.need.public_id, match.line.public_id]
    return reverse("matching:verdict", args=arguments)


def verdicts():
    return list(MatchVerdict.objects.values_list("side", "verdict", "reason"))


@pytest.mark.parametrize("side", list(Side))
def test_each_side_gives_its_verdict(client, match, side):
    own = match.need.participation if side == Side.BUYER else match.line.participation
    user = member_of(own)
    client.force_login(user)

    response = client.post(address(match), {"side": side, "verdict": "must"})

    assert response.status_code == 302
    assert verdicts() == [(side, Verdict.MUST, "")]
    assert MatchVerdict.objects.get().decided_by == user


def test_without_a_script_the_page_comes_back(client, match):
    client.force_login(member_of(match.need.participation))
    back = f"/{match.run.edition.slug}/matches/?page=2"

    response = client.post(address(match), {"side": "buyer", "verdict": "nice", "next": back})

    assert response["Location"] == back


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", ""])
def test_nobody_is_sent_elsewhere(client, match, elsewhere):
    client.force_login(member_of(match.need.participation))

    response = client.post(address(match), {"side": "buyer", "verdict": "nice", "next": elsewhere})

    own_page = reverse("matching:need-matches", args=[match.run.edition.slug, match.need.public_id])
    assert response["Location"] == own_page


def test_htmx_gets_the_buttons_only(client, match):
    client.force_login(member_of(match.line.participation))

    response = client.post(
        address(match), {"side": "supplier", "verdict": "no"}, headers={"HX-Request": "true"}
    )

    text = response.content.decode()
    assert text.lstrip().startswith("<form")
    assert text.count('aria-pressed="true"') == 1
    assert "Why?" in text


def test_reason_is_kept(client, match):
    client.force_login(member_of(match.need.participation))

    client.post(address(match), {"side": "buyer", "verdict": "no", "reason": "volume"})

    assert verdicts() == [(Side.BUYER, Verdict.NO, VerdictReason.VOLUME)]


def test_pressing_again_withdraws(client, match):
    MatchVerdictFactory(need=match.need, line=match.line, side=Side.BUYER)
    client.force_login(member_of(match.need.participation))

    client.post(address(match), {"side": "buyer", "verdict": ""})

    assert verdicts() == []


@pytest.mark.parametrize(
    "sent", [{}, {"side": "judge", "verdict": "must"}, {"side": "buyer", "verdict": "perhaps"}]
)
def test_what_is_no_verdict_is_refused(client, match, sent):
    client.force_login(member_of(match.need.participation))

    assert client.post(address(match), sent).status_code == 400
    assert verdicts() == []


def test_nobody_speaks_for_the_other_side(client, match):
    client.force_login(member_of(match.line.participation))

    assert client.post(address(match), {"side": "buyer", "verdict": "must"}).status_code == 404
    assert verdicts() == []


def test_organisers_and_strangers_have_no_say(client, match):
    organiser = MembershipFactory(organisation=match.run.edition.organiser).user
    for user in (organiser, UserFactory()):
        client.force_login(user)
        assert client.post(address(match), {"side": "buyer", "verdict": "must"}).status_code == 404
    assert verdicts() == []


def test_visitors_log_in_first(client, match):
    response = client.post(address(match), {"side": "buyer", "verdict": "must"})

    assert response["Location"].startswith("/accounts/login/")
    assert verdicts() == []


def test_only_posts_count(client, match):
    client.force_login(member_of(match.need.participation))

    assert client.get(address(match)).status_code == 405


def htmx(client, url, sent=None):
    return client.post(url, sent or {}, headers={"HX-Request": "true"})


def test_note_is_kept_and_the_reason_only_with_a_no(client, match):
    client.force_login(member_of(match.need.participation))

    client.post(
        address(match),
        {"side": "buyer", "verdict": "must", "reason": "price", "note": "ask for samples"},
    )

    verdict = MatchVerdict.objects.get()
    assert (verdict.reason, verdict.note) == ("", "ask for samples")


def test_undo_brings_back_what_was_said_before(client, match):
    MatchVerdictFactory(
        need=match.need, line=match.line, side=Side.BUYER, verdict=Verdict.NICE, note="first"
    )
    client.force_login(member_of(match.need.participation))
    answer = htmx(client, address(match), {"side": "buyer", "verdict": "no", "reason": "price"})
    undo_url = answer.context["undo_url"]

    undone = htmx(client, undo_url)

    assert undo_url in answer.content.decode().replace("&amp;", "&")
    assert "Taken back." in undone.content.decode()
    verdict = MatchVerdict.objects.get()
    assert (verdict.verdict, verdict.reason, verdict.note) == (Verdict.NICE, "", "first")


def test_undo_of_the_first_word_leaves_none(client, match):
    client.force_login(member_of(match.need.participation))
    answer = htmx(client, address(match), {"side": "buyer", "verdict": "must"})

    htmx(client, answer.context["undo_url"])

    assert verdicts() == []


def test_without_a_script_the_message_takes_it_back(client, match):
    client.force_login(member_of(match.need.participation))

    page = client.post(address(match), {"side": "buyer", "verdict": "no"}, follow=True)

    assert "Undo" in page.content.decode()


def test_undo_of_others_is_not_for_everybody(client, match):
    client.force_login(UserFactory())

    assert htmx(client, f"{address(match)}?side=buyer&verdict=must").status_code == 404
