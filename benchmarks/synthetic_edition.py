"""An edition of any size in the database: random statements over the shipped vocabulary."""

import random
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

LINES_PER_SUPPLIER = 5
NEEDS_PER_BUYER = 10
BATCH = 2000
NOW = datetime(2027, 6, 1, tzinfo=UTC)
LANGUAGES = ("en", "vi", "ja")
WORDS = {
    "en": "housing bracket cover shaft gear flange tray connector prototype series assembly "
    "automotive electronics drawing sample delivery precision surface weekly export",
    "vi": "vỏ máy giá đỡ nắp trục bánh răng mặt bích khay đầu nối mẫu loạt lắp ráp ô tô "
    "điện tử bản vẽ giao hàng chính xác bề mặt xuất khẩu",
    "ja": "筐体 ブラケット カバー シャフト 歯車 フランジ トレイ コネクタ 試作 量産 組立 "
    "自動車 電子機器 図面 見本 納品 精密 表面 毎週 輸出",
}
PROVINCES = ("Hà Nội", "Bắc Ninh", "Hải Phòng", "Hưng Yên", "Vĩnh Phúc", "Hồ Chí Minh", "Đà Nẵng")


def make_edition(*, needs: int, lines: int, seed: int) -> Any:
    """Fill an edition with published needs and lines and return it; about a second for 2,000 rows.

    A line states one to three processes of one family and one to three materials; a need one
    process, as in a fair. Texts name those in one of three languages, with some numbers and words
    of the trade, and have vectors already: what an encoder takes is `embedding_rate`'s.
    """
    from fair.editions.choices import EditionState, Side
    from fair.editions.models import Edition

    rng = random.Random(seed)
    [organiser] = _organisations("Organiser", 1, rng=rng, is_organiser=True)
    edition = Edition.objects.create(
        slug=f"synthetic-{needs}-{lines}",
        title={"en": "Synthetic"},
        year=2027,
        organiser=organiser,
        time_zone="Asia/Ho_Chi_Minh",
        starts_on=date(2027, 9, 15),
        ends_on=date(2027, 9, 17),
        state=EditionState.MATCHING,
    )
    suppliers = _participations(edition, Side.SUPPLIER, -(-lines // LINES_PER_SUPPLIER), rng=rng)
    buyers = _participations(edition, Side.BUYER, -(-needs // NEEDS_PER_BUYER), rng=rng)
    _lines(suppliers, lines, rng=rng)
    _needs(buyers, needs, rng=rng)
    keep_vectors(edition, seed=seed)
    return edition


def keep_vectors(edition: Any, *, seed: int) -> None:
    """Keep a vector of each text, near those of the texts that begin with the same process."""
    from fair.matching.embeddings.encoders import encoder_version
    from fair.matching.embeddings.store import digest_of
    from fair.matching.embeddings.texts import texts_of
    from fair.matching.engine.text.types import VECTOR_TYPE
    from fair.matching.models import TextEmbedding
    from fair.matching.models.text import DIMENSIONS

    encoder = encoder_version()
    if not encoder:
        return
    rng = np.random.default_rng(seed)
    topics: dict[str, Any] = {}
    rows = {}
    for side, text in texts_of(edition):
        topic = text.split(",")[0]
        if topic not in topics:
            topics[topic] = rng.standard_normal(DIMENSIONS)
        vector = topics[topic] + rng.standard_normal(DIMENSIONS)
        vector /= np.linalg.norm(vector)
        digest = digest_of(text, side=side, encoder=encoder)
        rows[digest] = vector.astype(VECTOR_TYPE).tobytes()
    TextEmbedding.objects.bulk_create(
        (
            TextEmbedding(digest=digest, encoder=encoder, vector=vector, made_at=NOW)
            for digest, vector in rows.items()
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )


def _organisations(name: str, count: int, *, rng: random.Random, **flags: bool) -> list[Any]:
    from accounts.models import Organisation

    return Organisation.objects.bulk_create(
        [
            Organisation(
                legal_name=f"{name} {number}",
                country="VN",
                province=rng.choice(PROVINCES),
                languages=rng.sample(["vi", "en", "ja", "ko"], 2),
                **flags,
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )


def _participations(edition: Any, side: Any, count: int, *, rng: random.Random) -> list[Any]:
    from fair.editions.choices import ParticipationStatus, Side
    from fair.editions.models import Participation

    flags = {"is_supplier": side == Side.SUPPLIER, "is_buyer": side == Side.BUYER}
    organisations = _organisations(side, count, rng=rng, **flags)
    return Participation.objects.bulk_create(
        [
            Participation(
                edition=edition,
                organisation=organisation,
                side=side,
                status=ParticipationStatus.APPROVED,
            )
            for organisation in organisations
        ],
        batch_size=BATCH,
    )


def _lines(suppliers: list[Any], count: int, *, rng: random.Random) -> None:
    from fair.exhibitors.choices import LineState
    from fair.exhibitors.models import ProductLine

    terms = Terms(rng, most=3)
    chosen = [terms.choose() for _ in range(count)]
    made = ProductLine.objects.bulk_create(
        [
            ProductLine(
                participation=suppliers[number // LINES_PER_SUPPLIER],
                **terms.texts_of(chosen[number], number),
                state=LineState.PUBLISHED,
                published_at=NOW,
                tolerance_mm=_maybe(rng, 0.005, 0.2, places=3),
                max_length_mm=_maybe(rng, 50, 900),
                max_width_mm=_maybe(rng, 50, 600),
                max_height_mm=_maybe(rng, 20, 400),
                capacity_per_month=10**7,
                free_capacity_per_month=_maybe(rng, 500, 200_000),
                moq_pcs=_maybe(rng, 50, 5000),
                production_lead_days=_maybe(rng, 7, 60),
                export_markets=rng.sample(["JP", "KR", "US", "DE"], rng.choice([0, 1, 2])),
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )
    _state(made, chosen, ProductLine)


def _needs(buyers: list[Any], count: int, *, rng: random.Random) -> None:
    from fair.sourcing.choices import NeedState
    from fair.sourcing.models import ComponentNeed

    terms = Terms(rng, most=1)
    chosen = [terms.choose() for _ in range(count)]
    made = ComponentNeed.objects.bulk_create(
        [
            ComponentNeed(
                participation=buyers[number // NEEDS_PER_BUYER],
                **terms.texts_of(chosen[number], number),
                state=NeedState.PUBLISHED,
                published_at=NOW,
                tolerance_mm=_maybe(rng, 0.01, 0.2, places=3),
                tolerance_is_hard=rng.random() < 0.2,  # noqa: PLR2004 (a share)
                length_mm=_maybe(rng, 20, 400),
                annual_volume_pcs=_maybe(rng, 1000, 500_000),
                lot_size_pcs=_maybe(rng, 100, 5000),
                production_lead_days=_maybe(rng, 10, 60),
                delivery_country="VN",
                delivery_province=rng.choice(PROVINCES),
            )
            for number in range(count)
        ],
        batch_size=BATCH,
    )
    _state(made, chosen, ComponentNeed)


class Terms:
    """Draws processes of one family and materials, and words them."""

    def __init__(self, rng: random.Random, *, most: int) -> None:
        from fair.taxonomy.models import Material, Process

        families: dict[int, list[Any]] = {}
        for process in Process.objects.filter(parent__isnull=False).order_by("id"):
            families.setdefault(process.parent_id, []).append(process)
        self.rng, self.most = rng, most
        self.families = list(families.values())
        self.materials = list(Material.objects.order_by("id"))

    def choose(self) -> tuple[list[Any], list[Any]]:
        family = self.rng.choice(self.families)
        processes = self.rng.sample(family, min(len(family), self.rng.randint(1, self.most)))
        return processes, self.rng.sample(self.materials, self.rng.randint(1, 3))

    def texts_of(self, chosen: tuple[list[Any], list[Any]], number: int) -> dict[str, Any]:
        """Return a title and a description in one language."""
        language = self.rng.choice(LANGUAGES)
        processes, materials = ([term.label_in(language) for term in terms] for terms in chosen)
        words = self.rng.sample(WORDS[language].split(), 6)
        return {
            "title": {language: f"{', '.join(processes)}, {words[0]} {number}"},
            "description": {
                language: f"{', '.join(materials)}. {' '.join(words[1:])}, "
                f"{self.rng.randint(1, 999)} mm, ±0.0{self.rng.randint(1, 9)} mm."
            },
        }


def _state(rows: list[Any], chosen: list[tuple[list[Any], list[Any]]], model: Any) -> None:
    """Give each row its processes and materials."""
    owner = model._meta.model_name  # noqa: SLF001 - Django's documented API
    for at, field in enumerate(("process", "material")):
        through = getattr(model, ("processes", "materials")[at]).through
        through.objects.bulk_create(
            [
                through(**{f"{owner}_id": row.pk, f"{field}_id": term.pk})
                for row, terms in zip(rows, chosen, strict=True)
                for term in terms[at]
            ],
            batch_size=BATCH,
        )


def _maybe(rng: random.Random, least: float, most: float, *, places: int = 0) -> Any:
    """Return a number, or None in one case of five: not everybody states everything."""
    if rng.random() < 0.2:  # noqa: PLR2004 (the share)
        return None
    number = round(rng.uniform(least, most), places)
    return number if places else int(number)
