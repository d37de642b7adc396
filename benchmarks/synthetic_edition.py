"""An edition of any size in the database: random statements over the shipped vocabulary."""

import random
from datetime import UTC, date, datetime
from typing import Any

LINES_PER_SUPPLIER = 5
NEEDS_PER_BUYER = 10
BATCH = 2000
NOW = datetime(2027, 6, 1, tzinfo=UTC)
PROVINCES = ("Hà Nội", "Bắc Ninh", "Hải Phòng", "Hưng Yên", "Vĩnh Phúc", "Hồ Chí Minh", "Đà Nẵng")


def make_edition(*, needs: int, lines: int, seed: int) -> Any:
    """Fill an edition with published needs and lines and return it; about a second for 2,000 rows.

    A line states one to three processes of one family and one to three materials; a need one
    process, as in a fair. Texts are short and of one language.
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
    return edition


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

    made = ProductLine.objects.bulk_create(
        [
            ProductLine(
                participation=suppliers[number // LINES_PER_SUPPLIER],
                title={"en": f"Line {number}"},
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
    _choose(made, ProductLine, rng=rng, most=3)


def _needs(buyers: list[Any], count: int, *, rng: random.Random) -> None:
    from fair.sourcing.choices import NeedState
    from fair.sourcing.models import ComponentNeed

    made = ComponentNeed.objects.bulk_create(
        [
            ComponentNeed(
                participation=buyers[number // NEEDS_PER_BUYER],
                title={"en": f"Need {number}"},
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
    _choose(made, ComponentNeed, rng=rng, most=1)


def _choose(rows: list[Any], model: Any, *, rng: random.Random, most: int) -> None:
    """Give each row processes of one family and some materials."""
    from fair.taxonomy.models import Material, Process

    families: dict[int, list[int]] = {}
    for pk, parent in Process.objects.filter(parent__isnull=False).values_list("pk", "parent"):
        families.setdefault(parent, []).append(pk)
    materials = list(Material.objects.values_list("pk", flat=True))
    owner = model._meta.model_name  # noqa: SLF001 - Django's documented API
    processes, chosen = [], []
    for row in rows:
        family = rng.choice(list(families.values()))
        some = rng.sample(family, min(len(family), rng.randint(1, most)))
        processes += [(row.pk, pk) for pk in some]
        chosen += [(row.pk, pk) for pk in rng.sample(materials, rng.randint(1, 3))]
    for field, pairs in (("process", processes), ("material", chosen)):
        through = getattr(model, f"{field}{'es' if field == 'process' else 's'}").through
        through.objects.bulk_create(
            [through(**{f"{owner}_id": own, f"{field}_id": pk}) for own, pk in pairs],
            batch_size=BATCH,
        )


def _maybe(rng: random.Random, least: float, most: float, *, places: int = 0) -> Any:
    """Return a number, or None in one case of five: not everybody states everything."""
    if rng.random() < 0.2:  # noqa: PLR2004 (the share)
        return None
    number = round(rng.uniform(least, most), places)
    return number if places else int(number)
