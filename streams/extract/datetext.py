"""Decides what day and time a text names, in the notations of JSON-LD, HTTP, file names and newspapers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from streams.extract.months import month_number

ZONES = {
    "utc gmt z ut wet": 0,
    "cet mez wat west bst": 60,
    "cest mesz eet sast cat": 120,
    "eest msk мск eat trt": 180,
    "gst": 240,
    "pkt uzt": 300,
    "ist slst": 330,
    "npt": 345,
    "wib ict": 420,
    "hkt sgt myt pht awst wita": 480,
    "jst kst wit": 540,
    "acst": 570,
    "aest": 600,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
    "ndt": -150,
    "brt art adt": -180,
    "nst": -210,
    "edt clt": -240,
    "est cdt": -300,
    "cst mdt": -360,
    "mst pdt": -420,
    "pst": -480,
    "akst": -540,
    "hst": -600,
}
"""Minutes east of UTC of the zone names that are clear enough on news pages."""

_OFFSETS = {name: minutes for names, minutes in ZONES.items() for name in names.split()}
_LONGEST = 400
_MINUTES_OF_DAY = 24 * 60
_BUDDHIST_ERA = 543
_REIWA = 2018
_AFTERNOON = frozenset({"오후", "午後", "下午"})
_HALF = r"(?:[ap]\.?m\b\.?|오전|오후|午前|午後|上午|下午)"
_ZONE = r"(?:[zZ]\b|\(?(?:GMT|UTC)?\s?[+−-]\d\d?(?::?\d\d)?\b|\(?\b[A-Za-zмск]{2,5}\b)"
_CLOCK = re.compile(
    rf"(?<![\d.:/-])(?P<before>{_HALF})?\s*(?P<hour>2[0-4]|[01]?\d)"
    r"(?:[:：.h時时시]\s?(?P<minute>[0-5]\d)?(?:[:：.分분]\s?(?P<second>[0-5]\d))?)?[分분]?(?:[.,]\d+)?"
    rf"\s*(?P<after>{_HALF})?\s*(?P<zone>{_ZONE})?",
    re.IGNORECASE,
)
_MONTH_WORD = r"(?!\d)[^\d\s,/:;()]{2,14}?"
_TITLED_MONTH = rf"(?P<month>tháng \d\d?|{_MONTH_WORD}(?:\s(?:الأول|الثاني))?)"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.|-?(?:го|е))?"
_BEFORE_YEAR = r"[.,]?[\s/-]{0,2}(?:,\s?)?(?:de\s|del\s|năm\s|พ\.ศ\.\s?)?"
_NOTATIONS = {
    "2020-12-15": r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:T|(?!\d))",
    "2020年12月15日": (
        r"(?<!\d)(?P<year>(?:19|20|25)\d\d)\s?[/.年년-]\s?(?P<month>\d\d?)\s?[/.月월-]\s?(?P<day>\d\d?)(?!\d)[日일]?"
    ),
    "令和2年12月15日": r"令和\s?(?P<era>\d+|元)年\s?(?P<month>\d\d?)月\s?(?P<day>\d\d?)日",
    "20201215T0759": (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0\d|1[0-2])(?P<day>[0-3]\d)(?:T?(?P<clock>\d{4}(?:\d\d)?))?(?!\d)"
    ),
    "15. Dezember 2020": (
        rf"(?<!\d)(?P<day>\d\d?){_ORDINAL}[\s,./-]{{0,3}}(?:of\s|de\s|d['’])?"
        rf"{_TITLED_MONTH}{_BEFORE_YEAR}(?P<year>\d{{4}}|['’]\d\d)(?!\d)"
    ),
    "December 15, 2020": (
        rf"(?<!\w)(?P<month>{_MONTH_WORD})\.?[\s-]{{0,2}}(?P<day>\d\d?){_ORDINAL}[,-]?\s{{0,2}}"
        r"(?P<year>\d{4})(?!\d)"
    ),
    "Dec 15 07:59:00 EST 2020": (
        r"(?P<month>[A-Z][a-z]{2}) (?P<day>\d\d?) (?P<clock>\d\d:\d\d:\d\d)(?P<zone> [A-Z+-]{3}[\d+:]*)? "
        r"(?P<year>\d{4})"
    ),
    "15.12.2020": (
        r"(?<!\d)(?P<first>\d\d?)\s?(?P<mark>[/.-]|\|(?=[\d\s]+\|\s?\d{4}))\s?(?P<second>\d\d?)\s?(?P=mark)\s?"
        r"(?P<year>\d{4}|\d\d)(?!\d)"
    ),
}
"""The notations of a day, most certain first, each under an example of it."""
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _NOTATIONS.values())
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
# What programs write. The notations read the same of it, but not as fast.
_ISO = re.compile(
    r"(?P<day>(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])"
    r"(?:[T ](?P<clock>(?:[01][0-9]|2[0-3]):[0-5][0-9])(?:(?P<second>:[0-5][0-9])(?:\.[0-9]+)?)?"
    r"(?P<zone>[zZ]|(?P<sign>[+-])(?P<hours>[01][0-9]):?(?P<minutes>[0-5][0-9]))?)?"
)
YEAR = re.compile(r"[\d'’令](?:\d{3}|(?<=['’])\d\d|和|\s?[/.-]\s?\d\d?\s?[/.-]\s?\d\d)")
"""What every notation has; most texts with digits fail here."""


def parse_date(text: str, language: str | None = None, *, month_first: bool = False) -> str | None:
    """The first day that the text names, as `2020-12-15`, or with its time as `2020-12-15T07:59:00+00:00`.

    The offset is given where the text has one. `month_first` reads `12/10/2020` as the American do.
    """
    text = text.strip()[:_LONGEST]
    if (plain := _ISO.fullmatch(text)) and (moment := _plain(plain)):
        return moment
    if not names_day(text):
        return None
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).isoformat()
    reader = _Reader(language, month_first)
    return next((_with_time(day, texts) for day, texts in reader.days(text)), None)


def _plain(match: re.Match[str]) -> str | None:
    """What a text in the notation of ISO 8601 names; None for a day that no calendar has."""
    day, clock, second, zone, sign, hours, minutes = match.groups()
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    if clock is None:
        return day
    offset = "" if zone is None else f"{sign}{hours}:{minutes}"
    if zone is not None and (sign is None or hours == minutes == "00"):
        offset = "+00:00"
    return f"{day}T{clock}{second or ':00'}{offset}"


def names_day(text: str) -> bool:
    """Whether a text may name a day: a cheap test before that of the notations."""
    return YEAR.search(text) is not None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads days as a page in a language and region writes them."""

    language: str | None
    month_first: bool

    def days(self, text: str) -> Iterator[tuple[date, tuple[str, str]]]:
        """The days in a text by each notation that fits, with the texts that follow and precede them."""
        for pattern in _PATTERNS:
            for match in pattern.finditer(text):
                day = self._day(match.groupdict())
                if day is not None:
                    yield day, (_after(match, text), text[: match.start()])

    def _day(self, named: dict[str, str | None]) -> date | None:
        try:
            return date(_year(named), *self._month_and_day(named))
        except (ValueError, OverflowError):
            return None

    def _month_and_day(self, named: dict[str, str | None]) -> tuple[int, int]:
        if first := named.get("first"):
            numbers = (int(first), int(named["second"] or ""))
            american = numbers[1] > 12 or (self.month_first and numbers[0] <= 12 and named["mark"] != ".")
            return numbers if american else numbers[::-1]
        month = named["month"] or ""
        return int(month) if month.isdigit() else month_number(month, self.language), int(named["day"] or "")


def _year(named: dict[str, str | None]) -> int:
    era = named.get("era")
    if era:
        return _REIWA + (1 if era == "元" else int(era))
    year = int((named["year"] or "").lstrip("'’"))
    if year < 100:
        return year + 2000
    return year - _BUDDHIST_ERA if year >= 2500 else year


def _after(match: re.Match[str], text: str) -> str:
    """What follows a day; a time of day within the match comes first."""
    named = match.groupdict()
    if clock := named.get("clock"):
        clock = clock if ":" in clock else ":".join(re.findall("..", clock))
        return f"{clock}{named.get('zone') or ''}{text[match.end() :]}"
    return text[match.end() :]


def _with_time(day: date, texts: Iterable[str]) -> str:
    """The day with the time of day in the first of the texts that has one."""
    match = next(filter(None, map(_clock, texts)), None)
    if match is None:
        return day.isoformat()
    clock = time(_hour(match) % 24, int(match["minute"] or 0), int(match["second"] or 0))
    offset = _offset(match["zone"])
    zone = None if offset is None else timezone(timedelta(minutes=offset))
    return datetime.combine(day, clock, zone).isoformat()


def _clock(text: str) -> re.Match[str] | None:
    """The first time of day; a bare number is one only with `am` or `pm`."""
    clocks = _CLOCK.finditer(text)
    return next((found for found in clocks if found["minute"] or found["before"] or found["after"]), None)


def _hour(match: re.Match[str]) -> int:
    half = match["before"] or match["after"]
    if not half:
        return int(match["hour"])
    return int(match["hour"]) % 12 + 12 * (half[0] in "pP" or half in _AFTERNOON)


def _offset(zone: str | None) -> int | None:
    """Minutes east of UTC, or None where no zone is named."""
    zone = (zone or "").strip(" (").lower().replace("−", "-")
    sign, digits = zone.removeprefix("gmt").removeprefix("utc").strip()[:1], re.sub(r"\D", "", zone)
    if sign not in ("+", "-") or not digits:
        return _OFFSETS.get(zone)
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    minutes += hours * 60
    return None if minutes >= _MINUTES_OF_DAY else (minutes if sign == "+" else -minutes)
