"""Runs, matches and verdicts for tests."""

from dataclasses import asdict
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from fair.editions.choices import Side
from fair.matching.choices import RunState, Verdict
from fair.matching.engine.scoring import DEFAULT_WEIGHTS
from fair.matching.models import (
    GapReport,
    Match,
    MatchRun,
    MatchVerdict,
    Obstacle,
    TextModelVersion,
)
from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory
from tests.factories.exhibitors import PublishedLineFactory
from tests.factories.sourcing import PublishedNeedFactory

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


class MatchRunFactory(DjangoModelFactory):
    """A run that waits for a worker."""

    class Meta:
        model = MatchRun

    edition = factory.SubFactory(EditionFactory)
    seed = 7
    weights = factory.LazyFunction(lambda: asdict(DEFAULT_WEIGHTS))
    engine_version = "1"


class CurrentRunFactory(MatchRunFactory):
    """A finished run whose matches people see."""

    state = RunState.FINISHED
    is_current = True
    claimed_at = NOON
    finished_at = NOON
    attempts = 1


def item(code: str, *, points: int, status: str = "met", asked=None, offered=None) -> dict:
    return {
        "code": code,
        "status": status,
        "points": points,
        "could_add": 0,
        "asked": asked,
        "offered": offered,
    }


class MatchFactory(DjangoModelFactory):
    """A match of a published need with a published line of the same edition."""

    class Meta:
        model = Match

    need = factory.SubFactory(PublishedNeedFactory)
    line = factory.SubFactory(
        PublishedLineFactory,
        participation__edition=factory.SelfAttribute("...need.participation.edition"),
    )
    run = factory.SubFactory(
        CurrentRunFactory, edition=factory.SelfAttribute("..need.participation.edition")
    )
    eligible = True
    buyer_points = 80
    supplier_points = 60
    mutual_points = 69
    confidence = 0.75
    nearness = factory.SelfAttribute("mutual_points")
    gates = factory.LazyFunction(list)
    explanation = factory.LazyFunction(
        lambda: {
            "buyer": {
                "score": 80,
                "items": [item("lead", points=80, asked=30, offered=20)],
            },
            "supplier": {"score": 60, "items": [item("interest", points=60, status="partly")]},
            "raise_most": [],
        }
    )


class NearMissFactory(MatchFactory):
    eligible = False
    buyer_points = 0
    supplier_points = 0
    mutual_points = 0
    nearness = -31
    gates = factory.LazyFunction(
        lambda: [
            {
                "code": "certificates",
                "state": "fail",
                "reason": "certificate_missing",
                "subjects": ["IATF16949"],
            }
        ]
    )


class MatchVerdictFactory(DjangoModelFactory):
    class Meta:
        model = MatchVerdict

    need = factory.SubFactory(PublishedNeedFactory)
    line = factory.SubFactory(PublishedLineFactory)
    side = Side.BUYER
    verdict = Verdict.NICE
    decided_by = factory.SubFactory(UserFactory)
    decided_at = NOON


class ObstacleFactory(DjangoModelFactory):
    """A certificate that alone keeps a line from a need; name the lines by `lines`."""

    class Meta:
        model = Obstacle

    class Params:
        lines = ()

    need = factory.SubFactory(PublishedNeedFactory)
    run = factory.SubFactory(
        CurrentRunFactory, edition=factory.SelfAttribute("..need.participation.edition")
    )
    reason = "certificate_missing"
    subjects = factory.LazyFunction(lambda: ["IATF16949"])
    line_ids = factory.LazyAttribute(lambda obstacle: [line.pk for line in obstacle.lines])
    opening_ids = factory.SelfAttribute("line_ids")


class GapReportFactory(DjangoModelFactory):
    """A report without gaps."""

    class Meta:
        model = GapReport

    run = factory.SubFactory(CurrentRunFactory)


class TextModelVersionFactory(DjangoModelFactory):
    """A candidate that no run uses."""

    class Meta:
        model = TextModelVersion

    edition = factory.SubFactory(EditionFactory)
    number = 1
    made_at = NOON
    content = factory.LazyFunction(dict)
