from types import SimpleNamespace

import pytest

from fair.matching.words import breakdown_rows, gate_lines, quoted, what_would_raise
from tests.factories.matching import item

LABELS = {"PR.DIE": "Die casting"}


def a_match(*items, is_secret=False, raise_most=(), gates=()):
    owner = SimpleNamespace(title={}, description={"vi": "Đúc áp lực nhôm ADC12"})
    return SimpleNamespace(
        need=owner,
        line=owner,
        is_secret=is_secret,
        gates=list(gates),
        explanation={
            "buyer": {"score": 0, "items": list(items)},
            "raise_most": list(raise_most),
        },
    )


def rows(match):
    return breakdown_rows(match, side="buyer", labels=LABELS)


def with_evidence(**sides):
    return {**item("text", points=5), "evidence": sides}


def test_facts_of_both_sides_have_their_units():
    row = rows(a_match(item("lead", points=3, status="partly", asked=30, offered=45)))[0]

    assert (row.label, row.asked, row.offered) == ("Lead time", "30 days", "45 days")
    assert (row.status_label, row.tone, row.points, row.out_of) == ("Partly met", "warn", 3, 3)


def test_a_criterion_without_words_shows_its_code():
    assert rows(a_match(item("unheard", points=1)))[0].label == "unheard"


def test_what_would_raise_most_comes_with_its_points():
    lead = {**item("lead", points=3, status="partly", asked=30), "could_add": 4}
    size = {**item("size", points=0, status="unknown"), "could_add": 6}
    match = a_match(lead, size, raise_most=["size", "lead"])

    raising = what_would_raise(match, rows=rows(match))

    assert [(row.code, row.could_add) for row in raising] == [("size", 6), ("lead", 4)]


def test_words_that_count_are_quoted_with_what_stands_around():
    quote = {"quote": "ADC12", "start": 16, "end": 21, "code": "PR.DIE"}

    row = rows(a_match(with_evidence(need=[quote], line=[])))[0]

    assert row.line_quotes == ()
    (found,) = row.need_quotes
    assert (found.before, found.words, found.after) == ("Đúc áp lực nhôm ", "ADC12", "")
    assert (found.language, found.label) == ("vi", "Die casting")


def test_confidential_needs_are_not_quoted_nor_are_their_demands_told():
    quote = {"quote": "ADC12", "start": 16, "end": 21, "code": "PR.DIE"}
    failed = {"code": "tolerance", "state": "fail", "reason": "tolerance_too_wide", "subjects": []}
    match = a_match(
        with_evidence(need=[quote], line=[quote]),
        item("lead", points=1, asked=30, offered=45),
        is_secret=True,
        gates=[failed],
    )

    text, lead = rows(match)

    assert (text.need_quotes, text.line_quotes) == ((), ())
    assert (lead.asked, lead.offered) == ("", "45 days")
    assert [line.text for line in gate_lines(match, state="fail", labels=LABELS)] == [""]


@pytest.mark.parametrize(("is_secret", "told"), [(True, ""), (False, "about 120 km")])
def test_distance_to_the_place_of_delivery_is_as_secret_as_the_place(is_secret, told):
    match = a_match(item("place", points=1, offered=120), is_secret=is_secret)

    assert rows(match)[0].offered == told


def owner_of(**texts):
    return SimpleNamespace(**{"title": {}, "description": {}, **texts})


def entry(quote="ADC12", start=0, **fields):
    return {"quote": quote, "start": start, "end": start + len(quote), "code": "X", **fields}


@pytest.mark.parametrize(
    "texts", [{}, {"title": {"en": "something else"}}, {"title": None, "description": None}]
)
def test_words_that_no_text_holds_any_more_stand_alone(texts):
    quote = quoted(entry(), label="", owner=owner_of(**texts))

    assert (quote.before, quote.words, quote.after) == ("", "ADC12", "")


def test_the_place_that_is_named_comes_before_others():
    owner = owner_of(title={"en": "ADC12"}, description={"vi": "ADC12, rồi ADC12 nữa"})

    quote = quoted(entry(start=11, place="description", language="vi"), label="", owner=owner)

    assert (quote.before, quote.after, quote.language) == ("ADC12, rồi ", " nữa", "vi")


def test_a_text_that_has_changed_since_is_searched():
    owner = owner_of(description={"vi": "Nay là ADC12"})

    quote = quoted(entry(start=90, place="description", language="vi"), label="", owner=owner)

    assert (quote.before, quote.language) == ("Nay là ", "vi")


def test_long_texts_are_cut_around_the_words():
    owner = owner_of(title={"en": "a" * 100 + "ADC12" + "b" * 100})

    quote = quoted(entry(), label="", owner=owner)

    assert quote.before == "…" + "a" * 48
    assert quote.after == "b" * 48 + "…"
