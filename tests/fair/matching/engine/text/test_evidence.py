from fair.matching.engine.text.evidence import SHOWN, evidence_of
from fair.matching.engine.text.types import Mention
from tests.fair.matching.engine.samples import MATERIALS, PROCESSES
from tests.fair.matching.engine.text.samples import make_profile

RELATIONS = {"process": PROCESSES, "material": MATERIALS}


def make_mention(code, quote, *, kind="process", start=0):
    return Mention(kind, code, quote, start, start + len(quote), "title", "en")


def quotes(needs, lines):
    found = evidence_of(
        make_profile(mentions=tuple(needs)),
        make_profile(mentions=tuple(lines)),
        relations=RELATIONS,
    )
    return found and {side: [each["quote"] for each in found[side]] for side in found}


def test_the_nearest_answer_is_quoted():
    asked = [make_mention("MC.MIL", "milled")]
    offered = [make_mention("MC", "machining"), make_mention("MC.MIL", "milling")]

    assert quotes(asked, offered) == {"need": ["milled"], "line": ["milling"]}
    assert quotes(asked, offered[:1]) == {"need": ["milled"], "line": ["machining"]}


def test_siblings_and_other_kinds_are_no_answer():
    asked = [make_mention("MC.MIL", "milled")]

    assert quotes(asked, [make_mention("MC.TUR", "turning")]) is None
    assert quotes(asked, [make_mention("MC.MIL", "MIL", kind="material")]) is None
    assert quotes([], []) is None


def test_a_place_is_quoted_once_and_not_too_many_of_them():
    asked = [make_mention("MC.MIL", "milled"), make_mention("MC.MIL", "milled", start=9)]
    many = [make_mention("MC.MIL", f"milled {at}") for at in range(SHOWN + 2)]
    offered = [make_mention("MC.MIL", "milling")]

    assert quotes(asked, offered) == {"need": ["milled"], "line": ["milling"]}
    assert len(quotes(many, offered)["need"]) == SHOWN


def test_a_quote_says_where_it_stands():
    found = evidence_of(
        make_profile(mentions=(make_mention("SUS304", "SUS304", kind="material", start=7),)),
        make_profile(mentions=(make_mention("ST.S", "inox", kind="material"),)),
        relations=RELATIONS,
    )

    assert found["need"] == [
        {
            "quote": "SUS304",
            "start": 7,
            "end": 13,
            "code": "SUS304",
            "place": "title",
            "language": "en",
        }
    ]
