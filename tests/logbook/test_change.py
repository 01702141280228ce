from __future__ import annotations

import random
from dataclasses import replace

import pytest

from streams.logbook.change import change
from streams.logbook.hosts import Host, Hosts
from tests.page_noise import Habits, stream
from tests.test_drift import CHANGES, USUAL

NAMES = {
    "dead": "dead letters",
    "skipped": "no article",
    "short": "length",
    "title": "no title",
    "date_published": "no date",
    "quality": "quality",
}


def take(hosts: Hosts, host: str, at: float, facts: dict[str, object]) -> None:
    """A page with these facts, as its line tells them."""
    line = {
        "url.domain": host,
        "streams.words": facts.get("words"),
        "streams.quality": facts.get("quality"),
        "streams.missing": facts.get("missing"),
    }
    hosts.page(line, at, str(facts["kind"]), 0.01)


def one_host(*parts: tuple[Habits, int], seed: int = 1) -> Host:
    """A host whose habits change after so many pages; a page a second."""
    chance, hosts, at = random.Random(seed), Hosts(), 0  # noqa: S311 - the same each time
    for habits, pages in parts:
        for _ in range(pages):
            at += 1
            take(hosts, "news.example", at, habits.page(chance))
    return hosts.kept["news.example"]


@pytest.mark.parametrize("sign", CHANGES)
def test_a_change_is_found_with_its_time(sign: str) -> None:
    """Whatever it shows in, and among the signs is the right one."""
    for seed in range(3):
        found = change(one_host((USUAL, 1000), (CHANGES[sign](USUAL), 200), seed=seed).cells)
        assert found
        assert NAMES[sign] in {each.name for each in found.signs}
        assert 880 <= found.before <= 1060
        assert found.before + found.after == 1200


@pytest.mark.parametrize("seed", range(2))
def test_ordinary_noise_is_no_change(seed: int) -> None:
    """30,000 pages of 50 hosts, large and small, with shares that differ and sway."""
    chance, hosts = random.Random(seed), Hosts()  # noqa: S311 - the same each time
    for at, (host, _, facts) in enumerate(stream(30_000, 50, chance)):
        take(hosts, host, at / 20, facts)
    assert not [name for name, host in hosts.kept.items() if change(host.cells)]


def test_what_becomes_better_is_no_alarm() -> None:
    """A rule that was added is not told."""
    assert (
        change(one_host((replace(USUAL, undated=0.9), 500), (replace(USUAL, undated=0.0), 500)).cells) is None
    )


def test_few_pages_prove_nothing() -> None:
    """On either side."""
    assert change(one_host((USUAL, 5), (CHANGES["title"](USUAL), 200)).cells) is None
    assert change(one_host((USUAL, 500), (CHANGES["title"](USUAL), 4)).cells) is None


def test_a_sign_says_what_was_and_what_is() -> None:
    """In shares, in quality, in words."""
    titles = change(one_host((USUAL, 1000), (CHANGES["title"](USUAL), 200)).cells)
    short = change(one_host((USUAL, 1000), (CHANGES["short"](USUAL), 200)).cells)
    good = change(one_host((USUAL, 1000), (CHANGES["quality"](USUAL), 200)).cells)
    assert titles
    assert short
    assert good
    assert str(titles.signs[0]).startswith("no title in 100%, before in ")
    assert str(short.signs[0]).split(" words, before ")[1].isdigit()
    assert str(good.signs[0]).startswith("quality 0.4")
