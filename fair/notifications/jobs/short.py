"""Deliver short messages to other channels than e-mail."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from fair.notifications.channels import ADAPTERS, Refused, TryLater, enabled
from fair.notifications.choices import Channel, NoticeState
from fair.notifications.engine.leaving import Decision, Load, Message, Step, decide
from fair.notifications.jobs.delivering import FIRST_RETRY, put_aside
from fair.notifications.models import MAX_ATTEMPTS, ChannelAddress, ShortMessage
from fair.notifications.selectors import preferences_of


def deliver_short(message_id: int, *, now: datetime) -> bool:
    """Send a short message if it is due and nobody else is sending it; tell whether it was sent.

    It obeys the person's choices and quiet hours as e-mails do, but is never bundled.
    """
    due = ShortMessage.objects.due(now).filter(pk=message_id)
    due.filter(attempts__gte=MAX_ATTEMPTS).update(state=NoticeState.FAILED, error="gave up")
    message = due.select_related("to__user", "notice").first()
    if message is None:
        return False
    decision = _decision_on(message, now=now)
    if decision.step is not Step.SEND:
        due.update(**put_aside(decision))
        return False
    claimed = due.update(state=NoticeState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    return claimed == 1 and _send(message, now=now)


def due_short_ids(*, now: datetime, limit: int) -> list[int]:
    """Return the ids of the short messages that wait longest, at most `limit`."""
    rows = ShortMessage.objects.due(now).order_by("due_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def _decision_on(message: ShortMessage, *, now: datetime) -> Decision:
    """Say what becomes of a short message; a code is waited for and leaves at once."""
    if message.notice is None:
        return Decision(Step.SEND)
    preferences = preferences_of(message.to.user)
    facts = Message(
        is_urgent=message.notice.is_urgent,
        is_wanted=preferences.wants_kind(message.notice.kind, message.to.channel),
        may_be_bundled=False,
        needed_by=message.notice.needed_by,
        expires_at=message.notice.expires_at,
    )
    return decide(facts, habits=preferences.habits, load=Load(), now=now)


def _send(message: ShortMessage, *, now: datetime) -> bool:
    ours = ShortMessage.objects.filter(pk=message.pk, state=NoticeState.SENDING, claimed_at=now)
    try:
        _hand_over(message)
    except TryLater as error:
        ours.update(**_after_failure(message, error=error, now=now))
        return False
    except Refused as error:
        _give_up(message, error=error, now=now)
        return False
    ours.update(state=NoticeState.SENT, sent_at=now, error="")
    return True


def _hand_over(message: ShortMessage) -> None:
    channel = Channel(message.to.channel)
    if channel not in enabled():
        raise TryLater("the channel is switched off")
    ADAPTERS[channel](message.to.address, message.text, message.public_id)


def _after_failure(message: ShortMessage, *, error: TryLater, now: datetime) -> dict[str, object]:
    """Wait as e-mails do, or as long as the service asks; give up after MAX_ATTEMPTS."""
    attempts = message.attempts + 1
    wait = max(FIRST_RETRY * 2 ** (attempts - 1), error.after or timedelta())
    return {
        "state": NoticeState.FAILED if attempts >= MAX_ATTEMPTS else NoticeState.QUEUED,
        "due_at": now + wait,
        "error": f"{type(error).__name__}: {error}",
    }


@transaction.atomic
def _give_up(message: ShortMessage, *, error: Refused, now: datetime) -> None:
    """Send nothing more to an address that a service refused; its person sees that."""
    ShortMessage.objects.filter(pk=message.pk, state=NoticeState.SENDING, claimed_at=now).update(
        state=NoticeState.FAILED, error=f"Refused: {error}"
    )
    ChannelAddress.objects.filter(pk=message.to_id).update(refused_at=now)
