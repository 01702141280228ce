from __future__ import annotations

import pytest

from streams.logbook.hosts import STRETCHES, At, Hosts

LINE = {"url.domain": "a.example", "streams.words": 100, "streams.quality": 0.5, "streams.missing": ["title"]}


def test_sums_are_the_same_however_long_it_goes_on() -> None:
    """Over stretches that become wider and wider."""
    hosts = Hosts()
    for number in range(3000):
        hosts.page(LINE, number * 7.0, "article", 0.004)
        hosts.page({"url.domain": "a.example"}, number * 7.0, "dead", None)
        hosts.page({"url.domain": "a.example"}, number * 7.0, "skipped", 0.001)
    host = hosts.kept["a.example"]
    assert len(host.cells) <= STRETCHES
    sums = host.sums()
    assert [sums[at] for at in (At.PAGES, At.ARTICLES, At.DEAD, At.SKIPPED)] == [9000, 3000, 3000, 3000]
    assert [sums[At.UNTITLED], sums[At.UNDATED], sums[At.QUALITY]] == [3000, 0, 1500.0]


@pytest.mark.parametrize("seconds", [0.00002, 0.0031, 0.25, 1.0, 19.0])
def test_the_usual_time_is_right_to_a_factor(seconds: float) -> None:
    """Of half the pages, whatever the others take."""
    hosts = Hosts()
    for number in range(100):
        hosts.page(LINE, number, "article", seconds if number % 3 else 100.0)
    half = hosts.kept["a.example"].took(0.5)
    assert seconds / 1.51 <= half <= seconds * 1.51


def test_the_hosts_with_the_most_pages_stay() -> None:
    """What was forgotten is counted."""
    hosts = Hosts(most=10)
    for number in range(1000):
        hosts.page(LINE, number, "article", 0.01)
        hosts.page({"url.domain": f"host-{number}.example"}, number, "skipped", 0.01)
    assert len(hosts.kept) <= 10
    assert hosts.kept["a.example"].pages == 1000
    assert hosts.forgotten + sum(host.pages for host in hosts.kept.values()) == 2000
