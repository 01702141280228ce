from __future__ import annotations

from typing import Any

import pytest

from bench import score

TEXT = "one two three four five six"


def figure(name: str, *pages: tuple[dict[str, Any], dict[str, Any]]) -> float:
    """One figure over some gold rows and records."""
    return round(score.figures(pages)[name], 4)


@pytest.mark.parametrize(
    ("body", "f1"),
    [
        (TEXT, 1.0),
        ("one two three four five six seven", 0.8571),
        ("one two three four", 0.5),
        ("six five four three two one", 0.0),
        ("", 0.0),
        (None, 0.0),
    ],
)
def test_a_body_is_scored_by_its_shingles(body: str | None, f1: float) -> None:
    """Runs of four words that both have, out of those that each has."""
    assert figure("body_f1", ({"body": TEXT}, {"body": body})) == f1


def test_body_f1_is_made_of_the_means_over_pages() -> None:
    """A page without a body lowers recall alone: precision is the mean of the pages that have one."""
    assert figure("body_f1", ({"body": TEXT}, {"body": TEXT}), ({"body": TEXT}, {})) == 0.6667


def test_a_text_shorter_than_a_shingle_is_one() -> None:
    """Two words are right or wrong as a whole."""
    assert figure("body_f1", ({"body": "two words"}, {"body": "two words"})) == 1.0


def test_a_character_without_spaces_around_it_is_a_word() -> None:
    """Chinese is not one long word a sentence."""
    assert figure("body_f1", ({"body": "新的渡轮到港"}, {"body": "新的渡轮"})) == 0.5


def test_segments_are_counted_over_the_whole_set() -> None:
    """Snippets in the body, snippets that must not be there, and snippets that are missing."""
    gold = {"with": ["one  two", "five"], "without": ["menu", "three"]}
    assert figure("segment_f1", (gold, {"body": "one\ntwo three"}), (gold, {})) == round(
        score.Hits(1, 1, 3).f1, 4
    )


@pytest.mark.parametrize(
    ("found", "right"),
    [("The Ferry: back again", 1), ("the ferry, BACK  again!", 1), ("The ferry", 0), (None, 0), (7, 0)],
)
def test_a_title_is_right_by_its_letters(found: object, right: int) -> None:
    """Case, punctuation and white space do not count."""
    assert figure("title", ({"title": "The ferry: back again"}, {"title": found})) == right


def test_a_title_without_letters_is_a_miss() -> None:
    """Nothing equals nothing, which is no merit."""
    assert figure("title", ({"title": "?!"}, {"title": "…"})) == 0


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ("2024-05-02", 1),
        ("2024-05-01T23:30:00-02:00", 1),
        ("2024-05-02 garbage", 1),
        ("2024-05-03T10:00:00Z", 0),
        ("2 May 2024", 0),
        (None, 0),
    ],
)
def test_a_date_is_right_by_its_day(found: str | None, right: int) -> None:
    """The day as written or in UTC."""
    gold = {"date_published": "2024-05-02T01:00:00"}
    assert figure("date", (gold, {"date_published": found})) == right


def test_a_gold_date_that_names_no_day_does_not_count() -> None:
    """Only what can be right can be wrong."""
    assert "date" not in score.figures([({"date_published": "yesterday"}, {})])


@pytest.mark.parametrize(
    "found",
    [["ANNA LIND", "Bo Ek"], "Anna Lind and Bo Ek", "by Anna Lind; Bo Ek", [["Anna Lind"], "Bo Ek", None]],
)
def test_authors_are_names_in_any_order_and_form(found: object) -> None:
    """A list, nested or not, or one line."""
    assert figure("author_f1", ({"authors": ["Bo Ek", "Anna Lind"]}, {"authors": found})) == 1.0


def test_authors_and_tags_are_counted_over_the_whole_set() -> None:
    """A page with many names weighs more."""
    known = {"authors": ["A", "B", "C"], "tags": ["x", "y"]}
    found = {"authors": ["a", "d"], "tags": ["X", "Y"]}
    assert figure("author_f1", (known, found), (known, {})) == round(score.Hits(1, 1, 5).f1, 4)
    assert figure("tag_f1", (known, found), (known, {})) == round(score.Hits(2, 0, 2).f1, 4)


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ("https://b.example/x/ferry.jpg?w=900", 1),
        ("https://a.example/pier.jpg", 1),
        ("/menu.svg", 0),
        (None, 0),
    ],
)
def test_an_image_is_right_by_its_file_name(found: str | None, right: int) -> None:
    """Any of the page's pictures, in any size."""
    gold = {"image": "https://a.example/1/ferry.jpg", "images": ["https://a.example/2/pier.jpg?w=1"]}
    assert figure("image", (gold, {"image": found})) == right


def test_a_figure_without_gold_answers_is_left_out() -> None:
    """A set without tags says nothing on tags."""
    assert score.figures([({"id": "1", "article": False}, {"title": "Ferry", "tags": ["x"]})]) == {
        "refused": 1.0
    }


def test_articles_and_other_pages_are_judged_apart() -> None:
    """A page counts as taken for an article when it has a body."""
    body = {"body": TEXT}
    pages = [({}, body), ({}, body), ({}, {}), ({"article": False}, body), ({"article": False}, {})]
    assert figure("kept", *pages) == 0.6667
    assert figure("refused", *pages) == 0.5


def test_nothing_wanted_and_nothing_found_is_right() -> None:
    """The F1 of no answers at all."""
    assert score.Hits().f1 == 1.0
    assert score.Hits(wrong=1).recall == 0.0
