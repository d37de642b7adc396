"""A match taken along: as a PDF, and as a message to oneself."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from fair.matching.choices import Verdict
from fair.notifications.models import Notice
from fair.sourcing.choices import Visibility
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.editions import SupplierFactory
from tests.factories.matching import MatchFactory, MatchVerdictFactory, NearMissFactory, item
from tests.factories.sourcing import NdaAcceptanceFactory
from tests.factories.taxonomy import CertificationFactory
from tests.pdf import text_of

pytestmark = pytest.mark.django_db

UNKNOWN = {
    "code": "certificates",
    "state": "unknown",
    "reason": "certificate_unproven",
    "subjects": ["IATF16949"],
}


@pytest.fixture
def match():
    CertificationFactory(code="IATF16949", labels={"en": "IATF 16949"})
    found = MatchFactory(
        need__title={"en": "Housing", "ja": "ハウジング"},
        need__description={"en": "Die cast housing of ADC12"},
        line__title={"vi": "Đúc áp lực nhôm"},
        gates=[UNKNOWN],
    )
    lead = {**item("lead", points=30, status="partly", asked=30, offered=45), "could_add": 7}
    lead["evidence"] = {"need": [{"quote": "ADC12", "start": 20, "end": 25, "code": "X"}]}
    found.explanation["buyer"]["items"] = [lead]
    found.explanation["raise_most"] = ["lead"]
    found.save(update_fields=["explanation"])
    return found


def member_of(participation, **fields):
    user = MembershipFactory(organisation=participation.organisation).user
    User.objects.filter(pk=user.pk).update(**fields)
    user.refresh_from_db()
    return user


def address(match, name):
    arguments = [match.run.edition.slug, match.need.public_id, match.line.public_id]
    return reverse(f"matching:{name}", args=arguments)


def pdf_words(client, user, match):
    client.force_login(user)
    response = client.get(address(match, "match-pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('inline; filename="match-')
    return text_of(response.content)


def send(client, user, match):
    client.force_login(user)
    return client.post(address(match, "match-mail"), follow=True)


SAID = (
    "Housing",
    "Đúc áp lực nhôm",
    "Required certificates: Stated without evidence: IATF 16949.",
    "30 days",
    "45 days",
    "30 of 37",
    "Partly met",
    "Lead time (30 days): +7 points",
    "ADC12",
    "80 of 100 points",
)


def test_file_says_what_the_page_says(client, match):
    text = pdf_words(client, member_of(match.need.participation), match)

    for words in (*SAID, str(match.line.participation), str(match.run.edition)):
        assert "".join(words.split()) in text, words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", "Mức phù hợp với bên mua"),
        ("ja", "ハウジング"),
        ("ko", "Housing"),
        ("zh-hans", "Housing"),
    ],
)
def test_file_is_in_the_readers_language(client, match, language, words):
    with translation.override(language):
        heading = str(translation.gettext("Interest of the supplier"))

    text = pdf_words(client, member_of(match.need.participation, language=language), match)

    assert "".join(words.split()) in text
    assert "".join(heading.split()) in text
    assert "\ufffd" not in text


def test_confidential_demands_are_in_neither_file_nor_message(client, match):
    type(match.need).objects.filter(pk=match.need.pk).update(visibility=Visibility.NDA)
    supplier = member_of(match.line.participation)

    text = pdf_words(client, supplier, match)
    send(client, supplier, match)

    for content in (text, Notice.objects.get().body_text):
        assert "30days" not in "".join(content.split())
        assert "ADC12" not in content
        assert "45days" in "".join(content.split())


@pytest.mark.parametrize("name", ["match-pdf", "match-mail"])
def test_strangers_get_neither(client, match, name):
    for user in (UserFactory(), member_of(SupplierFactory(edition=match.run.edition))):
        client.force_login(user)
        ask = client.get if name == "match-pdf" else client.post
        assert ask(address(match, name)).status_code == 404
    assert Notice.objects.count() == 0


def test_declined_match_is_taken_along_by_its_own_side_only(client, match):
    MatchVerdictFactory(need=match.need, line=match.line, verdict=Verdict.NO)

    assert "Housing" in pdf_words(client, member_of(match.need.participation), match)
    client.force_login(member_of(match.line.participation))
    assert client.get(address(match, "match-pdf")).status_code == 404


def test_near_miss_says_what_is_lacking(client):
    miss = NearMissFactory()

    text = pdf_words(client, member_of(miss.line.participation), miss)

    assert "Whatislacking" in text
    assert "ifnothingwerelacking" in text


def test_message_says_the_same_and_leads_back(client, match, django_capture_on_commit_callbacks):
    buyer = member_of(match.need.participation)

    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, buyer, match)

    assert f"The match is on its way to {buyer.email}." in response.content.decode()
    (message,) = mail.outbox
    assert message.to == [buyer.email]
    assert str(match.line.participation) in message.subject
    for words in SAID:
        assert words in message.body, words
    assert "[ ] Required certificates" in message.body
    assert f"{address(match, 'match-detail')}?side=buyer" in message.body


def test_message_is_in_the_language_of_whom_it_is_for(client, match):
    buyer = member_of(match.need.participation, language="vi")
    client.cookies["django_language"] = "en"

    send(client, buyer, match)

    assert "Mức phù hợp với bên mua" in Notice.objects.get().body_text


def test_message_leaves_once_a_day(client, match):
    buyer, colleague = (member_of(match.need.participation) for _number in range(2))
    for _time in range(2):
        send(client, buyer, match)
    send(client, colleague, match)

    assert sorted(Notice.objects.values_list("to_email", flat=True)) == sorted(
        [buyer.email, colleague.email]
    )


def test_message_leaves_again_once_the_terms_are_accepted(client, match):
    type(match.need).objects.filter(pk=match.need.pk).update(visibility=Visibility.NDA)
    supplier = member_of(match.line.participation)
    send(client, supplier, match)
    NdaAcceptanceFactory(need=match.need, organisation=match.line.participation.organisation)

    send(client, supplier, match)

    told = ["30 days" in notice.body_text for notice in Notice.objects.order_by("id")]
    assert told == [False, True]


def test_names_cannot_break_out_of_the_message(client, match):
    organisation = match.line.participation.organisation
    organisation.legal_name = "A <b>&amp;\nBcc: x@example.org"
    organisation.save(update_fields=["legal_name"])

    send(client, member_of(match.need.participation), match)

    notice = Notice.objects.get()
    assert "\n" not in notice.subject
    assert "A <b>&amp;" in notice.body_text
