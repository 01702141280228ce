from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from bench import limits, pages, quality, score

HTML = """<!doctype html><html lang="en"><head><title>The ferry is back</title></head><body><article>
<h1>The ferry is back</h1>
<p>The ferry to Norrholm sailed again on Monday after eleven days in the harbour, the council said.</p>
<p>Its engine had stopped in the middle of the sound, and two fishing boats had to tow it back to the pier.</p>
<p>Mayor Elin Varga thanked the crews and promised that a second ferry would be ready before the season.</p>
</article></body></html>"""


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one gold set of two pages, of which one is right and one is no article."""
    folder = tmp_path / "harbour"
    (folder / "pages").mkdir(parents=True)
    rows = [{"id": "a", "title": "The Ferry is back"}, {"id": "b", "title": "Nothing here", "language": "sv"}]
    (folder / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "pages" / "a.html").write_text(HTML, encoding="utf-8")
    (folder / "pages" / "b.html").write_text("<html></html>", encoding="utf-8")
    monkeypatch.setenv(pages.GOLD, str(tmp_path))
    return folder


@pytest.mark.parametrize(("floor", "status"), [(0.5, 0), (0.6, 1)])
@pytest.mark.usefixtures("gold")
def test_a_figure_below_its_floor_fails(
    floor: float, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of two titles is right."""
    monkeypatch.setattr(limits, "LIMITS", {"harbour": {"title": floor}})
    assert quality.main(["harbour"]) == status
    assert ("harbour: title 0.5000 is below its floor 0.6" in capsys.readouterr().out) is bool(status)


def test_without_gold_sets_the_invented_pages_are_scored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fresh clone passes, and says what it did not measure."""
    monkeypatch.delenv(pages.GOLD, raising=False)
    assert quality.main([]) == 0
    out = capsys.readouterr().out
    assert "invented" in out
    assert out.endswith("gold sets: skipped, $EVALDATA names no folder of them\n")


@pytest.mark.usefixtures("gold")
def test_a_set_that_is_not_there_is_one_line() -> None:
    """Whoever has some of the sets can measure those."""
    assert quality.absent(["harbour", "naeb"], ["harbour"]) == ["naeb: skipped, $EVALDATA does not hold it"]


def test_a_group_has_a_figure_of_its_own() -> None:
    """The language of the gold row, or else its group, in the sets that have many."""
    body = {"body": "one two three four five"}
    pairs = [({"group": "se", **body}, body), ({"group": "no", "language": "nn", **body}, {})]
    known = quality.figures_of("fundus_a", pairs)
    assert known["body_f1 of se"] == 1.0
    assert known["body_f1 of nn"] == 0.0
    assert "body_f1 of se" not in quality.figures_of("harbour", pairs)


def test_pages_that_were_misjudged_are_named() -> None:
    """Articles that were skipped with the reason, and pages that were passed though they hold none."""
    pairs: score.Pairs = [
        ({"id": "a"}, {"body": "The ferry is back."}),
        ({"id": "b"}, {"skipped": "too_short"}),
        ({"id": "c", "article": False}, {"body": "Just a moment."}),
        ({"id": "d", "article": False}, {"skipped": "empty"}),
    ]
    assert quality.misjudged("harbour", pairs) == [
        "harbour: 1 of 2 articles are skipped: b (too_short)",
        "harbour: 1 of 2 pages without an article are passed as one: c",
    ]
    assert quality.misjudged("harbour", pairs[::3]) == []


def test_the_invented_pages_without_an_article_have_addresses() -> None:
    """Every page of the folder is measured but for debatable ones, in many kinds."""
    rows = pages.no_articles().rows
    known = tomllib.loads((pages.NO_ARTICLES / "pages.toml").read_text(encoding="utf-8"))
    names = {path.stem for path in pages.NO_ARTICLES.glob("*.html")}
    assert [row["id"] for row in rows] == sorted(names - known["debatable"].keys())
    assert names >= {*known["debatable"], *known["unseen"]["pages"]}
    assert len({row["id"].split("--")[0] for row in rows}) >= 10
    assert all(".example/" in row["url"] for row in rows)
