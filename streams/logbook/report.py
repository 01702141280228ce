"""Decides what a log comes to, once it is read: the same for a terminal, for JSON and for HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from streams.logbook import change as changes
from streams.logbook.book import Logbook
from streams.logbook.causes import Cause
from streams.logbook.hosts import At, Host, Hosts
from streams.logbook.lines import Lines
from streams.logbook.lives import Life, kept, lives, rebalances
from streams.logbook.outages import Outage, outages
from streams.logbook.pages import STRETCHES, Place, Told
from streams.logbook.parts import Changed, Lag, Poison, Rate, SlowHost
from streams.logbook.timeline import add
from streams.outcome import Kind

LISTED = 100
"""Rows that a table has at the most."""
SLOW_PAGES = 20
"""Pages that a host must have before it is called slow."""
_SLOW_TIMES, _SLOW_LEAST = 8.0, 0.02


@dataclass(frozen=True, slots=True)
class Report:
    """All that is told of a log."""

    first: float
    last: float
    lines: Lines
    passed_over: int
    lives: Sequence[Life]
    rebalances: int
    outages: Sequence[Outage]
    pages: int
    outcomes: Mapping[str, int]
    reasons: Sequence[tuple[str, int]]
    dead: Sequence[tuple[tuple[str, str], int]]
    """By reason and host."""
    bytes: int
    seconds: Mapping[str, Mapping[str, float]]
    """`p50`, `p95` and `p99` of `work`, `write` and `total`."""
    repeats: int
    again: Sequence[tuple[Place, int]]
    """Pages that were told more than twice, and how often."""
    poison: Sequence[Poison]
    changed: Sequence[Changed]
    slow_hosts: Sequence[SlowHost]
    slow_pages: Sequence[tuple[float, Told]]
    hosts: Sequence[tuple[str, Host]]
    hosts_forgotten: int
    """Pages of hosts that were too many to be kept."""
    rate: Rate
    lag: Lag
    causes: Sequence[Cause]
    retries: int
    children_lost: int
    memory: int


def report(book: Logbook) -> Report:
    """What the book comes to."""
    workers = list(kept(book.workers))
    all_lives = [life for worker in workers for life in lives(worker, book.last)]
    pages = book.pages
    return Report(
        first=book.first,
        last=book.last,
        lines=book.lines,
        passed_over=book.passed_over,
        lives=all_lives,
        rebalances=rebalances(all_lives),
        outages=outages(workers),
        pages=pages.outcomes.total(),
        outcomes={str(kind): pages.outcomes[kind] for kind in Kind},
        reasons=pages.reasons.first(LISTED),
        dead=pages.dead.first(LISTED),
        bytes=pages.bytes,
        seconds={stage: spread.quantiles() for stage, spread in pages.seconds.items()},
        repeats=pages.repeats,
        again=[(place, times + 1) for place, times in pages.again.first(LISTED) if times > 1],
        poison=_poison(book),
        changed=_changed(book),
        slow_hosts=_slow_hosts(pages.hosts, pages.seconds["work"].quantile(0.5) or 0.0),
        slow_pages=pages.slowest.all(),
        hosts=pages.hosts.first(LISTED),
        hosts_forgotten=pages.hosts.forgotten,
        rate=_rate(book),
        lag=_lag(book),
        causes=book.causes.all(),
        retries=book.retries,
        children_lost=book.children_lost,
        memory=book.memory,
    )


def _poison(book: Logbook) -> list[Poison]:
    found = {
        place: Poison(place, page.url, page.host, page.reason, page.detail)
        for place, page in book.pages.killers.items()
    }
    for place, said in book.suspects.items():
        if place not in found:
            found[place] = Poison(place, "", "", "", said)
    return list(found.values())


def _changed(book: Logbook) -> list[Changed]:
    found = []
    hosts, warned = book.pages.hosts, book.drifts.hosts
    for name, host in hosts.kept.items():
        change, told = changes.change(host.cells), warned.get(name)
        if change is None:
            continue
        # A warning knows the time better than a stretch.
        since = told.first if told else change.cell * hosts.width
        what, workers = "; ".join(map(str, change.signs)), len(told.workers) if told else 0
        found.append(Changed(name, since, what, workers, change.before, change.after))
    seen = {each.host for each in found}
    for name, told in warned.items():
        if name not in seen:
            found.append(Changed(name, told.first, told.text, len(told.workers), 0, 0))
    return sorted(found, key=lambda each: (-each.warned, -each.after))


def _slow_hosts(hosts: Hosts, usual: float) -> list[SlowHost]:
    work = sum(host.work for host in hosts.kept.values())
    least = max(_SLOW_TIMES * usual, _SLOW_LEAST)
    slow = [
        SlowHost(name, host.pages, half, host.took(0.95), host.work / work)
        for name, host in hosts.kept.items()
        if sum(host.steps) >= SLOW_PAGES and (half := host.took(0.5)) >= least
    ]
    return sorted(slow, key=lambda host: -host.work)[:LISTED]


def _rate(book: Logbook) -> Rate:
    cells, width = list(book.pages.rate.items()), book.pages.rate.width
    if not cells:
        return Rate(book.first, width, (), ())
    (first, _), (last, _) = cells[0], cells[-1]
    while (last - first) / width > 2 * STRETCHES:  # a clock that was wrong for a moment
        width *= 2
    each = [[0.0, 0.0] for _ in range(int((last - first) // width) + 1)]
    for at, cell in cells:
        add(each[int((at - first) // width)], cell)
    return Rate(first, width, tuple(pages for pages, _ in each), tuple(dead for _, dead in each))


def _lag(book: Logbook) -> Lag:
    now: dict[str, int] = {}
    times, totals = [], []
    for at, told in book.lag.items():
        now.update(told)
        times.append(at)
        totals.append(sum(now.values()))
    return Lag(book.first, tuple(times), tuple(totals), now)


def sums(host: Host) -> Mapping[str, float]:
    """The figures of a host by name, as shares and means."""
    cell = host.sums()
    pages, articles = max(cell[At.PAGES], 1), max(cell[At.ARTICLES], 1)
    return {
        "pages": cell[At.PAGES],
        "dead": cell[At.DEAD] / pages,
        "skipped": cell[At.SKIPPED] / pages,
        "untitled": cell[At.UNTITLED] / articles,
        "undated": cell[At.UNDATED] / articles,
        "quality": cell[At.QUALITY] / articles,
    }
