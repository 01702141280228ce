"""Decides which tables the HTML report of a log has, and their rows; a table without rows is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.html_table import NUMBER
from streams.logbook.report import Report, sums
from streams.logbook.words import address, moment, place, rfc3339, short
from streams.outcome import Kind

Columns = Sequence[tuple[str, str]]
Rows = Sequence[Sequence[str]]


def tables(found: Report) -> Iterator[tuple[str, Columns, Rows]]:
    """Those with rows: title, heads with their attributes, rows."""
    for title, heads, rows in (
        ("Outcomes", ("Outcome", "#Pages", "#Share"), list(_outcomes(found))),
        ("Seconds of a page", ("Of", "#Half", "#95 in 100", "#99 in 100"), list(_seconds(found))),
        ("Workers", ("Worker", "Version", "From", "To", "End", "#Assigned", "Why"), list(_workers(found))),
        ("Outages of the broker", ("From", "To", "#Seconds", "Workers"), list(_outages(found))),
        ("Hosts that changed", ("Host", "About", "What", "#Before", "#After"), list(_changed(found))),
        (
            "Slow hosts",
            ("Host", "#Pages", "#Half, ms", "#95 in 100, ms", "#Of all work, %"),
            list(_slow(found)),
        ),
        ("Slowest pages", ("Page", "#Seconds", "Outcome", "Place"), list(_slowest(found))),
        ("Dead letters", ("Reason", "Host", "#Pages"), list(_dead(found))),
        ("Pages that killed their process", ("Page", "Reason", "Place", "Detail"), list(_poison(found))),
        ("Hosts", ("Host", *(f"#{name}" for name in _FIGURES)), list(_hosts(found))),
        ("Warnings", ("What", "#Lines", "From", "What to do", "Logger"), list(_warnings(found))),
    ):
        if rows:
            yield (
                title,
                [(head.removeprefix("#"), NUMBER if head.startswith("#") else "") for head in heads],
                rows,
            )


_FIGURES = {
    "Pages": ("pages", "{:,.0f}"),
    "Dead": ("dead", "{:.1%}"),
    "No article": ("skipped", "{:.1%}"),
    "No title": ("untitled", "{:.1%}"),
    "No date": ("undated", "{:.1%}"),
    "Quality": ("quality", "{:.2f}"),
}


def _outcomes(found: Report) -> Iterator[Sequence[str]]:
    for kind in Kind:
        if found.pages:
            yield kind, f"{found.outcomes[kind]:,}", f"{found.outcomes[kind] / found.pages:.1%}"
    for reason, pages in found.reasons:
        yield f"because of {reason}", f"{pages:,}", f"{pages / found.pages:.1%}"


def _seconds(found: Report) -> Iterator[Sequence[str]]:
    for stage, spread in found.seconds.items():
        if spread:
            yield stage, *(short(spread[name]) for name in ("p50", "p95", "p99"))


def _workers(found: Report) -> Iterator[Sequence[str]]:
    for life in found.lives:
        code = "" if life.exit_code is None else f" ({life.exit_code})"
        times = (_at(found, life.since), _at(found, life.until))
        yield life.worker, life.version, *times, f"{life.ended}{code}", str(life.assigned), life.why


def _outages(found: Report) -> Iterator[Sequence[str]]:
    for outage in found.outages:
        until = _at(found, outage.until) if outage.is_over else "still"
        yield _at(found, outage.since), until, f"{outage.seconds:.0f}", ", ".join(sorted(outage.workers))


def _changed(found: Report) -> Iterator[Sequence[str]]:
    for host in found.changed:
        yield host.host, _at(found, host.since), host.what, f"{host.before:,}", f"{host.after:,}"


def _slow(found: Report) -> Iterator[Sequence[str]]:
    for host in found.slow_hosts:
        figures = (1000 * host.half, 1000 * host.nearly_all, 100 * host.work)
        yield host.host, f"{host.pages:,}", *(f"{figure:,.0f}" for figure in figures)


def _slowest(found: Report) -> Iterator[Sequence[str]]:
    for seconds, page in found.slow_pages:
        yield address(page.url), f"{seconds:.3f}", page.reason or "article", place(page.place)


def _dead(found: Report) -> Iterator[Sequence[str]]:
    for (reason, host), pages in found.dead:
        yield reason, host, f"{pages:,}"


def _poison(found: Report) -> Iterator[Sequence[str]]:
    for page in found.poison:
        yield address(page.url), page.reason, place(page.place), page.said


def _hosts(found: Report) -> Iterator[Sequence[str]]:
    for name, host in found.hosts:
        figures = sums(host)
        yield name or "(no host)", *(form.format(figures[figure]) for figure, form in _FIGURES.values())


def _warnings(found: Report) -> Iterator[Sequence[str]]:
    for cause in found.causes:
        yield cause.text, f"{cause.count:,}", rfc3339(cause.first), cause.remedy, cause.logger


def _at(found: Report, when: float) -> str:
    return moment(when, found.first, found.last)
