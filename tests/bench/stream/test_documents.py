from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from bench import scale
from bench.stream.contest import ALONE
from bench.stream.documents import FLOOR, NAIVE, OURS, documents
from bench.stream.results import Figures, Runs, Stream, of


def run(main: float, children: float = 0.0, *, pages: float = 100.0) -> Figures:
    """What one contender needed."""
    return {"pages_per_second": pages, "main": main, "children": children, "broker": 0.4, "peak_mb": 200.0}


RUNS: Runs = {
    "4": {
        ALONE: [run(5.0, pages=150.0), run(5.2, pages=170.0)],
        OURS: [run(0.5, 4.5), run(0.7, 5.1)],
        FLOOR: [run(0.3)],
        NAIVE: [run(45.0, pages=20.0)],
    }
}
LOADS = {load: {"p50": 20.0, "p99": 90.0, "pages": 100.0} for load in ("10%", "50%", "90%")}
OUTCOME = Stream(
    python="3.12.1",
    compiled=True,
    cores=2,
    pages={"count": 1000, "mean_bytes": 200_000, "invented": False},
    runs=RUNS,
    failed={"bytewax, same process()": "3 of 100 records"},
    start={"to_join": 1.0, "to_first_article": 0.8},
    latency={"defaults": LOADS, "low latency": LOADS},
    flat={"page size": {"100,000": {**run(0.4, 3.0), "alone": 3.1}}},
)


def test_figures_are_the_medians_of_the_rounds() -> None:
    """CPU is that of all processes of a contender in the same round."""
    found = of(RUNS["4"], OURS)
    assert (found["main"], found["children"], found["cpu"]) == pytest.approx((0.6, 4.8, 5.4))


def test_the_tables_tell_what_was_measured_and_what_must_hold() -> None:
    """Ratios are within the one run; who was not measured is named with the cause."""
    text = documents(OUTCOME)["stream.md"]
    assert f"| {OURS} | 100 | 0.62 | 0.60 | 4.80 | 5.40 | +0.30 | 0.40 | 200 |\n" in text
    assert "| CPU of the whole worker over `process()` alone, ms a page | 0.50 | 0.30 |\n" in text
    assert "| the same on pages of 100 kB | 0.50 | 0.30 |\n" in text
    assert "times those of Faust and trafilatura | 7 at least | 8.33 |\n" in text
    assert "bytewax, same process() (3 of 100 records)" in text


def test_pictures_are_well_formed_and_name_all_who_are_drawn() -> None:
    """As browsers read them."""
    files = documents(OUTCOME)
    for name in ("stream-throughput.svg", "stream-cpu.svg", "stream-latency.svg"):
        assert ET.fromstring(files[name]).tag.endswith("svg")  # noqa: S314 - our own
    assert OURS in files["stream-cpu.svg"]
    assert NAIVE in files["stream-throughput.svg"]
    assert NAIVE not in files["stream-cpu.svg"]
    assert "low latency" in files["stream-latency.svg"]


def test_ten_times_the_pages_need_ten_times_the_machines() -> None:
    """Within what rounding up does; a small stream has what it needs to survive a broker."""
    known = scale.measured({**OUTCOME})
    one, many = scale.plan(1, known), scale.plan(10_000, known)
    assert (one.workers, one.children, one.partitions, one.brokers) == (1, 1, 8, 3)
    assert many.children == 80
    assert many.workers == many.children / scale.CHILDREN
    assert many.network == pytest.approx(2000)
    assert "| 10,000 |" in scale.text([(10_000, many)])
