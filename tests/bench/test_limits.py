from __future__ import annotations

import shutil
import subprocess
import tomllib

import pytest

from bench import limits, pages, score

# What was asked for; floors may rise above, never fall below.
BARS = [
    ("naeb", "body_f1", 0.930),
    ("wcxb_dev", "body_f1", 0.936),
    ("fundus_a", "body_f1", 0.957),
    ("trafilatura", "segment_f1", 0.927),
    ("naeb", "title", 0.92),
    ("fundus_a", "title", 0.84),
    ("trafilatura", "title", 0.74),
    ("wcxb_dev", "title", 0.80),
    ("fundus_a", "tag_f1", 0.70),
    ("trafilatura", "tag_f1", 0.65),
]


@pytest.mark.parametrize(("name", "figure", "bar"), BARS)
def test_no_floor_is_below_what_was_asked_for(name: str, figure: str, bar: float) -> None:
    """Lowering a floor does not make a page better."""
    assert limits.LIMITS[name][figure] >= bar


def test_no_group_of_a_set_has_a_weak_floor() -> None:
    """A good mean does not excuse a bad language."""
    floors = {figure: floor for figure, floor in limits.LIMITS["fundus_a"].items() if " of " in figure}
    assert len(floors) > 20
    assert min(floors.values()) >= 0.88


def test_every_floor_is_a_figure_that_is_measured() -> None:
    """A misspelt floor would hold nothing."""
    named = {figure.split(" of ")[0] for floors in limits.LIMITS.values() for figure in floors}
    assert named <= {*score.MEASURES, limits.COST}


def committed(revision: str) -> limits.Limits:
    """The limits as they were."""
    command = ["git", "show", f"{revision}:bench/limits.toml"]
    return tomllib.loads(
        subprocess.run(command, cwd=pages.ROOT, check=True, capture_output=True, text=True).stdout
    )


def revisions() -> list[str]:
    """The last two commits that changed the limits; none outside of a repository."""
    command = ["git", "log", "--format=%H", "-2", "--", "bench/limits.toml"]
    if not shutil.which("git"):
        return []
    return subprocess.run(command, cwd=pages.ROOT, check=False, capture_output=True, text=True).stdout.split()


def test_no_limit_is_easier_to_keep_than_it_was() -> None:
    """Floors only rise, ceilings only fall, and none goes."""
    assert [
        line for revision in revisions() for line in limits.eased(committed(revision), limits.LIMITS)
    ] == []


@pytest.mark.parametrize("after", [{"title": 0.8, "times_bare": 8.0}, {"title": 0.9, "times_bare": 9.0}, {}])
def test_a_limit_that_was_eased_is_named(after: dict[str, float]) -> None:
    """A floor that fell, a ceiling that rose, or limits that are gone."""
    before = {"harbour": {"title": 0.9, "times_bare": 8.0}}
    lines = {"harbour: title was held at 0.9", "harbour: times_bare was held at 8"}
    found = limits.eased(before, {"harbour": after})
    assert set(found) <= lines
    assert len(found) == 2 - len(set(after.values()) & {0.9, 8.0})
    assert limits.eased(before, {"harbour": {"title": 0.91, "times_bare": 7.0}, "new": {"title": 0.1}}) == []


def test_a_figure_below_its_floor_is_one_line() -> None:
    """It names the set, the figure, the value and the floor; the ceiling of cost is no floor."""
    floors = {"harbour": {"title": 0.9, "date": 0.8, "times_bare": 8.0}}
    lines = limits.shortfalls("harbour", {"title": 0.85123, "date": 0.8}, floors)
    assert lines == ["harbour: title 0.8512 is below its floor 0.9"]


def test_a_figure_that_is_not_measured_is_below_its_floor() -> None:
    """A set that lost its answers does not pass."""
    assert limits.shortfalls("harbour", {}, {"harbour": {"date": 0.8}}) != []


def test_a_set_without_floors_passes() -> None:
    """Any folder of pages can be measured."""
    assert limits.shortfalls("harbour", {"title": 0.1}, {}) == []
