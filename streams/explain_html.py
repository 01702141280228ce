"""Decides how explanations are laid out as one HTML file: without script, without anything loaded, all text escaped.

What a page holds is shown as text, never as markup, and stands in no attribute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.article import Article
from streams.explain import Explanation
from streams.explain_rows import Group, Row, groups, rows
from streams.explain_style import STYLE
from streams.extract.body import Passage
from streams.extract.candidates import Candidate
from streams.markup import escaped, head

_OUTCOMES = frozenset({"article", "skipped", "dead"})
_KINDS = frozenset({"heading", "quote", "item", "caption", "credit"})
_FIXED = frozenset({"code", "table"})
_NO_RECORD = '<p class="quiet">No record was made of it: what is called kept is what was judged.</p>\n'
_LONG_LIST = 4
_OPENING = 50
"""Characters that stand for a collapsed group."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one page."""

    origin: str
    """Where it was read."""
    outcome: str
    """`article`, `skipped` or `dead`."""
    reason: str = ""
    """Why there is no article, in a word and for people."""
    explanation: Explanation | None = None
    """How it came about; a page that was not processed has none."""

    @property
    def article(self) -> Article | None:
        """The record."""
        return self.explanation.article if self.explanation else None

    @property
    def name(self) -> str:
        """What it is called: its headline, else the place it was read at."""
        return (self.article and self.article.title) or self.origin

    @property
    def places(self) -> Iterator[str]:
        """Its URL and where it was read, but for what is its name already."""
        url = self.explanation.url if self.explanation else ""
        return (place for place in (url, self.origin) if place and place != self.name)


def report(pages: Sequence[Told]) -> str:
    """A whole HTML document: a section for each page, with a table of contents where there are several."""
    count = "a page" if len(pages) == 1 else f"{len(pages)} pages"
    name = pages[0].name if len(pages) == 1 else count
    return "".join((head(STYLE), f"<title>{escaped(name)} \u2013 streams</title>\n", *_body(pages, count)))


def _body(pages: Sequence[Told], count: str) -> Iterator[str]:
    yield f'</head>\n<body>\n<header class="top">\n<h1>What became of {count}</h1>\n'
    if len(pages) > 1:
        yield from _contents(pages)
    yield "</header>\n<main>\n"
    for number, page in enumerate(pages, 1):
        yield from _section(number, page)
    yield "</main>\n</body>\n</html>\n"


def _contents(pages: Sequence[Told]) -> Iterator[str]:
    outcomes = Counter(page.outcome for page in pages)
    tally = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    yield f'<p class="quiet">{escaped(tally)}</p>\n<nav class="contents" aria-label="Pages">\n<ol>\n'
    for number, page in enumerate(pages, 1):
        yield f'<li><a href="#page-{number}">{escaped(page.name)}</a> {_badge(page)}</li>\n'
    yield "</ol>\n</nav>\n"


def _section(number: int, page: Told) -> Iterator[str]:
    told = page.explanation
    yield f'<section class="sheet" id="page-{number}" aria-labelledby="name-{number}">\n'
    yield f'<p>{_badge(page)} <bdi class="quiet">{escaped(page.reason)}</bdi></p>\n'
    yield f'<h2 id="name-{number}" dir="auto">{escaped(page.name)}</h2>\n<div class="facts">\n'
    yield from (f"<p><bdi>{escaped(place)}</bdi></p>\n" for place in page.places)
    yield "</div>\n"
    if told and told.article:
        yield from _fields(told.article, told.candidates)
    if told and told.passages:
        yield from _text(number, told)
    yield "</section>\n"


def _badge(page: Told) -> str:
    style = page.outcome if page.outcome in _OUTCOMES else "dead"
    return f'<span class="badge {style}">{escaped(page.outcome)}</span>'


def _fields(article: Article, candidates: Mapping[str, Sequence[Candidate]]) -> Iterator[str]:
    absent = []
    yield "<h3>Fields of the record</h3>\n<dl>\n"
    for row in rows(article, candidates):
        if row.is_absent:
            absent.append(row.name)
        else:
            yield _field(row)
    yield "</dl>\n"
    if absent:
        yield f'<p class="absent">Not on the page: <code>{", ".join(absent)}</code></p>\n'


def _field(row: Row) -> str:
    cells = (
        f'<dt><code>{row.name}</code></dt><dd class="value">{_value(row)}</dd>'
        f'<dd class="source">{escaped(row.source)}</dd>'
    )
    if row.offered:
        cells += f'<dd class="more">{"".join(_candidates(row.name, row.offered))}</dd>'
    return f'<div class="field">{cells}</div>\n'


def _candidates(name: str, offered: Sequence[Candidate]) -> Iterator[str]:
    count = "1 candidate" if len(offered) == 1 else f"{len(offered)} candidates"
    yield f'<details><summary aria-label="{count} for {name}">{count}</summary><ul class="candidates">'
    for source, text, won in offered:
        style, verdict = (' class="won"', "\u2713 taken") if won else ("", "not taken")
        yield (
            f'<li{style}><span class="verdict">{verdict}</span> <span class="from">{escaped(source)}</span> '
            f'<bdi class="text">{escaped(text)}</bdi></li>'
        )
    yield "</ul></details>"


def _value(row: Row) -> str:
    """A field's value; a long list is collapsed."""
    if not row.values:
        return '<span class="quiet">not found</span>'
    if len(row.values) == 1:
        return f"<bdi>{escaped(row.values[0])}</bdi>"
    items = "".join(f"<li><bdi>{escaped(value)}</bdi></li>" for value in row.values)
    if len(row.values) > _LONG_LIST:
        return f"<details><summary>{len(row.values)}</summary><ul>{items}</ul></details>"
    return f"<ul>{items}</ul>"


def _text(number: int, told: Explanation) -> Iterator[str]:
    kept = sum(not passage.rule for passage in told.passages)
    source = told.sources.get("text")
    yield "<h3>The page\u2019s text, in its order</h3>\n"
    yield (
        f'<p class="quiet">The body was found by <code>{escaped(source)}</code>.</p>\n'
        if source
        else _NO_RECORD
    )
    yield '<div class="bar">'
    yield f'<span class="count-kept">\u2713 {kept} kept</span>'
    yield f'<span class="count-gone">\u2715 {len(told.passages) - kept} removed</span>'
    yield f'<label for="hide-{number}"><input type="checkbox" id="hide-{number}">Hide what was removed</label></div>\n'
    yield '<ol class="flow">\n'
    for group in groups(told.passages):
        yield _removed(group) if group.rule else _kept(group.passages)
    yield "</ol>\n"


def _kept(passages: Iterable[Passage]) -> str:
    lines = "".join(map(_line, passages))
    return f'<li class="kept"><p class="mark"><b>\u2713 kept</b></p>{lines}</li>\n'


def _removed(group: Group) -> str:
    """What one rule removed in a row; collapsed where it is much, or nothing that a reader of the page sees."""
    why = f" \u2013 {group.why}" if group.why else ""
    mark = f"<b>\u2715 removed</b> by <code>{escaped(group.rule)}</code>{why}"
    lines = "".join(map(_line, group.passages))
    if not group.is_long:
        return f'<li class="gone"><p class="mark">{mark}</p>{lines}</li>\n'
    count, opening = len(group.passages), f"<bdi>{escaped(group.passages[0].text[:_OPENING])}\u2026</bdi>"
    return f'<li class="gone"><details><summary>{mark} ({count}): {opening}</summary>{lines}</details></li>\n'


def _line(passage: Passage) -> str:
    text = escaped(passage.text) or "(no words)"
    if passage.kind in _FIXED:
        return f'<pre class="line" dir="auto">{text}</pre>'
    style = f" {passage.kind}" if passage.kind in _KINDS else ""
    return f'<p class="line{style}" dir="auto">{text}</p>'
