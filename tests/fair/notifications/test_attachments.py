from datetime import UTC, datetime, timedelta
from email.message import EmailMessage as ParsedMessage
from email.mime.image import MIMEImage

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from fair.notifications import jobs, services
from fair.notifications.choices import Attachment, CalendarPart
from fair.notifications.models import Notice, NoticeAttachment
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PDF = Attachment(name="agenda.pdf", content_type="application/pdf", content=b"%PDF-1.7\n\x00\xff")
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:1@example.com\r\nDTSTAMP:20261125T000000Z\r\nDTSTART:20261126T010000Z\r\n"
    "SUMMARY:Gặp gỡ 商談\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()
INVITATION = CalendarPart(method="REQUEST", content=ICS)


def queue(**fields):
    return services.queue_notice(
        "linh@example.com", kind="test", subject="Hello", body_text="Text", **fields
    )


def delivered(notice, mail_server) -> ParsedMessage:
    assert jobs.deliver(notice.pk, now=datetime.now(UTC) + timedelta(minutes=2))
    return mail_server.messages[-1]


def test_files_leave_with_the_message(mail_server):
    vietnamese = Attachment(name="Lịch gặp.pdf", content_type="application/pdf", content=b"%PDF")

    message = delivered(queue(attachments=[PDF, vietnamese]), mail_server)

    files = [
        (part.get_filename(), part.get_content_type(), part.get_content())
        for part in message.iter_attachments()
    ]
    assert files == [
        ("agenda.pdf", "application/pdf", PDF.content),
        ("Lịch gặp.pdf", "application/pdf", b"%PDF"),
    ]
    assert message.get_body().get_content().strip() == "Text"


def test_calendar_entry_is_an_alternative_and_a_file(mail_server):
    notice = queue(body_html="<p>Text</p>", calendar=INVITATION)

    message = delivered(notice, mail_server)

    text, attached = message.iter_parts()
    assert message.get_content_type() == "multipart/mixed"
    assert text.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in text.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert (attached.get_filename(), attached.get_content()) == ("invite.ics", ICS)
    assert attached.get_content_type() == "application/ics"


def test_calendar_entry_names_its_method_and_one_charset(mail_server):
    message = delivered(queue(calendar=INVITATION), mail_server)

    (entry,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    header = str(entry["Content-Type"]).lower()
    assert header.count("charset") == header.count("method") == 1
    assert (entry.get_param("method"), entry.get_content_charset()) == ("REQUEST", "utf-8")
    assert entry.get_content().splitlines() == ICS.decode().splitlines()


def test_second_attempt_is_the_same_message(mail_server):
    mail_server.answers.append("451 Later")
    notice = queue(calendar=INVITATION, attachments=[PDF])
    jobs.deliver(notice.pk, now=datetime.now(UTC) + timedelta(minutes=1))

    message = delivered(notice, mail_server)

    assert message["Message-ID"] == notice.message_id
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "agenda.pdf",
        "invite.ics",
    ]


def test_asking_twice_keeps_the_files_once():
    for _ in range(2):
        queue(dedupe_key="plan-1", attachments=[PDF], calendar=INVITATION)

    assert NoticeAttachment.objects.count() == 2


def test_files_go_with_their_message():
    queue(attachments=[PDF]).delete()

    assert NoticeAttachment.objects.count() == 0


def test_files_are_seen_by_the_recipient_only():
    user = UserFactory()
    file = queue(recipient=user, attachments=[PDF]).attachments.get()

    assert list(NoticeAttachment.objects.visible_to(user)) == [file]
    assert list(NoticeAttachment.objects.visible_to(UserFactory())) == []


def test_message_has_one_calendar_entry():
    notice = queue(calendar=INVITATION)

    with pytest.raises(IntegrityError, match="notice_calendar_once"):
        NoticeAttachment.of_calendar(notice, INVITATION).save()


def test_library_s_mail_keeps_its_files():
    mail = EmailMessage("Plan", "See there", None, ["a@example.com", "b@example.com"])
    mail.attach("plan.txt", "text", "text/plain")

    mail.send()

    assert [bytes(row.content) for row in NoticeAttachment.objects.all()] == [b"text", b"text"]


@pytest.mark.parametrize(
    ("filename", "complaint"), [(None, "name of a file"), (MIMEImage(b"GIF8", "gif"), "MIME parts")]
)
def test_library_s_mail_with_what_is_no_file_is_refused(filename, complaint):
    mail = EmailMessage("Plan", "See there", None, ["a@example.com"])
    mail.attachments = []
    if filename is None:
        mail.attach(filename, "text", "text/plain")
    else:
        mail.attach(filename)

    with pytest.raises(ValueError, match=complaint):
        mail.send()
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("name", ["", "a/b.pdf", "a\\b.pdf", "a\r\nBcc: x", "a\0.pdf", "x" * 101])
def test_attachment_with_no_name_of_a_file_is_refused(name):
    with pytest.raises(ValueError, match="not the name of a file"):
        Attachment(name=name, content_type="text/plain", content=b"")


@pytest.mark.parametrize("kind", ["", "pdf", "text/plain; charset=x", "text/pl\nain", "Text/Plain"])
def test_attachment_with_no_content_type_is_refused(kind):
    with pytest.raises(ValueError, match="not a content type"):
        Attachment(name="a.pdf", content_type=kind, content=b"")


def test_calendar_entry_with_another_method_is_refused():
    with pytest.raises(ValueError, match="another method than CANCEL"):
        CalendarPart(method="CANCEL", content=ICS)
    with pytest.raises(ValueError, match="not a method"):
        CalendarPart(method="request", content=ICS)


@given(name=st.text(max_size=120), kind=st.text(max_size=40))
def test_no_attachment_s_words_become_headers(name, kind):
    try:
        file = Attachment(name=name, content_type=kind, content=b"x")
    except ValueError:
        return
    mail = EmailMessage("Plan", "Text", "a@example.com", ["b@example.com"])
    mail.attach(file.name, file.content, file.content_type)

    (part,) = mail.message().get_payload()[1:]

    assert set(part.keys()) <= {"Content-Type", "MIME-Version", "Content-Transfer-Encoding"} | {
        "Content-Disposition"
    }
