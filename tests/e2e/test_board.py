"""Meetings changed by hand in a real browser: by dragging, and by the keyboard alone."""

from datetime import timedelta

from fair.meetings.models import Meeting
from fair.meetings.services.publishing import publish_plan
from fair.notifications.models import Notice
from tests.e2e.conftest import Visitor
from tests.factories.accounts import MembershipFactory
from tests.factories.meetings import FIRST_SLOT, NOW, SmallFair, ready_plan, small_fair

SLOT = timedelta(minutes=30)


def cell(visitor: Visitor, supplier: object, clock: str):
    """Return a cell of the board with rows of suppliers, by the time over it."""
    row = visitor.page.locator("tr", has=visitor.page.get_by_role("rowheader", name=str(supplier)))
    return row.locator(f"td[data-label='{clock}']")


def at_the_board(visitor: Visitor, fair: SmallFair):
    run = ready_plan(fair)
    visitor.is_signed_in(MembershipFactory(organisation=fair.edition.organiser).user)
    base = f"/{fair.edition.slug}/meetings/plans/{run.public_id}"
    visitor.goes_to(f"{base}/board/?rows=suppliers")
    return run


def starts(run) -> list:
    return list(run.planned_meetings.order_by("supplier").values_list("starts_at", flat=True))


def test_meeting_is_dragged_to_a_free_time_and_back_by_undo(visitor: Visitor):
    fair = small_fair(buyers=1, suppliers=2, state="scheduling")
    run = at_the_board(visitor, fair)
    supplier = fair.suppliers[0]

    cell(visitor, supplier, "09:00").locator(".fm-sitting").drag_to(
        cell(visitor, supplier, "11:30")
    )

    visitor.reads("is moved and pinned.")
    assert starts(run) == [FIRST_SLOT + 5 * SLOT, FIRST_SLOT + SLOT]
    assert cell(visitor, supplier, "11:30").locator(".fm-sitting.fm-pinned").count() == 1
    visitor.presses("Undo")
    visitor.reads("Taken back: the meeting is as it was before.")
    assert starts(run) == [FIRST_SLOT, FIRST_SLOT + SLOT]


def test_moves_on_the_published_plan_are_told_together(visitor: Visitor):
    """The browser asks before the first one only; then one click tells both sides of all."""
    fair = small_fair(buyers=1, suppliers=2, state="scheduling")
    member = MembershipFactory(organisation=fair.buyers[0].organisation).user
    run = at_the_board(visitor, fair)
    publish_plan(run, actor=None, now=NOW)
    Notice.objects.all().delete()
    visitor.page.reload()
    questions: list[str] = []

    def agree(dialog) -> None:
        questions.append(dialog.message)
        dialog.accept()

    visitor.page.on("dialog", agree)
    for supplier, before, after in (
        (fair.suppliers[0], "09:00", "11:30"),
        (fair.suppliers[1], "09:30", "11:00"),
    ):
        cell(visitor, supplier, before).locator(".fm-sitting").drag_to(
            cell(visitor, supplier, after)
        )
        cell(visitor, supplier, after).locator(".fm-sitting.fm-pinned").wait_for()

    assert len(questions) == 1
    visitor.reads("2 changes of the timetable are not told yet.")
    assert Notice.objects.count() == 0
    visitor.presses("Tell them now")
    visitor.reads("1 person is told.")
    assert [notice.to_email for notice in Notice.objects.all()] == [member.email]
    meetings = Meeting.objects.order_by("supplier").values_list("starts_at", flat=True)
    assert list(meetings) == [FIRST_SLOT + 5 * SLOT, FIRST_SLOT + 4 * SLOT]


def test_dragging_onto_another_meeting_is_refused_with_the_reason(visitor: Visitor):
    fair = small_fair(buyers=1, suppliers=2, state="scheduling")
    run = at_the_board(visitor, fair)
    supplier = fair.suppliers[0]

    cell(visitor, supplier, "09:00").locator(".fm-sitting").drag_to(
        cell(visitor, supplier, "09:30")
    )

    visitor.reads("The buyer is in another meeting then.")
    assert starts(run) == [FIRST_SLOT, FIRST_SLOT + SLOT]
    # The browser notes the refusal's status; nothing else may have gone wrong.
    assert [each for each in visitor.troubles if "409" not in each] == []
    visitor.troubles.clear()


def test_dragging_into_the_row_of_somebody_else_is_refused_at_once(visitor: Visitor):
    fair = small_fair(buyers=1, suppliers=2, state="scheduling")
    run = at_the_board(visitor, fair)

    cell(visitor, fair.suppliers[0], "09:00").locator(".fm-sitting").drag_to(
        cell(visitor, fair.suppliers[1], "11:30")
    )

    visitor.reads("Drop it in the row of one of its two companies.")
    assert starts(run) == [FIRST_SLOT, FIRST_SLOT + SLOT]


def test_keyboard_alone_moves_a_meeting(visitor: Visitor):
    fair = small_fair(buyers=1, suppliers=1, state="scheduling")
    run = at_the_board(visitor, fair)
    link = cell(visitor, fair.suppliers[0], "09:00").get_by_role("link")

    link.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/pairs/**")
    visitor.page.get_by_role("radio", name="09:00").focus()
    for _slot in range(3):
        visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("Enter")

    visitor.reads("is moved and pinned.")
    assert starts(run) == [FIRST_SLOT + 3 * SLOT]
