"""Decides how near a record comes to what a person found on the page: one figure from 0 to 1 for each field.

A figure is counted over the pages whose gold row has an answer; a page without a record is a miss.

    body_f1     shingles of four tokens: means of precision and recall over pages, and the F1 of the two means
    segment_f1  snippets that a body must have (`with`) and must not have (`without`), over the whole set
    title       the same letters and digits, whatever the case
    date        the same calendar day, as written or in UTC
    author_f1   names, over the whole set
    tag_f1      keywords, over the whole set
    image       the same file name as one of the page's pictures
    kept        the share of articles that have a body in their record
    refused     the share of pages that are no article (`"article": false`) and have none
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

Row = Mapping[str, Any]
Pairs = Sequence[tuple[Row, Row]]
"""Gold rows, each with the record that was made of its page; an empty mapping where there is none."""
Measure = Callable[[Pairs], float | None]

WIDE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TOKEN = re.compile(rf"[{WIDE}]|[^\W{WIDE}]+")
"""A word, or one character of a script that puts no space between words."""
SHINGLE = 4
BY = re.compile(r"^\s*(by|von|par|por|di|av|door)\s+", re.IGNORECASE)
BETWEEN_NAMES = re.compile(r"\s*[;|]\s*|\s*,\s+|\s+(?:and|und|et|&)\s+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Hits:
    """How many were found rightly, found wrongly, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Hits) -> Hits:
        return Hits(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of the found that is right."""
        found = self.right + self.wrong
        return self.right / found if found else float(not self.missed)

    @property
    def recall(self) -> float:
        """The share of the wanted that was found."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else float(not self.wrong)

    @property
    def f1(self) -> float:
        """Both in one."""
        return harmonic(self.precision, self.recall)


def harmonic(precision: float, recall: float) -> float:
    """The F1 of the two."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def figures(pairs: Pairs) -> dict[str, float]:
    """Every figure that the gold rows have answers for, by name."""
    measured = {name: measure(pairs) for name, measure in MEASURES.items()}
    return {name: value for name, value in measured.items() if value is not None}


def body_f1(pairs: Pairs) -> float | None:
    """Precision counts the pages that have a body, recall counts all."""
    pages = [
        hits(shingles(gold["body"]), shingles(found.get("body"))) for gold, found in asked("body", pairs)
    ]
    precisions = [page.precision for page in pages if page.right + page.wrong]
    recall = mean(page.recall for page in pages)
    return None if recall is None else harmonic(mean(precisions) or 0.0, recall)


def segment_f1(pairs: Pairs) -> float | None:
    """Each snippet counts as one, on whatever page it is."""
    pages = [segments(gold, squashed(found.get("body"))) for gold, found in pairs if "with" in gold]
    return sum(pages, Hits()).f1 if pages else None


def segments(gold: Row, text: str) -> Hits:
    """The snippets of one page."""
    right = sum(squashed(snippet) in text for snippet in gold["with"])
    wrong = sum(squashed(snippet) in text for snippet in gold["without"])
    return Hits(right, wrong, len(gold["with"]) - right)


def title(pairs: Pairs) -> float | None:
    """The share of titles that are right."""
    return mean(
        bool(letters(gold["title"])) and letters(gold["title"]) == letters(found.get("title"))
        for gold, found in asked("title", pairs)
    )


def date(pairs: Pairs) -> float | None:
    """The share of days of publication that are right; a gold date that names no day does not count."""
    wanted = ((days(gold["date_published"]), found) for gold, found in asked("date_published", pairs))
    return mean(bool(day & days(found.get("date_published"))) for day, found in wanted if day)


def author_f1(pairs: Pairs) -> float | None:
    """Each name counts as one."""
    return pooled(people, "authors", pairs)


def tag_f1(pairs: Pairs) -> float | None:
    """Each keyword counts as one."""
    return pooled(keywords, "tags", pairs)


def image(pairs: Pairs) -> float | None:
    """The share of pages whose picture is one of those that the gold row names."""
    return mean(
        file_name(found.get("image")) in {file_name(url) for url in [gold["image"], *gold.get("images", [])]}
        for gold, found in asked("image", pairs)
    )


def kept(pairs: Pairs) -> float | None:
    """What is missing to 1 was skipped by mistake."""
    return mean(has_body(found) for gold, found in pairs if is_article(gold))


def refused(pairs: Pairs) -> float | None:
    """What is missing to 1 was passed as an article."""
    return mean(not has_body(found) for gold, found in pairs if not is_article(gold))


def is_article(gold: Row) -> bool:
    """Whether a gold row is about an article; nearly all are."""
    return bool(gold.get("article", True))


def has_body(found: Row) -> bool:
    """Whether an extractor took a page for an article."""
    return bool(found.get("body"))


MEASURES: Mapping[str, Measure] = {
    "body_f1": body_f1,
    "segment_f1": segment_f1,
    "title": title,
    "date": date,
    "author_f1": author_f1,
    "tag_f1": tag_f1,
    "image": image,
    "kept": kept,
    "refused": refused,
}


def asked(field: str, pairs: Pairs) -> Iterator[tuple[Row, Row]]:
    """The pages for which the gold rows know a field."""
    return ((gold, found) for gold, found in pairs if gold.get(field))


def pooled(read: Callable[[Any], set[str]], field: str, pairs: Pairs) -> float | None:
    """The F1 of a field with many values, counted over all pages."""
    pages = [
        hits(Counter(read(gold[field])), Counter(read(found.get(field))))
        for gold, found in asked(field, pairs)
    ]
    return sum(pages, Hits()).f1 if pages else None


def mean(values: Iterable[float]) -> float | None:
    """The mean; None of nothing."""
    known: Collection[float] = list(values)
    return fmean(known) if known else None


def hits(wanted: Counter[Any], found: Counter[Any]) -> Hits:
    """Two multisets compared."""
    right = (wanted & found).total()
    return Hits(right, found.total() - right, wanted.total() - right)


def shingles(text: str | None) -> Counter[Hashable]:
    """The runs of four tokens; a shorter text is one run."""
    tokens = TOKEN.findall(text or "")
    starts = range(max(1, len(tokens) - SHINGLE + 1)) if tokens else ()
    return Counter(tuple(tokens[start : start + SHINGLE]) for start in starts)


def squashed(text: str | None) -> str:
    """The text with each run of white space as one space."""
    return " ".join((text or "").split())


def letters(text: Any) -> str:
    """Letters and digits alone, without case; what stood between them is a space."""
    plain = unicodedata.normalize("NFKC", text if isinstance(text, str) else "").casefold()
    return re.sub(r"[\W_]+", " ", plain).strip()


def days(value: Any) -> set[str]:
    """The calendar days that a date may name: as written, and in UTC."""
    text = str(value or "").strip()
    written = DAY.match(text)
    return {written[0]} | utc_days(text) if written else set()


def utc_days(text: str) -> set[str]:
    """The day in UTC of a moment that knows its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return set()
    return {moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else set()


def people(value: Any) -> set[str]:
    """Names, of a list or of a line of names, without what introduces them."""
    names = BETWEEN_NAMES.split(value) if isinstance(value, str) else flat(value or ())
    return {letters(BY.sub("", name)) for name in names if isinstance(name, str)} - {""}


def flat(values: Iterable[Any]) -> Iterator[Any]:
    """The values, and those of lists among them."""
    for value in values:
        yield from value if isinstance(value, list) else [value]


def keywords(value: Any) -> set[str]:
    """Keywords without case."""
    return {letters(word) for word in value or () if isinstance(word, str)}


def file_name(url: str | None) -> str:
    """The last part of an address, without query."""
    path = re.sub(r"[?#].*$", "", url or "").rstrip("/,")
    return letters(path.rsplit("/", 1)[-1])
