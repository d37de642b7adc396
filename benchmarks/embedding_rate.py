"""How fast texts become vectors when none is kept yet, and when all are.

python -m benchmarks.embedding_rate [--texts 1000] [--json]

Prints {"texts", "signs", "cold_seconds", "cold_per_second", "warm_seconds", "encoder", "form"}; the
texts are those of benchmarks/data/matching_dev.json, numbered so that no two are the same; "form"
is the type of the column. Seconds are of the clock and include the database.
"""

import argparse
import json
import time
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.fresh_site import fresh_site

TEXTS = Path(__file__).resolve().parent / "data" / "matching_dev.json"


def measure(wanted: int) -> dict[str, Any]:
    """Embed so many texts twice."""
    from django.db import connection
    from django.utils import timezone

    from fair.matching.embeddings.encoders import encoder_version
    from fair.matching.embeddings.store import embed_missing, vectors_of
    from fair.matching.engine.text.types import TextSide
    from fair.matching.models import TextEmbedding

    lines = json.loads(TEXTS.read_text(encoding="utf-8"))["lines"]
    texts = [
        (TextSide.LINE, f"{line['text']} {number}")
        for number, line in enumerate(islice(cycle(lines), wanted))
    ]
    started = time.perf_counter()
    outcome = embed_missing(
        texts, now=timezone.now(), beat=lambda _done, _total: None, patience_seconds=3600
    )
    cold = time.perf_counter() - started
    started = time.perf_counter()
    found = vectors_of(texts)
    warm = time.perf_counter() - started
    if outcome.made != wanted or len(found) != wanted:
        raise SystemExit(f"{outcome.made} of {wanted} vectors were made: {outcome.notice}")
    field: Any = TextEmbedding._meta.get_field("vector")  # noqa: SLF001 - Django's documented API
    return {
        "texts": wanted,
        "signs": sum(len(text) for _side, text in texts),
        "cold_seconds": round(cold, 1),
        "cold_per_second": round(wanted / cold, 1),
        "warm_seconds": round(warm, 2),
        "encoder": encoder_version(),
        "form": field.db_type(connection),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--texts", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="print one line")
    options = parser.parse_args()
    with fresh_site():
        print(json.dumps(measure(options.texts), indent=None if options.json else 2))


if __name__ == "__main__":
    main()
