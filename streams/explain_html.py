"""Decides how explanations are laid out as one HTML file: without script, without anything loaded, all text escaped.

What a page holds is shown as text, never as markup, and stands in no attribute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from typing import Any

from schemas.article import Article
from streams.explain import Explanation
from streams.explain_style import STYLE
from streams.extract.body import Passage
from streams.extract.candidates import Candidate
from streams.markup import escaped, head

_OUTCOMES = frozenset({"article", "skipped", "dead"})
# Shown as the page's text instead, or beside each field.
_TOLD_ELSEWHERE = frozenset({"text", "blocks", "sources"})
_WITHOUT_SOURCE = {
    **dict.fromkeys(("url", "domain"), "as received"),
    **dict.fromkeys(("word_count", "content_hash", "fingerprint", "quality"), "computed"),
    **dict.fromkeys(("schema_version", "extractor_version"), "constant"),
}
_KINDS = frozenset({"heading", "quote", "item", "caption", "credit"})
_FIXED = frozenset({"code", "table"})
_NO_RECORD = '<p class="quiet">No record was made of it: what is called kept is what was judged.</p>\n'
_LONG_LIST = 4
_LONG_GROUP = 5
_OPENING = 50
"""Characters that stand for a collapsed group."""
# Elements of which nothing is seen: those that follow each other are told as one.
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "link", "meta"})
_WHY = {
    "after": "after the last line of the text",
    "before": "before the first line of the text",
    "byline": "says no more than who wrote it: see authors",
    "caption": "what a picture shows: see images",
    "credit": "who made a picture",
    "empty-heading": "a heading without text below it",
    "hidden": "not shown on the page",
    "label": "a label, as \u201cShare\u201d",
    "links": "a line of links",
    "outside": "not in the part of the page that is the article",
    "repeated": "said before, or said often",
    "site": "the rule for this site says so",
    "teaser": "leads to another article",
    "title": "the headline: see title",
}
_WORDS: Mapping[Any, str] = {True: "yes", False: "no"}


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
    for name in (field.name for field in fields(article) if field.name not in _TOLD_ELSEWHERE):
        value, offered = getattr(article, name), candidates.get(name, ())
        if value in (None, "", ()) and not offered:
            absent.append(name)
        else:
            source = article.sources.get(name) or _WITHOUT_SOURCE.get(name, "-")
            yield _field(name, _value(value), source, offered)
    yield "</dl>\n"
    if absent:
        yield f'<p class="absent">Not on the page: <code>{", ".join(absent)}</code></p>\n'


def _field(name: str, value: str, source: str, offered: Sequence[Candidate]) -> str:
    row = (
        f'<dt><code>{name}</code></dt><dd class="value">{value}</dd><dd class="source">{escaped(source)}</dd>'
    )
    if offered:
        row += f'<dd class="more">{"".join(_candidates(name, offered))}</dd>'
    return f'<div class="field">{row}</div>\n'


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


def _value(value: Any) -> str:
    """A field's value; a long list is collapsed."""
    if value in (None, "", ()):
        return '<span class="quiet">not found</span>'
    if not isinstance(value, tuple):
        return f"<bdi>{escaped(_words(value))}</bdi>"
    items = "".join(f"<li><bdi>{escaped(_words(item))}</bdi></li>" for item in value)
    if len(value) > _LONG_LIST:
        return f"<details><summary>{len(value)}</summary><ul>{items}</ul></details>"
    return items.join(("<ul>", "</ul>")) if len(value) > 1 else f"<bdi>{escaped(_words(value[0]))}</bdi>"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _WORDS[value]
    if hasattr(value, "__dataclass_fields__"):
        return _parts(asdict(value))
    return str(value)


def _parts(parts: Mapping[str, Any]) -> str:
    """What a picture, a link or a rating consists of; numbers with their names."""
    said = (f"{name} {part}" if isinstance(part, float) else part for name, part in parts.items())
    return " \u00b7 ".join(filter(None, said))


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
    for rule, group in groupby(told.passages, key=_grouping):
        passages = list(group)
        yield _removed(passages) if rule else _kept(passages)
    yield "</ol>\n"


def _grouping(passage: Passage) -> str:
    return "unseen" if passage.rule in _UNSEEN else passage.rule


def _kept(passages: Iterable[Passage]) -> str:
    lines = "".join(map(_line, passages))
    return f'<li class="kept"><p class="mark"><b>\u2713 kept</b></p>{lines}</li>\n'


def _removed(passages: Sequence[Passage]) -> str:
    """What one rule removed in a row; collapsed where it is much, or nothing that a reader of the page sees."""
    rules = ", ".join(dict.fromkeys(passage.rule for passage in passages))
    mark = f"<b>\u2715 removed</b> by <code>{escaped(rules)}</code>{escaped(_why(rules))}"
    lines = "".join(map(_line, passages))
    if len(passages) <= _LONG_GROUP and passages[0].rule not in _UNSEEN:
        return f'<li class="gone"><p class="mark">{mark}</p>{lines}</li>\n'
    opening = f"<bdi>{escaped(passages[0].text[:_OPENING])}\u2026</bdi>"
    return f'<li class="gone"><details><summary>{mark} ({len(passages)}): {opening}</summary>{lines}</details></li>\n'


def _why(rule: str) -> str:
    return f" \u2013 {_WHY[rule]}" if rule in _WHY else ""


def _line(passage: Passage) -> str:
    text = escaped(passage.text) or "(no words)"
    if passage.kind in _FIXED:
        return f'<pre class="line" dir="auto">{text}</pre>'
    style = f" {passage.kind}" if passage.kind in _KINDS else ""
    return f'<p class="line{style}" dir="auto">{text}</p>'
