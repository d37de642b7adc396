"""The 2024-size fair from the first spreadsheet to the published plan, in the foreground.

python -m benchmarks.demo_fair [--suppliers 250] [--buyers 40] [--seed 2024]

Prints {"seed_seconds", "matching": {…}, "planning": {…}, "publish_seconds",
"clashes_after_publishing"}; the figures of matching and planning are those of run_matching and
plan_meetings. The clashes are counted in the database, by joining live seats with themselves.
"""

import argparse
import io
import json
import time
from typing import Any

from benchmarks.fresh_site import fresh_site

CLASHES = """
    SELECT count(*) FROM meetings_meetingseat a JOIN meetings_meetingseat b
    ON a.party_id = b.party_id AND a.id < b.id AND a.period && b.period
    WHERE a.live AND b.live
"""


def run(*, suppliers: int, buyers: int, seed: int) -> dict[str, Any]:
    """Seed, match, plan and publish; return the figures of each."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from fair.editions.models import Edition
    from fair.matching.models import MatchRun
    from fair.meetings.services.publishing import publish_plan

    figures: dict[str, Any] = {}
    quiet = io.StringIO()
    started = time.perf_counter()
    call_command("seed_demo", suppliers=suppliers, buyers=buyers, seed=seed, stdout=quiet)
    figures["seed_seconds"] = round(time.perf_counter() - started, 2)
    edition = Edition.objects.get()
    call_command("run_matching", edition.slug, json=True, stdout=quiet)
    figures["matching"] = MatchRun.objects.get(edition=edition, is_current=True).figures
    call_command("plan_meetings", edition.slug, json=True, stdout=quiet)
    plan = edition.plans.latest("id")
    figures["planning"] = plan.figures
    started = time.perf_counter()
    publish_plan(plan, actor=None, now=timezone.now())
    figures["publish_seconds"] = round(time.perf_counter() - started, 2)
    with connection.cursor() as cursor:
        cursor.execute(CLASHES)
        figures["clashes_after_publishing"] = cursor.fetchone()[0]
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suppliers", type=int, default=250)
    parser.add_argument("--buyers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2024)
    options = parser.parse_args()
    with fresh_site():
        print(json.dumps(run(**vars(options))))


if __name__ == "__main__":
    main()
