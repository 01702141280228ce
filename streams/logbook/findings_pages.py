"""Decides what of hosts and pages an operator is told first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from schemas.rejection import Reason
from streams.logbook.finding import NAMED, Finding, at, known, urgent
from streams.logbook.parts import Poison
from streams.logbook.report import Report
from streams.logbook.words import address, count, place, short, some

_MANY_DEAD = 0.02
_LEAST_DEAD = 20
_KILLS = "its page is a dead letter: `streams dlq list`; is the page sane, then raise STREAMS_PAGE_{}"
_POISON: Mapping[str, str] = {
    Reason.TIMEOUT: _KILLS.format("TIMEOUT"),
    Reason.MEMORY: _KILLS.format("MEMORY"),
    Reason.CRASH: "it kills the parser: `streams dlq export --reason crash`, and file it",
    Reason.QUARANTINED: "workers died of it: `streams dlq export --reason quarantined`, and file it",
    "": "workers died while they had it: `streams export --offsets` gets it, if it happens again",
}


def _drifted(found: Report) -> Iterator[Finding]:
    for host in found.changed[:NAMED]:
        yield urgent(
            f"pages of {host.host} changed at about {at(found, host.since)}: {host.what}",
            "a new template? `streams extract --explain` on one of them, then a rule in streams/sites",
        )
    rest = [host.host for host in found.changed[NAMED:]]
    if rest:
        yield urgent(f"pages of other hosts changed too: {some(rest)}", "see the table of hosts that changed")


def _poisoned(found: Report) -> Iterator[Finding]:
    by_reason: dict[str, list[Poison]] = {}
    for page in found.poison:
        by_reason.setdefault(page.reason, []).append(page)
    for reason, pages in by_reason.items():
        yield from (_poison(page) for page in pages[:NAMED])
        if len(pages) > NAMED:
            hosts = Counter(page.host for page in pages if page.host).most_common(NAMED)
            named = ", ".join(f"{host} ({times:,})" for host, times in hosts)
            yield known(f"in all {len(pages):,} such pages ({reason}): {named}", "`streams dlq list`")


def _poison(page: Poison) -> Finding:
    where = f"{address(page.url)} ({place(page.place)})" if page.url else place(page.place)
    is_urgent = page.reason not in (Reason.TIMEOUT, Reason.MEMORY)
    what = f"killed its process ({page.reason})" if page.reason else "was in hand when workers died"
    return Finding(is_urgent, f"the page {where} {what}", _POISON.get(page.reason, _POISON[""]))


def _dead(found: Report) -> Iterator[Finding]:
    dead = found.outcomes["dead"]
    if not dead:
        return
    (reason, host), most = found.dead[0]
    what = f"{count(dead, 'dead letter')} ({dead / found.pages:.1%}), mostly {reason} of {host or 'no host'} ({most:,})"
    is_urgent = dead >= _LEAST_DEAD and dead > _MANY_DEAD * found.pages
    yield Finding(is_urgent, what, f"`streams dlq list`, then `streams dlq export --reason {reason}`")


def _slow(found: Report) -> Iterator[Finding]:
    for host in found.slow_hosts[:NAMED]:
        yield known(
            f"{host.host} is slow: half of its {count(host.pages, 'page')} take {short(host.half)} or more, "
            f"{host.work:.0%} of all work",
            "`streams extract --explain` on one of them; what is so large in it?",
        )


LOOKS = (_drifted, _poisoned, _dead, _slow)
"""Each gives what it finds."""
