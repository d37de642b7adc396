"""Fit a text model anew, to the project's judgments and to what people said in an edition."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.choices import Verdict, VerdictReason
from fair.matching.embeddings.encoders import encoder_version
from fair.matching.embeddings.store import embed_missing, vectors_of
from fair.matching.engine.text.codec import model_json
from fair.matching.engine.text.judging import JudgedSet, fitted_model, quality
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.profiles import ReadText, Vectors, profile_of
from fair.matching.engine.text.tokens import subject_of
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.matching.jobs.texts import edition_texts, freeze_text_model, next_number, version_name
from fair.matching.models import MatchVerdict, TextModelVersion
from fair.matching.text_models import edition_model, frozen_model, relations_in_use
from fair.reading.selectors import current_reader

GRADES = {Verdict.MUST: 2.0, Verdict.NICE: 1.0, Verdict.NO: 0.0}
# A no for one of these reasons says nothing against the texts.
OTHER_MATTERS = (
    VerdictReason.VOLUME,
    VerdictReason.PRICE,
    VerdictReason.CERTIFICATE,
    VerdictReason.KNOWN,
    VerdictReason.COMPETITOR,
)
LANGUAGES = {"zh": "zh-hans"}


def refit_text_model(
    edition: Edition, *, judgments: Sequence[Path], now: datetime
) -> TextModelVersion:
    """Keep a candidate with figures before and after; the edition's model in use stays.

    `judgments` are files as benchmarks/matching_quality.py reads them; the figures tell of each by
    its name, and of the edition's verdicts. After is said of needs that each fit did not see.
    """
    freeze_text_model(edition, now=now)
    relations = relations_in_use()
    before = edition_model(edition, relations=relations)
    needs, lines = edition_texts(edition)
    number = next_number(edition)
    start = frozen_model(
        list(needs.values()),
        list(lines.values()),
        version=version_name(edition, number),
        relations=relations,
    )
    sets = {path.stem: project_set(path, now=now) for path in judgments}
    sets["verdicts"] = verdict_set(edition, needs=needs, lines=lines)
    model, unseen = fitted_model(sets, frame=start.frame, version=start.version)
    with transaction.atomic():
        return TextModelVersion.objects.create(
            edition=edition,
            number=number,
            made_at=now,
            encoder=encoder_version(),
            figures={
                "before": before and _quality(before, sets),
                "after": {name: _figures(judged, unseen[name]) for name, judged in sets.items()},
            },
            content=model_json(model),
        )


@transaction.atomic
def activate_text_model(version: TextModelVersion, *, actor: User | None, now: datetime) -> None:
    """Let an edition use a version from its next run on."""
    Edition.objects.select_for_update(no_key=True).get(pk=version.edition_id)
    TextModelVersion.objects.filter(edition=version.edition_id, is_active=True).update(
        is_active=False
    )
    TextModelVersion.objects.filter(pk=version.pk).update(
        is_active=True, activated_at=now, activated_by=actor
    )


def project_set(path: Path, *, now: datetime) -> JudgedSet:
    """Read judged texts of the project's own."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return JudgedSet(
        needs=_profiles(content["needs"], side=TextSide.NEED, now=now),
        lines=_profiles(content["lines"], side=TextSide.LINE, now=now),
        grades=content["qrels"],
    )


def verdict_set(
    edition: Edition, *, needs: dict[int, TextProfile], lines: dict[int, TextProfile]
) -> JudgedSet:
    """Read what buyers said of lines; where they said no for other reasons, nothing."""
    given = MatchVerdict.objects.filter(
        side=Side.BUYER, need__participation__edition=edition
    ).exclude(verdict=Verdict.NO, reason__in=OTHER_MATTERS)
    grades: dict[str, dict[str, float]] = {}
    for need_id, line_id, verdict in given.values_list("need_id", "line_id", "verdict"):
        if need_id in needs and line_id in lines:
            grades.setdefault(str(need_id), {})[str(line_id)] = GRADES[Verdict(verdict)]
    return JudgedSet(
        needs={need: needs[int(need)] for need in grades},
        lines={str(line): profile for line, profile in lines.items()},
        grades=grades,
        is_complete=False,
    )


def _quality(model: TextModel, sets: dict[str, JudgedSet]) -> dict[str, Any]:
    return {
        name: _figures(
            judged, model.block(list(judged.needs.values()), list(judged.lines.values()))
        )
        for name, judged in sets.items()
    }


def _figures(judged: JudgedSet, scores: Any) -> dict[str, Any]:
    if not judged.needs:
        return {"needs": 0}
    return {"needs": len(judged.needs), **quality(judged, scores)}


def _profiles(
    entries: list[dict[str, Any]], *, side: TextSide, now: datetime
) -> dict[str, TextProfile]:
    texts = [(side, entry["text"]) for entry in entries]
    topics = [(TextSide.SUBJECT, subject_of(entry["text"])) for entry in entries]
    wanted = texts + topics if side is TextSide.NEED else texts
    embed_missing(wanted, now=now, beat=lambda _done, _total: None)
    vectors = vectors_of(wanted)
    read = current_reader().read
    found = {}
    for entry, text, topic in zip(entries, texts, topics, strict=True):
        language = LANGUAGES.get(entry["lang"], entry["lang"])
        reading = read(entry["text"], language=language)
        found[entry["id"]] = profile_of(
            [ReadText(entry["text"], entry["lang"], reading)],
            side=side,
            vectors=Vectors(vectors.get(text, b""), vectors.get(topic, b"")),
        )
    return found
