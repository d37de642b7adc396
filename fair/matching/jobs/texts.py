"""Make the texts of an edition ready to be compared: read, with vectors, by a frozen model."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.matching.embeddings.encoders import encoder_version
from fair.matching.embeddings.profiles import profiles_of
from fair.matching.embeddings.readings import forget_other_versions, text_reader
from fair.matching.embeddings.store import Outcome, embed_missing
from fair.matching.embeddings.texts import Owned, owned_texts, texts_of_owners, texts_of_rows
from fair.matching.engine.text.codec import model_json
from fair.matching.engine.text.types import TextProfile, TextSide
from fair.matching.jobs.heart import Clock, beat_or_stop
from fair.matching.jobs.reading import read_together, unread_batches, worth_sharing
from fair.matching.jobs.warm import MOST_CHANGES, touched_by
from fair.matching.models import Change, MatchRun, TextModelVersion
from fair.matching.text_models import active_versions, frozen_model, relations_in_use
from fair.sourcing.models import ComponentNeed

# Told the id of a run and in how many parts its work is to be had.
Shared = Callable[..., None]


def prepare_texts(run: MatchRun, *, clock: Clock, on_shared: Shared | None = None) -> Outcome:
    """Read and embed what is new and freeze the edition's text model at its first run.

    A worker without its encoder goes on without; the outcome says so. `on_shared` is told in how
    many parts other workers may help to read. Raise RunLost where the run ended meanwhile.
    """

    def beat(done: int, total: int) -> None:
        MatchRun.objects.filter(pk=run.pk).update(texts_done=done, texts_total=total)
        beat_or_stop(run, clock=clock)

    owners = owned_texts(run.edition)
    version = _read(run, owners, clock=clock, on_shared=on_shared)
    forget_other_versions(version, now=clock())
    outcome = embed_missing(texts_of_owners(owners), now=clock(), beat=beat)
    if not active_versions(run.edition).exists():
        freeze_text_model(run.edition, now=clock())
    return outcome


def read_texts(run: MatchRun, *, clock: Clock) -> None:
    """Read the texts of a run that nobody has read, beside others."""
    _read(run, owned_texts(run.edition), clock=clock)


def _read(
    run: MatchRun, owners: list[Owned], *, clock: Clock, on_shared: Shared | None = None
) -> str:
    """Do so with these texts; return the reader's version."""
    reader = text_reader()
    batches = unread_batches(owners, reader=reader)
    parts = worth_sharing(batches)
    if on_shared and parts > 1:
        on_shared(run.pk, chunks=parts)
    read_together(batches, reader=reader, now=clock(), beat=lambda: beat_or_stop(run, clock=clock))
    return reader.version


def embed_changed(edition_id: int, *, now: datetime) -> Outcome:
    """Embed the new texts of needs and lines that changed, before they are scored.

    Outside of any lock: an encoder takes its time, most of all the first time in a worker. A heap
    of changes waits for a whole run.
    """
    changes = list(Change.objects.pending(edition_id).order_by("id")[: MOST_CHANGES + 1])
    if not changes or len(changes) > MOST_CHANGES:
        return Outcome()
    touched = touched_by(changes)
    texts = texts_of_rows(
        ComponentNeed.objects.published().filter(pk__in=touched.need_ids),
        ProductLine.objects.published().filter(pk__in=touched.line_ids),
    )
    return embed_missing(texts, now=now, beat=lambda _done, _total: None)


def freeze_text_model(edition: Edition, *, now: datetime) -> TextModelVersion:
    """Keep the shipped model with the statistics of the texts there are; once for an edition."""
    number = next_number(edition)
    needs, lines = edition_texts(edition)
    model = frozen_model(
        list(needs.values()),
        list(lines.values()),
        version=version_name(edition, number),
        relations=relations_in_use(),
    )
    # Another worker may have frozen it meanwhile: then that is the model.
    with suppress(IntegrityError), transaction.atomic():
        TextModelVersion.objects.create(
            edition=edition,
            number=number,
            made_at=now,
            activated_at=now,
            is_active=True,
            encoder=encoder_version(),
            content=model_json(model),
        )
    return TextModelVersion.objects.get(edition=edition, is_active=True)


def edition_texts(edition: Edition) -> tuple[dict[int, TextProfile], dict[int, TextProfile]]:
    """Return the profiles of an edition's published needs and lines by their ids."""
    of_edition: dict[str, Any] = {"participation__edition": edition}
    needs = ComponentNeed.objects.published().filter(**of_edition).order_by("id")
    lines = ProductLine.objects.published().filter(**of_edition).order_by("id")
    return profiles_of(needs, side=TextSide.NEED), profiles_of(lines, side=TextSide.LINE)


def next_number(edition: Edition) -> int:
    """Return the number of an edition's next text model."""
    latest = TextModelVersion.objects.filter(edition=edition).order_by("-number").first()
    return latest.number + 1 if latest else 1


def version_name(edition: Edition, number: int) -> str:
    """Return what runs note: the same name never means another model."""
    return f"{edition.slug[:40]}/text{number}"
