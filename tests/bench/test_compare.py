from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench import compare, docs, pages, peers, picture, report
from schemas.page import Page

SVG = "{http://www.w3.org/2000/svg}"


def outcome(**known: dict[str, dict[str, float]]) -> report.Peers:
    """A comparison of some extractors by their figures, each dearer than the one before."""
    found = {
        name: report.Peer(version="1.0", gives="all", times_bare=7.04 * 9**number, ms=5.0, figures=figures)
        for number, (name, figures) in enumerate(known.items())
    }
    return report.Peers(
        python="3.12.1", compiled=True, pages={"harbour": 9}, peers=found, not_installed=["magic-html"]
    )


TWO = outcome(streams={"harbour": {"body_f1": 0.95}}, trafilatura={"harbour": {"body_f1": 0.9}})


def test_the_table_tells_what_was_measured_on_what() -> None:
    """Whoever has some of the peers can compare with those; the others are named."""
    text = report.peers_table(TWO)
    assert "| streams 1.0 | all | 7.0 | 5.0 | 0.950 |\n| trafilatura 1.0 | all | 63.4 |" in text
    assert "Python 3.12.1, this project with its compiled modules. Pages: harbour 9." in text
    assert text.endswith("\nNot installed, so not measured: magic-html.\n")


def test_a_set_without_bodies_has_segments_or_no_column() -> None:
    """One column a set, of the figure that tells how good bodies are; the picture has the mean of body F1 alone."""
    figures = {"a": {"body_f1": 0.9, "segment_f1": 0.8}, "b": {"segment_f1": 0.7}, "c": {"title": 0.6}}
    found = outcome(streams=figures | {"d": {"body_f1": 0.8}})
    assert report.columns_of(found) == [("a", "body_f1"), ("b", "segment_f1"), ("d", "body_f1")]
    assert report.sets_with(found, "body_f1") == ["a", "d"]
    assert report.points(found, ["a", "d"])[0].f1 == pytest.approx(0.85)
    assert compare.documents(outcome(streams={"c": {"title": 0.6}})).keys() == {"peers.json", "peers.md"}


def test_the_picture_has_a_dot_and_a_name_for_each_peer() -> None:
    """Better is further up, dearer is further to the right."""
    svg = ET.fromstring(compare.documents(TWO)["quality-cost.svg"])  # noqa: S314 -- our own picture
    ours, theirs = svg.findall(f"{SVG}circle")
    assert float(ours.attrib["cx"]) < float(theirs.attrib["cx"])
    assert float(ours.attrib["cy"]) < float(theirs.attrib["cy"])
    words = [text.text or "" for text in svg.findall(f"{SVG}text")]
    assert [word for word in words if word.startswith(("streams", "trafilatura"))] == [
        "streams 0.950, 7.0×",
        "trafilatura 0.900, 63×",
    ]
    assert "body F1, mean of harbour" in words


def test_names_in_the_picture_do_not_cover_each_other() -> None:
    """Extractors that are nearly alike have their names to the right, to the left, above and below."""
    near = [picture.Point(f"extractor {number}", 5 + number / 10, 0.9) for number in range(3)]
    words = [label for label in ET.fromstring(picture.picture(near, ["a"])) if label.get("font-weight")]  # noqa: S314
    assert {label.attrib["text-anchor"] for label in words[1:]} == {"start", "end", "middle"}


@pytest.mark.parametrize("cost", [1.0, 7.0, 990.0, 4000.0])
def test_a_dot_is_within_the_frame(cost: float) -> None:
    """However dear a peer is."""
    svg = ET.fromstring(picture.picture([picture.Point("x", cost, 0.4)], ["a"]))  # noqa: S314 -- our own picture
    (dot,) = svg.findall(f"{SVG}circle")
    assert picture.LEFT <= float(dot.attrib["cx"]) <= picture.RIGHT
    assert picture.TOP <= float(dot.attrib["cy"]) <= picture.BOTTOM


def test_a_part_of_the_documentation_is_made_anew() -> None:
    """Between its marks, and nowhere else."""
    text = "# A\n<!-- peers -->\nold\n<!-- /peers -->\nB\n"
    assert docs.with_part(text, "peers", r"\1 new") == "# A\n<!-- peers -->\n\n\\1 new\n<!-- /peers -->\nB\n"
    with pytest.raises(ValueError, match="0 parts are named stages"):
        docs.with_part(text, "stages", "new")


def test_the_documentation_has_every_part_once() -> None:
    """Else a long run would end in a failure."""
    for shown in docs.BENCHMARKS.values():
        for page, parts in shown.parts.items():
            text = page.read_text(encoding="utf-8")
            for name in parts:
                text = docs.with_part(text, name, "new")


@pytest.mark.parametrize(
    ("benchmark", "figures"),
    [("peers", '{"pages": {"invented": 33}}'), ("stream", '{"pages": {"invented": true}}')],
)
def test_figures_of_invented_pages_do_not_get_into_the_documentation(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    benchmark: str,
    figures: str,
) -> None:
    """We were made to get those right."""
    monkeypatch.setattr(docs, "OUTPUT", tmp_path)
    (tmp_path / f"{benchmark}.json").write_text(figures, encoding="utf-8")
    assert docs.main([benchmark]) == 1
    assert "gold sets only" in capsys.readouterr().err


def test_we_are_measured_as_peers_are() -> None:
    """The first of the peers is this version; its records are those that `make quality` scores."""
    page = pages.samples()[0]
    assert next(iter(peers.installed())) == "streams"
    assert peers.extract("streams", page)["title"] == "Vessen Assembly Confirms Orlund as Harbour Governor"
    times_bare, ms = compare.cost("streams", [page])
    assert times_bare > 1
    assert ms > 0


def test_a_page_on_which_a_peer_fails_has_no_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """One page that a peer cannot read does not end the comparison."""

    def fails(page: Page, text: str) -> dict[str, str]:
        raise ValueError(text)

    monkeypatch.setitem(peers.PEERS, "fails", peers.Peer(fails, "nothing"))
    assert peers.extract("fails", Page(url="https://example.com/a", body=b"<p>a")) == {}
