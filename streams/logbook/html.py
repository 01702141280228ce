"""Decides how a log's report is laid out as one HTML file: nothing loaded, one script of ours, all text escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.compare.script import SCRIPT, SOURCE
from streams.html_table import table
from streams.logbook.finding import Finding
from streams.logbook.html_tables import tables
from streams.logbook.report import Report
from streams.logbook.style import STYLE
from streams.logbook.words import count, moment, span
from streams.markup import escaped, head

_HIGH = 100
# As fine as a screen.
_BARS = 256


def as_html(found: Report, told: Sequence[Finding], first_line: str) -> str:
    """A whole HTML document."""
    return "".join(
        (head(STYLE, SOURCE), "<title>The log – streams</title>\n", *_body(found, told, first_line))
    )


def _body(found: Report, told: Sequence[Finding], first_line: str) -> Iterator[str]:
    state = "unwell" if any(finding.is_urgent for finding in told) else "well"
    yield '</head>\n<body>\n<header class="top">\n<h1>What the log tells</h1>\n'
    yield f'<p class="verdict-line {state}">{escaped(first_line)}</p>\n'
    yield f'<p class="quiet">{escaped(_read(found))}</p>\n'
    if told:
        yield '<ul class="findings">\n'
        yield from map(_finding, told)
        yield "</ul>\n"
    yield "</header>\n<main>\n"
    yield from _plots(found)
    for title, columns, rows in tables(found):
        yield f"<h2>{title}</h2>\n"
        yield from table(title, columns, rows)
    yield f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"


def _read(found: Report) -> str:
    workers = len({life.worker for life in found.lives})
    return f"{span(found.first, found.last)}: {count(found.lines.ours, 'line')} of {count(workers, 'worker')}"


def _finding(finding: Finding) -> str:
    style, mark = ("urgent", "To do") if finding.is_urgent else ("known", "To know")
    what, remedy = escaped(finding.what), escaped(finding.remedy)
    return f'<li class="{style}"><b>{mark}:</b> <bdi>{what}</bdi><div class="remedy">{remedy}</div></li>\n'


def _plots(found: Report) -> Iterator[str]:
    rate, lag = found.rate, found.lag
    if not found.pages:
        return
    end = rate.since + rate.width * len(rate.pages)
    start, last = (moment(at, found.first, found.last) for at in (rate.since, end))
    most = max(rate.pages) / rate.width
    yield from _plot("pages", f"Pages a second, {most:.1f} at most", rate.pages, (start, last))
    if found.outcomes["dead"]:
        yield from _plot("dead", f"Dead letters, {found.outcomes['dead']:,} in all", rate.dead, (start, last))
    if lag.totals:
        caption = f"Lag, {max(lag.totals):,} at most, {lag.last:,} at the end"
        yield from _plot("lag", caption, lag.over(rate.since, end, _BARS), (start, last))


def _plot(name: str, caption: str, values: Sequence[float], ends: tuple[str, str]) -> Iterator[str]:
    most = max(values, default=0.0) or 1.0
    low = "" if name == "pages" else ' class="low"'
    yield f'<figure>\n<svg{low} viewBox="0 0 {len(values)} {_HIGH}" preserveAspectRatio="none" role="img" '
    yield f'aria-label="{escaped(caption)}">\n'
    for at, value in enumerate(values):
        if value:
            high = max(_HIGH * value / most, 1)
            yield f'<rect class="bar-{name}" x="{at}" y="{_HIGH - high:.1f}" width="1" height="{high:.1f}"/>'
    first, last = ends
    yield f"</svg>\n<figcaption><span>{first}</span><span>{escaped(caption)}</span><span>{last}</span></figcaption>\n"
    yield "</figure>\n"
