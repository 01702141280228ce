"""Decides how a comparison is laid out as one HTML file: nothing loaded, one script of ours, all text escaped.

What a page holds is shown as text, never as markup, and stands in no attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from streams.compare.difference import Change
from streams.compare.html_samples import contents, sections
from streams.compare.report import MOST_HOSTS, fields_in_order
from streams.compare.run import Comparison
from streams.compare.script import SCRIPT, SOURCE
from streams.compare.style import STYLE
from streams.compare.thresholds import Threshold
from streams.compare.told import CALLED, limit_line, share, verdict, versions
from streams.compare.totals import Tally
from streams.html_table import NUMBER, table
from streams.markup import escaped, head


def as_html(found: Comparison, limits: Sequence[Threshold]) -> str:
    """A whole HTML document."""
    return "".join(
        (head(STYLE, SOURCE), "<title>What would change \u2013 streams</title>\n", *_body(found, limits))
    )


def _body(found: Comparison, limits: Sequence[Threshold]) -> Iterator[str]:
    totals = found.totals
    samples = totals.samples.chosen()
    yield '</head>\n<body>\n<header class="top">\n<h1>What would change</h1>\n'
    yield f'<p class="verdict-line">{escaped(verdict(totals.all))}</p>\n'
    yield f'<p class="quiet"><bdi>{escaped(found.topic)}</bdi>, {escaped(versions(found))}</p>\n'
    yield from _limits(found, limits)
    yield '</header>\n<main>\n<h2>Pages</h2>\n<dl class="counts">\n'
    yield from (_count(name, totals.all, change) for change, name in CALLED.items())
    yield "</dl>\n"
    yield from _fields(totals.all)
    yield from _moves(found)
    yield from _hosts(totals.movers(MOST_HOSTS), [name for name, *_ in fields_in_order(totals.all)])
    if samples:
        yield "<h2>Samples</h2>\n"
        yield from contents(samples)
        yield from sections(samples, found.topic)
    yield f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"


def _limits(found: Comparison, limits: Sequence[Threshold]) -> Iterator[str]:
    if limits:
        yield '<ul class="limits">\n'
        for limit in limits:
            style = "crossed" if limit.is_crossed(found.totals) else "within"
            yield f'<li class="{style}">{escaped(limit_line(limit, found.totals))}</li>\n'
        yield "</ul>\n"


def _count(name: str, tally: Tally, change: Change) -> str:
    pages = tally.changes[change]
    return f"<div><dt>{name}</dt><dd>{pages:,} <small>{share(pages, tally.read)}</small></dd></div>\n"


def _fields(tally: Tally) -> Iterator[str]:
    rows = [(name, f"{count:,}", share(count, tally.articles)) for name, count, _ in fields_in_order(tally)]
    if tally.articles:
        yield f"<h2>Fields of {tally.articles:,} articles</h2>\n"
        yield f'<p class="quiet">Mean similarity of their texts: {tally.similarity:.4f}</p>\n'
    if rows:
        yield from table("Fields", (("Field", ""), ("Articles", NUMBER), ("Share", NUMBER)), rows)


def _moves(found: Comparison) -> Iterator[str]:
    rows = [(before, now, f"{pages:,}") for (before, now), pages in found.totals.moves.most_common()]
    if rows:
        yield "<h2>Outcomes</h2>\n"
        yield from table("Outcomes", (("Before", ""), ("Now", ""), ("Pages", NUMBER)), rows)


def _hosts(movers: Sequence[tuple[str, Tally]], names: Sequence[str]) -> Iterator[str]:
    if not movers:
        return
    columns = ("Pages", "That change", "Lost", "Gained", "Reason", "Alike", *names)
    rows = ((host, *_host(tally, names)) for host, tally in movers)
    yield "<h2>Hosts</h2>\n"
    yield from table("Hosts", (("Host", ""), *((name, NUMBER) for name in columns)), rows)


def _host(tally: Tally, names: Iterable[str]) -> Iterator[str]:
    yield f"{tally.compared:,}"
    yield f"{tally.moved:,}"
    yield from (f"{tally.changes[change]:,}" for change in (Change.LOST, Change.GAINED, Change.REASON))
    yield "" if tally.similarity is None else f"{tally.similarity:.3f}"
    yield from (f"{tally.fields[name]:,}" for name in names)
