"""Whether every way of telling a time tells the same moment, in every zone, when clocks change.

python -m benchmarks.time_zones [--samples 100000] [--seed 1] [--json]

For each zone of the time-zone database meetings are invented around both changes of its clocks in
2027 (in zones without, around those of Berlin), each with a side that lives in another zone, read
by somebody in a third, on a server in UTC. Their time is written in five ways, in the site's five
languages in turn: as on the pages (HTML), in mails, as a calendar entry (ICS), on paper (PDF) and
as a spreadsheet (XLSX). Each is read back by the words it shows alone, and compared with the
moment.

"samples" counts times read back, "mismatches" those that mean another moment, or name another
offset than the zone has, or are missing. "planted" writes some of the meetings wrongly on purpose;
every way of writing must show it.
"""

import argparse
import itertools
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from random import Random
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

LANGUAGES = ("en", "vi", "ja", "ko", "zh-hans")
WAYS = ("html", "mail", "ics", "pdf", "xlsx")
YEAR = 2027
LENGTH = timedelta(minutes=25)
AROUND = timedelta(hours=4)
NOT_ZONES = {"Factory", "localtime", "posixrules"}
ZONES_TO_A_FILE = 60
PLANTED_SAMPLES = 3_000

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Readers of PDF files put spaces where the font changes.
CHINESE = re.compile(r"(?P<y>\d{4})\s?[年/]\s?(?P<m>\d{1,2})\s?[月/]\s?(?P<d>\d{1,2})")
DAY = {
    "en": re.compile(rf"(?P<d>\d{{1,2}})\s?(?P<M>{'|'.join(MONTHS)})\s?(?P<y>\d{{4}})"),
    "vi": re.compile(r"(?P<d>\d{2})/(?P<m>\d{2})/(?P<y>\d{4})"),
    "ja": CHINESE,
    "ko": re.compile(r"(?P<y>\d{4})[년.]\s?(?P<m>\d{1,2})[월.]\s?(?P<d>\d{1,2})"),
    "zh-hans": CHINESE,
}
SPAN = re.compile(r"(\d\d):(\d\d)–(\d\d):(\d\d)")
OFFSET = re.compile(r"UTC([+−])(\d{1,2})(?::(\d\d))?")
NAME = re.compile(r"#(\d+)#")


@dataclass(frozen=True, slots=True)
class Sample:
    """A meeting to be told: when it is, by whose clocks."""

    number: int
    starts_at: datetime
    zone: ZoneInfo
    other_zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Told:
    """A time as it was read: the moment it means, and the offset it names."""

    starts_at: datetime
    offset: timedelta


Reading = dict[int, list[Told]]
Fault = Callable[[Sample], datetime]


class Words(HTMLParser):
    """What a page shows."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


# --- What to tell


def zone_names() -> list[str]:
    return sorted(available_timezones() - NOT_ZONES)


@cache
def changes_of(zone: ZoneInfo) -> list[datetime]:
    """Return the whole hours of the year around which the zone's clocks change."""
    days = [datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
    return [
        hour
        for midnight, _next in _between_changes(days, zone)
        for _before, hour in _between_changes(
            [midnight + timedelta(hours=hour) for hour in range(25)], zone
        )
    ]


def _between_changes(
    moments: list[datetime], zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the neighbours between which the zone's clocks change."""
    offsets = [moment.astimezone(zone).utcoffset() for moment in moments]
    for place, (before, after) in enumerate(itertools.pairwise(offsets)):
        if before != after:
            yield moments[place], moments[place + 1]


def samples_of(*, count: int, seed: int) -> Iterator[Sample]:
    """Yield meetings, zone by zone, as many for each."""
    rng = Random(seed)
    names = zone_names()
    usual = changes_of(ZoneInfo("Europe/Berlin"))
    for place, name in enumerate(names):
        zone = ZoneInfo(name)
        changes = changes_of(zone) or usual
        other = ZoneInfo(rng.choice(names))
        for number in range(place * count // len(names), (place + 1) * count // len(names)):
            change = changes[number % len(changes)]
            minutes = rng.randrange(-AROUND // timedelta(minutes=5), AROUND // timedelta(minutes=5))
            starts_at = change + timedelta(minutes=5 * minutes)
            yield Sample(number, starts_at, zone, other)


def meeting_of(sample: Sample, *, starts_at: datetime) -> Any:
    """Return a row of that meeting that no database knows."""
    from accounts.models import Organisation
    from fair.editions.models import Edition, Participation
    from fair.meetings.models import Meeting

    edition = Edition(slug="fair", title={"en": "Fair"}, time_zone=sample.zone.key)
    buyer, supplier = (
        Participation(
            pk=number,
            edition=edition,
            organisation=Organisation(pk=number, legal_name=name, country="VN"),
            attendance=attendance,
            time_zone=sample.other_zone.key,
        )
        for number, name, attendance in (
            (1, "Buyer", "in_person"),
            (2, f"#{sample.number}#", "both"),
        )
    )
    meeting = Meeting(
        edition=edition,
        buyer=buyer,
        supplier=supplier,
        starts_at=starts_at,
        ends_at=starts_at + LENGTH,
        mode="booth",
        updated_at=starts_at,
    )
    meeting.place_seats = []
    return meeting


# --- Written and read back


def by_html(meetings: list[tuple[Sample, Any]], language: str) -> Reading:
    from django.template import Context, Template

    page = Template(
        "{% load fair_ui tz %}{{ m.starts_at|timezone:m.edition.zone|day }}"
        " {% time_span m.starts_at m.ends_at m.edition.zone m.supplier.zone %}"
    )
    found: Reading = {}
    for sample, meeting in meetings:
        words = Words()
        words.feed(page.render(Context({"m": meeting})))
        found[sample.number] = list(times_in(" ".join(words.found), language))
    return found


def by_mail(meetings: list[tuple[Sample, Any]], language: str) -> Reading:
    from django.template.loader import render_to_string

    found: Reading = {}
    for sample, meeting in meetings:
        context = {"meeting": meeting, "edition": meeting.edition, "site_url": ""}
        text = render_to_string("emails/meetings/_meeting.txt", context)
        found[sample.number] = list(times_in(text.split(": ")[0], language))
    return found


def by_ics(meetings: list[tuple[Sample, Any]], _language: str) -> Reading:
    from benchmarks.ics_reading import moment_of, read
    from fair.meetings.engine.itip import message_of
    from fair.meetings.ical import event_of

    found: Reading = {}
    for sample, meeting in meetings:
        calendar = read(message_of(event_of(meeting)))
        (event,) = calendar.parts_named("VEVENT")
        starts_at, ends_at = (moment_of(event.one(name), calendar) for name in ("DTSTART", "DTEND"))
        if ends_at - starts_at == LENGTH:
            found[sample.number] = [Told(starts_at, offset_of(starts_at, sample.zone))]
    return found


def by_pdf(meetings: list[tuple[Sample, Any]], language: str) -> Reading:
    """Set a sheet for each zone, many in one file, and read the file's text."""
    from pypdf import PdfReader

    from fair.common.intervals import Interval
    from fair.meetings.papers import content_of, pdf_of
    from fair.meetings.selectors.sheets import Sheet, SheetDay, SheetRow

    by_zone: dict[tuple[str, str], list[Any]] = {}
    for sample, meeting in meetings:
        by_zone.setdefault((sample.zone.key, sample.other_zone.key), []).append(meeting)
    sheets = []
    whole: dict[str, Any] = {}
    for (_key, other), own in by_zone.items():
        days: dict[date, list[SheetRow]] = {}
        for meeting in sorted(own, key=lambda each: each.starts_at):
            local = meeting.starts_at.astimezone(meeting.edition.zone)
            row = SheetRow(Interval(meeting.starts_at, meeting.ends_at), meeting)
            days.setdefault(local.date(), []).append(row)
        laid = tuple(SheetDay(day, tuple(rows)) for day, rows in sorted(days.items()))
        sheet = Sheet("", laid, own=frozenset({1}), zone=ZoneInfo(other))
        whole = content_of(own[0].edition, [sheet], now=own[0].starts_at)
        sheets += [each | {"code": ""} for each in whole["sheets"]]
    reader = PdfReader(BytesIO(pdf_of("agenda", whole | {"sheets": sheets, "as_of": ""})))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return _read_paper(text, language)


def _read_paper(text: str, language: str) -> Reading:
    """Read rows as an eye does: the day above, the clock named with it or in the row."""
    found: Reading = {}
    day, offset = date.min, timedelta()
    heading = re.compile(rf"{DAY[language].pattern}[^\n·]*·\s*{OFFSET.pattern}")
    begin = 0
    for name in NAME.finditer(text):
        row = text[begin : name.start()]
        begin = name.end()
        headings = list(heading.finditer(row))
        if headings:
            day = _date(headings[-1])
            offset = _offset(OFFSET.search(headings[-1].group()))
            row = row[headings[-1].end() :]
        span = SPAN.search(row)
        if span is None:
            continue
        rest = row[span.end() :]
        second = SPAN.search(rest)
        own = OFFSET.search(rest, 0, second.start() if second else len(rest))
        named = _offset(own) if own else offset
        told = [Told(_moment(day, span, named), named)]
        if second is not None:
            there = DAY[language].search(rest)
            other = _offset(OFFSET.search(rest, second.end()))
            told.append(Told(_moment(_date(there) if there else day, second, other), other))
        found[int(name[1])] = told
    return found


def by_xlsx(meetings: list[tuple[Sample, Any]], _language: str) -> Reading:
    from openpyxl import load_workbook

    from fair.meetings.workbooks import meetings_workbook

    content = meetings_workbook(meeting for _sample, meeting in meetings)
    page = load_workbook(BytesIO(content)).worksheets[0]
    found: Reading = {}
    rows = page.iter_rows(min_row=2, values_only=True)
    for day, begins, _ends, zone, _buyer, supplier, *_rest in rows:
        offset = _offset(OFFSET.fullmatch(zone))
        local = datetime.combine(day, begins)
        found[int(NAME.fullmatch(supplier)[1])] = [
            Told((local - offset).replace(tzinfo=UTC), offset)
        ]
    return found


WRITERS = dict(zip(WAYS, (by_html, by_mail, by_ics, by_pdf, by_xlsx), strict=True))


def times_in(text: str, language: str) -> Iterator[Told]:
    """Yield the times that a text tells, each with the day that stands last before it."""
    day = date.min
    days = list(DAY[language].finditer(text))
    for span in SPAN.finditer(text):
        named = [found for found in days if found.start() < span.start()]
        day = _date(named[-1]) if named else day
        offset = _offset(OFFSET.search(text, span.end()))
        yield Told(_moment(day, span, offset), offset)


def _date(found: re.Match[str] | None) -> date:
    if found is None:
        return date.min
    parts = found.groupdict()
    month = MONTHS.index(parts["M"]) + 1 if "M" in parts else int(parts["m"])
    return date(int(parts["y"]), month, int(parts["d"]))


def _moment(day: date, span: re.Match[str], offset: timedelta) -> datetime:
    local = datetime(day.year, day.month, day.day, int(span[1]), int(span[2]), tzinfo=UTC)
    return local - offset if day > date.min else local


def _offset(found: re.Match[str] | None) -> timedelta:
    if found is None:
        return timedelta(days=9)  # none named: never right
    sign, hours, rest = found.groups()[-3:]
    minutes = timedelta(hours=int(hours), minutes=int(rest or 0))
    return -minutes if sign == "−" else minutes


# --- Compared


def offset_of(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def is_right(sample: Sample, told: list[Told]) -> bool:
    """Tell whether the first time is the fair's, and each further one the other side's."""
    zones = (sample.zone, sample.other_zone)
    return bool(told) and all(
        each == Told(sample.starts_at, offset_of(sample.starts_at, zone))
        for each, zone in zip(told, zones, strict=False)
    )


def mismatches(samples: Iterable[Sample], *, fault: Fault | None = None) -> Counter[str]:
    """Write and read back samples in every way; count by way what came back wrong or not at all."""
    from django.utils import timezone, translation

    wrong: Counter[str] = Counter(dict.fromkeys(WAYS, 0))
    for place, part in enumerate(_parts(samples)):
        language = LANGUAGES[place % len(LANGUAGES)]
        meetings = [
            (each, meeting_of(each, starts_at=fault(each) if fault else each.starts_at))
            for each in part
        ]
        with translation.override(language), timezone.override(part[0].other_zone):
            for way, writer in WRITERS.items():
                found = writer(meetings, language)
                wrong[way] += sum(not is_right(each, found.get(each.number, [])) for each in part)
    return wrong


def _parts(samples: Iterable[Sample]) -> Iterator[list[Sample]]:
    part: list[Sample] = []
    zones: set[str] = set()
    for sample in samples:
        if sample.zone.key not in zones and len(zones) == ZONES_TO_A_FILE:
            yield part
            part, zones = [], set()
        part.append(sample)
        zones.add(sample.zone.key)
    if part:
        yield part


def _without_summer_time(sample: Sample) -> datetime:
    return sample.starts_at + (sample.starts_at.astimezone(sample.zone).dst() or timedelta())


def _first_of_two(sample: Sample) -> datetime:
    return sample.starts_at.astimezone(sample.zone).replace(fold=0).astimezone(UTC)


FAULTS: dict[str, Fault] = {
    "summer time forgotten": _without_summer_time,
    "the second of two hours taken for the first": _first_of_two,
    "five minutes late": lambda sample: sample.starts_at + timedelta(minutes=5),
}


def prepare() -> None:
    """Set Django up without any server: nothing here is stored."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaking.settings")
    os.environ.setdefault("FAIRMATCH_DATA", tempfile.mkdtemp(prefix="fairmatch-bench-"))
    os.environ.setdefault("FAIRMATCH_DEMO", "true")
    import django

    from matchmaking.preparing import compile_messages

    compile_messages()
    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the only form there is")
    options = parser.parse_args()
    prepare()
    began = time.perf_counter()
    count = options.samples // len(WAYS)
    wrong = mismatches(samples_of(count=count, seed=options.seed))
    planted = {
        name: dict(mismatches(samples_of(count=PLANTED_SAMPLES // len(WAYS), seed=2), fault=fault))
        for name, fault in FAULTS.items()
    }
    figures = {
        "samples": count * len(WAYS),
        "zones": len(zone_names()),
        "mismatches": sum(wrong.values()),
        "by_way": dict(wrong),
        "planted": planted,
        "planted_found": all(all(found.values()) for found in planted.values()),
        "seconds": round(time.perf_counter() - began, 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
