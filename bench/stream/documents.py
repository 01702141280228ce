"""Decides what is shown of a run: tables as Markdown, and three pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.report import form, table
from bench.stream import bars, curves
from bench.stream.contest import ALONE, CONTENDERS, ONE_CHILD
from bench.stream.results import Figures, Stream, of

OURS, NAIVE, FLOOR = ONE_CHILD.name, "Faust agent, trafilatura", "bare aiokafka loop"
PARTS = ("main process", "children", "broker")
QUICK = " A quick look, one round: read the ratios, and those with a margin of a fifth."
DRAWN = "4"
"""The partitions of the runs that are drawn."""


def documents(outcome: Stream) -> dict[str, str]:
    """The files by name."""
    runs = {name: of(outcome["runs"][DRAWN], name) for name in outcome["runs"][DRAWN]}
    pictures = {
        "stream-throughput.svg": bars.picture(
            "Pages a second",
            f"on {outcome['cores']} cores, which the broker shares; the same pages for all",
            (),
            {name: (run["pages_per_second"],) for name, run in runs.items() if name != FLOOR},
            "{:.0f}",
        ),
        "stream-cpu.svg": bars.picture(
            "CPU of a page in ms",
            "the same pages for all; those of trafilatura's worker reach further, and are left out",
            PARTS,
            {
                name: (run["main"], run["children"], run["broker"])
                for name, run in runs.items()
                if name != NAIVE
            },
            "{:.2f}",
        ),
        "stream-latency.svg": curves.picture(outcome["latency"]),
    }
    return {"stream.md": whole(outcome), "stream-short.md": short(runs), **pictures}


def whole(outcome: Stream) -> str:
    """All tables."""
    parts = [contest(outcome, partitions) for partitions in outcome["runs"]]
    parts += [bounds(outcome), latency(outcome["latency"])]
    parts += [flat(name, found) for name, found in outcome["flat"].items()]
    return "\n".join([*parts, conditions(outcome)])


def contest(outcome: Stream, partitions: str) -> str:
    """One row a contender."""
    runs = outcome["runs"][partitions]
    lone = of(runs, ALONE)
    head = (
        f"{partitions} partitions",
        *("pages/s", "times alone", "main ms", "children ms", "CPU ms", "over alone ms"),
        *("broker ms", "peak MB"),
    )
    return table(head, (_row(name, of(runs, name), lone) for name in runs), words=1)


def _row(name: str, run: Mapping[str, float], lone: Mapping[str, float]) -> list[str]:
    return [
        name,
        f"{run['pages_per_second']:.0f}",
        f"{run['pages_per_second'] / lone['pages_per_second']:.2f}",
        *(f"{run[figure]:.2f}" for figure in ("main", "children", "cpu")),
        f"{run['cpu'] - lone['cpu']:+.2f}",
        f"{run['broker']:.2f}",
        f"{run['peak_mb']:.0f}" if run["peak_mb"] else "",
    ]


def bounds(outcome: Stream) -> str:
    """What must hold, and what came of it."""
    runs = outcome["runs"][DRAWN]
    ours, lone = of(runs, OURS), of(runs, ALONE)
    rows = [
        ("CPU of the whole worker over `process()` alone, ms a page", "0.50", ours["cpu"] - lone["cpu"]),
        ("the same on pages of 100 kB", "0.50", _over_alone(outcome["flat"]["page size"]["100,000"])),
        ("pages/s of `process()` alone, share", "0.80 at least", _ratio(ours, lone, "pages_per_second")),
        ("memory of worker and child at most, MB", "250", ours["peak_mb"]),
        ("group joined to first article, s", "2", outcome["start"]["to_first_article"]),
    ]
    if NAIVE in runs:
        times = of(runs, NAIVE)["cpu"] / ours["cpu"]
        rows.append(("pages a CPU second, times those of Faust and trafilatura", "7 at least", times))
    return table(
        ("what must hold", "bound", "measured"),
        ((what, bound, f"{found:.2f}") for what, bound, found in rows),
        words=1,
    )


def _over_alone(run: Figures) -> float:
    return run["main"] + run["children"] - run["alone"]


def _ratio(one: Mapping[str, float], other: Mapping[str, float], figure: str) -> float:
    return one[figure] / other[figure]


def latency(found: Mapping[str, Mapping[str, Figures]]) -> str:
    """One row a set of settings; ms."""
    loads = list(next(iter(found.values())))
    head = ("settings", *(f"{name} at {load}" for load in loads for name in ("p50", "p99")))
    rows = (
        [name, *(f"{rows[load][figure]:.0f}" for load in loads for figure in ("p50", "p99"))]
        for name, rows in found.items()
    )
    return table(head, rows, words=1)


def flat(name: str, found: Mapping[str, Figures]) -> str:
    """One row a case; ms of CPU a page."""
    figures = ("main", "children", "broker", *(("alone",) if name == "page size" else ()))
    rows = ([case, *(f"{run[figure]:.2f}" for figure in figures)] for case, run in found.items())
    return table((name, *(f"{figure} ms" for figure in figures)), rows, words=1)


def short(runs: Mapping[str, Mapping[str, float]]) -> str:
    """For who only wants to know how it stands to the others."""
    rows = (
        [name, f"{run['pages_per_second']:.0f}", f"{run['cpu']:.1f}", f"{run['broker']:.1f}"]
        for name, run in runs.items()
    )
    return table(("", "pages/s", "CPU ms a page", "broker's ms"), rows, words=1)


def conditions(outcome: Stream) -> str:
    """On what it was measured."""
    pages = outcome["pages"]
    absent = _absent(outcome)
    return (
        f"Measured on Python {outcome['python']}, {form(compiled=outcome['compiled'])}, {outcome['cores']} cores, "
        f"{pages['count']:.0f} {'invented' if pages['invented'] else 'real'} pages of "
        f"{pages['mean_bytes'] / 1000:.0f} kB on the mean."
        + (QUICK if len(outcome["runs"][DRAWN][OURS]) == 1 else "")
        + (f" Not measured: {'; '.join(absent)}." if absent else "")
        + "\n"
    )


def _absent(outcome: Stream) -> Sequence[str]:
    return [
        f"{one.name} ({outcome['failed'].get(one.name, 'no run')})"
        for one in CONTENDERS
        if one.name not in _measured(outcome)
    ]


def _measured(outcome: Stream) -> Iterable[str]:
    return outcome["runs"][DRAWN]
