from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from streams.compare.difference import Side
from streams.compare.store import _TABLE, Before, StoreError, store
from streams.outcome import Kind

ARTICLE = Before(
    partition=3, offset=2**62, time=1000, kind=Kind.ARTICLE, reason="", detail="", version="1",
    value=b'{"title": "A"}',
)  # fmt: skip
SKIPPED = replace(ARTICLE, kind=Kind.SKIPPED, reason="listing", detail="rows", version="2", value=b"")


def test_what_is_kept_is_given_back() -> None:
    """By the place of the page; a page that has no outcome has none."""
    with store() as kept:
        kept.add([ARTICLE, replace(SKIPPED, partition=4)])
        assert kept.get(3, 2**62) == Side(kind=Kind.ARTICLE, article={"title": "A"})
        assert kept.get(4, 2**62) == Side(kind=Kind.SKIPPED, reason="listing", detail="rows")
        assert kept.get(3, 2**62 - 1) is None
        assert kept.versions() == {"1": 1, "2": 1}


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_counts(order: int) -> None:
    """Whichever is read first."""
    later = replace(SKIPPED, time=2000)
    with store() as kept:
        for outcome in (ARTICLE, later)[::order]:
            kept.add([outcome])
        assert kept.get(3, 2**62) == Side(kind=Kind.SKIPPED, reason="listing", detail="rows")
        assert kept.versions() == {"2": 1}


def test_of_equally_old_ones_the_last_counts() -> None:
    """Duplicates of a crash may be of one millisecond."""
    with store() as kept:
        kept.add([ARTICLE, SKIPPED])
        assert kept.versions() == {"2": 1}


def test_nothing_can_be_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file has no name where the system is told to keep such files, also when it is larger than its cache."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with store() as kept:
        noise = random.Random(3).randbytes(1_000_000)  # noqa: S311 - noise, not a secret
        kept.add(replace(ARTICLE, offset=offset, value=noise) for offset in range(100))
        assert list(tmp_path.iterdir()) == []
        assert kept.versions() == {"1": 100}


def test_a_disk_that_is_full_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the place, so that another can be chosen."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("streams.compare.store._TABLE", f"{_TABLE}PRAGMA max_page_count = 20;")
    with pytest.raises(StoreError, match=f"cannot keep the outcomes in {tmp_path}: database or disk is full"):
        _fill()


def _fill() -> None:
    noise = random.Random(3).randbytes(1_000_000)  # noqa: S311 - noise, not a secret
    with store() as kept:
        kept.add([replace(ARTICLE, value=noise)])
