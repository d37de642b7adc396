"""Which rows of a ledger count, what they say, and that sums equal those of a naive reckoning."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.outcomes import choices
from fair.outcomes.engine import ledger
from fair.outcomes.engine.types import Step

DAY = date(2027, 9, 15)


def step(number: int, kind: str, **fields) -> Step:
    return Step(**{"id": number, "kind": kind, "side": "supplier", "happened_on": DAY, **fields})


def test_tables_know_every_kind_stage_and_to_do():
    kinds = set(choices.StepKind.values)
    to_dos = {code for row in ledger.NEXT_OF_KIND.values() for code in row.values()}

    assert set(ledger.STAGE_OF_KIND) == kinds
    assert set(ledger.NEXT_OF_KIND) == kinds - {"lost"}
    assert [*ledger.STAGES, ledger.LOST] == choices.Stage.values
    assert to_dos | set(ledger.FIRST.values()) <= set(choices.ToDo.values)


def test_a_replaced_row_does_not_count_and_its_replacement_does():
    rows = [step(1, "quote_sent"), step(2, "contract", replaces=1)]

    assert ledger.current(rows) == [rows[1]]


def test_a_void_row_does_not_count_either():
    rows = [step(1, "quote_sent"), step(2, "quote_sent", replaces=1, is_void=True)]

    assert ledger.current(rows) == []


@pytest.mark.parametrize(
    ("kinds", "stage"),
    [
        ([], "none"),
        (["info_sent"], "talking"),
        (["sample_ordered", "quote_sent"], "testing"),
        (["contract"], "won"),
        (["quote_sent", "lost"], "lost"),
        (["lost", "quote_sent"], "quoting"),
    ],
)
def test_stage_is_the_furthest_alive(kinds, stage):
    rows = [step(number, kind) for number, kind in enumerate(kinds, start=1)]

    assert ledger.stage_of(rows) == stage


def test_what_is_lost_about_one_need_leaves_the_other_alive():
    rows = [
        step(1, "quote_sent", subject=7),
        step(2, "sample_ordered", subject=8),
        step(3, "lost", subject=8),
    ]

    assert ledger.stage_of(rows) == "quoting"
    assert ledger.stage_of([*rows, step(4, "lost")]) == "lost"


def test_a_disputed_step_reaches_no_stage_and_a_disputed_loss_ends_nothing():
    disputed = step(2, "contract", standing="disputed")

    assert ledger.stage_of([step(1, "quote_sent"), disputed]) == "quoting"
    assert (
        ledger.stage_of([step(1, "quote_sent"), step(2, "lost", standing="disputed")]) == "quoting"
    )


@pytest.mark.parametrize(
    ("rows", "settled"),
    [
        ([], False),
        ([step(1, "contract")], False),
        ([step(1, "contract", standing="confirmed")], True),
        ([step(1, "trial_order", standing="confirmed")], False),
        ([step(1, "lost")], True),
        ([step(1, "lost"), step(2, "rfq_sent")], False),
    ],
)
def test_settled_is_a_loss_or_a_contract_that_both_confirm(rows, settled):
    assert ledger.is_settled(rows) is settled


TO_DO = [
    ([], "buyer", False, "rate"),
    ([], "buyer", True, "send_rfq"),
    ([], "supplier", True, "send_info"),
    ([step(1, "quote_sent")], "buyer", False, "reply"),
    ([step(1, "quote_sent")], "supplier", True, "ask_decision"),
    ([step(1, "quote_sent", standing="confirmed")], "buyer", True, "decide"),
    ([step(1, "quote_sent", standing="disputed")], "supplier", False, "settle"),
    ([step(1, "lost", standing="confirmed")], "buyer", True, "nothing"),
    ([step(1, "contract", standing="confirmed")], "supplier", True, "nothing"),
]


@pytest.mark.parametrize(("rows", "side", "is_rated", "to_do"), TO_DO)
def test_next_to_do(rows, side, is_rated, to_do):
    assert ledger.next_to_do(rows, side=side, is_rated=is_rated, today=DAY) == to_do


def test_after_a_quiet_month_a_side_is_asked_where_it_stands():
    rows = [step(1, "quote_sent", standing="confirmed")]
    quiet = DAY + timedelta(days=30)

    assert ledger.next_to_do(rows, side="buyer", is_rated=True, today=quiet) == "update"
    eve = quiet - timedelta(days=1)
    assert ledger.next_to_do(rows, side="buyer", is_rated=True, today=eve) == "decide"


# --- Against a naive reckoning


@st.composite
def ledgers(draw) -> list[Step]:
    """Write a ledger as people would: steps, corrections and withdrawals of what stands."""
    rows: list[Step] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        standing = [row for row in rows if row.id not in {each.replaces for each in rows}]
        replaced = draw(st.sampled_from([None, *standing]))
        kind = draw(st.sampled_from(sorted(ledger.STAGE_OF_KIND)))
        cents = draw(st.none() | st.integers(1, 10**14))
        rows.append(
            step(
                number,
                kind,
                happened_on=DAY + timedelta(days=draw(st.integers(0, 3))),
                subject=draw(st.sampled_from([None, 7, 8])),
                replaces=replaced.id if replaced else None,
                is_void=bool(replaced) and draw(st.booleans()),
                standing=draw(st.sampled_from(choices.Standing.values)),
                value=None if cents is None else Decimal(cents).scaleb(-2),
                currency="" if cents is None else draw(st.sampled_from(["VND", "USD"])),
            )
        )
    return rows


@given(ledgers())
def test_sums_equal_those_of_the_last_word_of_each_chain(rows):
    last_words: dict[int, Step] = {}  # by the first row of each chain
    first_of: dict[int, int] = {}
    for row in rows:
        first_of[row.id] = first_of[row.replaces] if row.replaces else row.id
        last_words[first_of[row.id]] = row
    naive: dict[tuple[str, str, str], Decimal] = {}
    for row in last_words.values():
        if not row.is_void and row.value is not None:
            key = (row.kind, row.currency, row.standing)
            naive[key] = naive.get(key, Decimal(0)) + row.value

    assert ledger.totals(rows) == naive


@given(ledgers(), st.randoms())
def test_nothing_depends_on_the_order_in_which_rows_come(rows, rng):
    shuffled = list(rows)
    rng.shuffle(shuffled)

    assert ledger.current(shuffled) == ledger.current(rows)
    assert ledger.stage_of(shuffled) == ledger.stage_of(rows)
    assert ledger.totals(shuffled) == ledger.totals(rows)


@given(ledgers())
def test_a_step_alive_reaches_its_stage_and_settled_pairs_have_nothing_to_report(rows):
    reliable = [row for row in ledger.alive(rows) if row.standing != "disputed"]
    stage = ledger.stage_of(rows)

    assert all(
        ledger.STAGES.index(ledger.STAGE_OF_KIND[row.kind]) <= ledger.STAGES.index(stage)
        for row in reliable
    )
    assert (stage == "none") <= (not reliable)
    answered = [replace(row, standing="confirmed") for row in rows]
    if ledger.is_settled(answered):
        to_do = ledger.next_to_do(answered, side="buyer", is_rated=True, today=DAY)
        assert to_do == "nothing"
