"""Read calendar files by RFC 5545 alone, sharing nothing with what writes them.

Times with a TZID are understood by the VTIMEZONE of the same file, never by the machine's own
zones: so a wrong definition shows as a wrong time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^";:,]*)')
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
LONGEST_LINE = 75  # bytes, without its end


class UnreadableCalendar(Exception):
    """The file breaks a rule of the format, or a time in it means nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """NAME;PARAMETER=…:value"""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(slots=True)
class Part:
    """What stands between BEGIN and END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line:
        """Return the only line of that name; raise UnreadableCalendar for none or several."""
        found = self.all(name)
        if len(found) != 1:
            raise UnreadableCalendar(f"{len(found)} × {name} in {self.name}")
        return found[0]

    def parts_named(self, name: str) -> list["Part"]:
        return [part for part in self.parts if part.name == name]


def read(ics: bytes) -> Part:
    """Return the file's VCALENDAR; raise UnreadableCalendar where it is none."""
    open_parts = [Part("")]
    for text in _unfolded(ics):
        found = LINE.fullmatch(text)
        if found is None:
            raise UnreadableCalendar(f"no line of a calendar: {text}")
        name, parameters, value = found.groups()
        if name == "BEGIN":
            part = Part(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        elif name == "END":
            if open_parts.pop().name != value:
                raise UnreadableCalendar(f"END:{value} closes something else")
        else:
            pairs = {key: given.strip('"') for key, given in PARAMETER.findall(parameters)}
            open_parts[-1].lines.append(Line(name, pairs, value))
    if len(open_parts) != 1 or [part.name for part in open_parts[0].parts] != ["VCALENDAR"]:
        raise UnreadableCalendar("not one VCALENDAR")
    return open_parts[0].parts[0]


def moment_of(line: Line, calendar: Part) -> datetime:
    """Return the moment, in UTC, that a DATE-TIME line means in its calendar."""
    if line.value.endswith("Z"):
        return datetime.strptime(line.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    local = _wall_time(line.value)
    zones = [
        zone
        for zone in calendar.parts_named("VTIMEZONE")
        if zone.one("TZID").value == line.parameters.get("TZID")
    ]
    if len(zones) != 1:
        raise UnreadableCalendar(f"{len(zones)} definitions of {line.parameters.get('TZID')}")
    return _by_definition(local, zones[0])


def _unfolded(ics: bytes) -> Iterator[str]:
    if not ics.endswith(b"\r\n"):
        raise UnreadableCalendar("the last line does not end")
    lines: list[bytes] = []
    for line in ics[:-2].split(b"\r\n"):
        if len(line) > LONGEST_LINE or b"\n" in line:
            raise UnreadableCalendar("a line is too long, or broken in another way")
        if line.startswith(b" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return (line.decode() for line in lines)


def _by_definition(local: datetime, zone: Part) -> datetime:
    """Find the observance in which the wall clock shows `local`; the first, where it does twice."""
    onsets = []
    for part in zone.parts:
        before, after = (_offset(part.one(name).value) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
        onsets.append((_wall_time(part.one("DTSTART").value) - before, after))
    onsets.sort()
    for place, (begins, offset) in enumerate(onsets):
        ends = onsets[place + 1][0] if place + 1 < len(onsets) else datetime.max  # noqa: DTZ901 - compared with naive UTC only
        if begins <= local - offset < ends:
            return (local - offset).replace(tzinfo=UTC)
    raise UnreadableCalendar(f"{local} does not exist in {zone.one('TZID').value}")


def _wall_time(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the wall clock of a zone


def _offset(value: str) -> timedelta:
    sign = -1 if value.startswith("-") else 1
    digits = [int(value[at : at + 2]) for at in range(1, len(value), 2)]
    hours, minutes, seconds = (*digits, 0)[:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
