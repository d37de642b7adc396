"""The board of a plan, and its meetings changed by hand one by one."""

from datetime import timedelta

import pytest

from fair.meetings.choices import Clash, PlanKind, PlanState
from fair.meetings.models import HandEdit, Meeting, PlanRun
from fair.meetings.services.publishing import publish_plan
from tests.factories.editions import BuyerFactory, HallFactory, SupplierFactory
from tests.factories.meetings import FIRST_SLOT, NOW, ready_plan, small_fair
from tests.fair.meetings.views.conftest import People, client_of, query_count

DAY = "2027-09-15"


@pytest.fixture
def run(people: People) -> PlanRun:
    return ready_plan(people.fair)


def plan_url(people: People, run: PlanRun, page: str = "") -> str:
    return f"{people.base}plans/{run.public_id}/{page}"


def pair_url(people: People, run: PlanRun, page: str = "", *, supplier: int = 0) -> str:
    buyer, seller = people.fair.buyers[0].public_id, people.fair.suppliers[supplier].public_id
    return plan_url(people, run, f"pairs/{buyer}/{seller}/{page}")


def time_of(number: int) -> str:
    return f"{FIRST_SLOT + (number - 1) * timedelta(minutes=30):%Y-%m-%dT%H:%M}Z"


def board(people: People, run: PlanRun, query: str = ""):
    return people.organiser.get(plan_url(people, run, f"board/{query}")).context


def filled(context) -> list[tuple[str, list[str]]]:
    """Return what stands in the rows of a board, with the time of each meeting."""
    return [
        (
            row.label,
            [f"{cell.starts_at:%H:%M} {s.supplier}" for cell in row.cells for s in cell.sittings],
        )
        for row in context["page_obj"]
    ]


@pytest.mark.parametrize("subpage", ["board/", "changes/", "PAIR", "PAIRfree/"])
def test_pages_are_for_organisers(people, run, subpage):
    url = (
        pair_url(people, run, subpage.removeprefix("PAIR"))
        if subpage.startswith("PAIR")
        else plan_url(people, run, subpage)
    )

    for client in (people.owner, people.colleague, people.supplier, people.stranger):
        assert client.get(url).status_code == 404
    assert people.anonymous.get(url).status_code == 302
    assert people.organiser.get(url).status_code == 200


@pytest.mark.parametrize("action", ["seat/", "take-out/", "pin/", "unpin/"])
def test_actions_are_for_organisers(people, run, action):
    url = pair_url(people, run, action)

    for client in (people.owner, people.colleague, people.supplier, people.stranger):
        assert client.post(url, {"starts_at": time_of(6)}).status_code == 404
    assert people.anonymous.post(url)["Location"].startswith("/accounts/login/")
    assert HandEdit.objects.count() == 0
    assert people.organiser.get(url).status_code == 405


def test_undo_is_for_organisers_and_belongs_to_its_plan(people, run):
    people.organiser.post(pair_url(people, run, "seat/"), {"starts_at": time_of(6)})
    edit = HandEdit.objects.get()
    other = ready_plan(people.fair)

    assert people.owner.post(plan_url(people, run, f"changes/{edit.pk}/undo/")).status_code == 404
    wrong = plan_url(people, other, f"changes/{edit.pk}/undo/")
    assert people.organiser.post(wrong).status_code == 404
    edit.refresh_from_db()
    assert edit.undone_at is None


def test_board_has_rows_of_buyers_suppliers_places_and_times(people, run):
    buyer, suppliers = str(people.fair.buyers[0]), [str(s) for s in people.fair.suppliers]

    by_buyer, by_supplier = board(people, run), board(people, run, "?rows=suppliers")
    by_place, by_time = board(people, run, "?rows=places"), board(people, run, "?rows=times")

    both = [f"02:00 {suppliers[0]}", f"02:30 {suppliers[1]}"]
    assert filled(by_buyer) == [(buyer, both)]
    assert filled(by_supplier) == [(suppliers[0], both[:1]), (suppliers[1], both[1:])]
    tables = sorted(party.place_name for party in people.fair.edition.parties.filter(kind="table"))
    assert [label for label, _meetings in filled(by_place)] == tables
    assert [each for _label, each in filled(by_place) if each] == [both]
    assert [each for _label, each in filled(by_time)] == [both[:1], both[1:], [], [], [], []]
    assert by_buyer["board"].count == by_time["board"].count == 2


def test_board_is_searched_and_filtered_by_hall(people, run):
    hall = HallFactory(edition=people.fair.edition)
    first = run.planned_meetings.order_by("id").first()
    first.place_party.table.hall = hall
    first.place_party.table.save(update_fields=["hall"])
    free_table = people.fair.edition.tables.exclude(hall=hall).get().parties.get()
    run.planned_meetings.exclude(pk=first.pk).update(place_party=free_table)

    found = board(people, run, f"?search={people.fair.suppliers[1]}")
    in_hall = board(people, run, f"?hall={hall.pk}")

    assert found["board"].count == in_hall["board"].count == 1
    assert filled(found)[0][1] == [f"02:30 {people.fair.suppliers[1]}"]
    assert filled(in_hall)[0][1] == [f"02:00 {people.fair.suppliers[0]}"]


def test_nonsense_in_the_address_shows_everything(people, run):
    assert board(people, run, "?rows=x&day=x&hall=x&show=x&page=x")["board"].count == 2


def test_board_of_a_draft_shows_what_stays_and_does_not_offer_it(people, run):
    publish_plan(run, actor=None, now=NOW)
    people.organiser.post(pair_url(people, run, "pin/?live"))

    draft = ready_plan(people.fair)

    sittings = [
        s for row in board(people, draft)["page_obj"] for c in row.cells for s in c.sittings
    ]
    assert [(s.supplier, s.is_fixed) for s in sittings] == [
        (people.fair.suppliers[0], True),
        (people.fair.suppliers[1], False),
    ]


def test_place_taken_away_after_publishing_is_shown_as_trouble(people, run):
    publish_plan(run, actor=None, now=NOW)
    assert board(people, run)["board"].troubled == ()

    people.fair.edition.tables.update(is_active=False)
    page = people.organiser.get(plan_url(people, run, "board/?show=troubled"))

    assert [each.clashes for each in page.context["board"].troubled] == [(Clash.PLACE_GONE,)] * 2
    assert "2 meetings need a new time or place" in page.content.decode()


def test_only_wishes_without_a_meeting_are_shown_on_demand(people, run):
    people.organiser.post(pair_url(people, run, "take-out/"))

    page = people.organiser.get(plan_url(people, run, "board/?show=left-out"))

    assert [wish.supplier for wish in page.context["wishes"]] == [people.fair.suppliers[0]]
    assert "data-board" not in page.content.decode()


def test_what_if_and_replaced_plans_are_only_looked_at(people, run):
    for fields in ({"kind": PlanKind.WHAT_IF}, {"state": PlanState.SUPERSEDED}):
        PlanRun.objects.filter(pk=run.pk).update(kind=PlanKind.FULL, state=PlanState.READY)
        PlanRun.objects.filter(pk=run.pk).update(**fields)

        page = people.organiser.get(plan_url(people, run, "board/")).content.decode()

        assert "draggable" not in page
        assert str(people.fair.suppliers[0]) in page


def test_pair_page_lists_free_times_and_what_stands_in_the_way(people, run):
    desk = people.organiser.get(pair_url(people, run)).context["desk"]

    assert [slot.is_free for slot in desk.slots] == [True, False, True, True, True, True]
    assert desk.slots[1].clashes == (Clash.BUYER_BUSY,)
    assert [slot.is_current for slot in desk.slots] == [True, False, False, False, False, False]
    assert (desk.free_count, len(desk.places)) == (4, 2)


def test_script_is_told_which_places_are_free_when(people, run):
    answer = people.organiser.get(pair_url(people, run, "free/")).json()

    tables = list(people.fair.edition.parties.filter(kind="table").values_list("pk", flat=True))
    assert sorted(answer["free"]) == [time_of(number) for number in (1, 3, 4, 5, 6)]
    assert {tuple(sorted(places)) for places in answer["free"].values()} == {tuple(sorted(tables))}


def test_moving_without_a_script_says_so_and_offers_undo(people, run):
    page = people.organiser.post(
        pair_url(people, run, "seat/"), {"starts_at": time_of(6), "place": ""}, follow=True
    ).content.decode()

    edit = HandEdit.objects.get()
    assert "is moved and pinned." in page
    assert plan_url(people, run, f"changes/{edit.pk}/undo/") in page
    page = people.organiser.post(
        plan_url(people, run, f"changes/{edit.pk}/undo/"), follow=True
    ).content.decode()
    assert "Taken back: the meeting is as it was before." in page
    assert run.planned_meetings.order_by("id").first().starts_at == FIRST_SLOT


def test_refused_move_says_why_to_the_script_and_without_one(people, run):
    url, body = pair_url(people, run, "seat/"), {"starts_at": time_of(2), "place": ""}

    answer = people.organiser.post(url, body, headers={"Accept": "application/json"})
    page = people.organiser.post(url, body, follow=True).content.decode()

    words = str(Clash.BUYER_BUSY.label)
    assert (answer.status_code, answer.json()) == (409, {"refusal": words})
    assert words in page


def test_move_without_a_time_is_asked_for_one(people, run):
    page = people.organiser.post(pair_url(people, run, "seat/"), follow=True).content.decode()

    assert "Choose a time." in page
    assert HandEdit.objects.count() == 0


def test_script_is_told_that_it_worked(people, run):
    answer = people.organiser.post(
        pair_url(people, run, "seat/"),
        {"starts_at": time_of(6)},
        headers={"Accept": "application/json"},
    )

    assert (answer.status_code, answer.json()) == (200, {"refusal": ""})


def test_sent_thrice_it_is_done_once(people, run):
    for action, body in (("seat/", {"starts_at": time_of(6)}), ("unpin/", {}), ("take-out/", {})):
        before = HandEdit.objects.count()
        for _again in range(3):
            people.organiser.post(pair_url(people, run, action), body)
        assert HandEdit.objects.count() == before + 1


def test_published_plan_is_changed_only_from_its_own_page(people, run):
    publish_plan(run, actor=None, now=NOW)
    body = {"starts_at": time_of(6)}

    page = people.organiser.post(pair_url(people, run, "seat/"), body, follow=True)
    assert "The plan was published or taken back meanwhile" in page.content.decode()
    people.organiser.post(pair_url(people, run, "seat/?live"), body)

    assert HandEdit.objects.get().is_live is True
    moved = Meeting.objects.get(supplier=people.fair.suppliers[0])
    assert moved.starts_at == FIRST_SLOT + timedelta(minutes=150)


def test_pair_of_another_fair_is_not_found(people, run):
    url = plan_url(people, run, f"pairs/{BuyerFactory().public_id}/{SupplierFactory().public_id}/")

    assert people.organiser.get(url).status_code == 404


def test_changes_are_listed_with_before_after_and_a_way_back(people, run):
    people.organiser.post(pair_url(people, run, "seat/"), {"starts_at": time_of(6)})

    page = people.organiser.get(plan_url(people, run, "changes/"))

    (edit,) = page.context["edits"]
    assert (edit.began_at, edit.begins_at) == (FIRST_SLOT, FIRST_SLOT + timedelta(minutes=150))
    assert "Undo" in page.content.decode()
    people.organiser.post(plan_url(people, run, f"changes/{edit.pk}/undo/"))
    assert "taken back" in people.organiser.get(plan_url(people, run, "changes/")).content.decode()


@pytest.mark.parametrize("is_published", [False, True])
@pytest.mark.parametrize("subpage", ["board/", "board/?rows=places", "changes/"])
def test_queries_do_not_grow_with_the_plan(db, subpage, is_published):
    counts = []
    for size in (1, 3):
        fair = small_fair(buyers=size, suppliers=size + 1, state="scheduling")
        run = ready_plan(fair)
        if is_published:
            publish_plan(run, actor=None, now=NOW)
        organiser = client_of(fair.edition.organiser)
        base = f"/{fair.edition.slug}/meetings/plans/{run.public_id}/"
        live = "?live" if is_published else ""
        for buyer in fair.buyers:
            organiser.post(
                f"{base}pairs/{buyer.public_id}/{fair.suppliers[0].public_id}/pin/{live}"
            )
        counts.append(query_count(organiser, f"{base}{subpage}"))

    assert counts[0] == counts[1] <= 36
