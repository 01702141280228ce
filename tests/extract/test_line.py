from __future__ import annotations

import pytest

from streams.extract.line import Line
from streams.extract.outline import Kind
from streams.extract.signs import width


def line_of(*parts: tuple[str, int, int]) -> Line:
    """The line of some texts, each with whether it is linked and bold."""
    line = Line()
    for text, linked, bold in parts:
        line.read(text, len(text.strip()), linked, bold)
    return line


def kind_of(text: str, *, bold: int = 0, kind: Kind = Kind.PARAGRAPH) -> Kind:
    """What a line of one text is, which its elements call this kind."""
    return line_of((text, 0, bold)).kind(text, width(text), kind)


@pytest.mark.parametrize(
    ("text", "bold", "kind"),
    [
        ("In short", 1, Kind.HEADING),
        ("In short.", 1, Kind.PARAGRAPH),
        ("In short", 0, Kind.PARAGRAPH),
        ("In short " * 20, 1, Kind.PARAGRAPH),
    ],
)
def test_a_short_bold_line_is_a_heading(text: str, bold: int, kind: Kind) -> None:
    """Unless it ends as a sentence does."""
    assert kind_of(text, bold=bold) is kind


def test_a_wide_line_is_no_credit() -> None:
    """Whatever its element is called."""
    assert kind_of("Ida Holm", kind=Kind.CREDIT) is Kind.CREDIT
    assert kind_of("Ida Holm writes. " * 20, kind=Kind.CREDIT) is Kind.PARAGRAPH
    assert kind_of("Ida Holm", bold=1, kind=Kind.ITEM) is Kind.ITEM


def test_links_are_measured() -> None:
    """How many letters are linked, and after how many the first link begins."""
    found = line_of(("Read: ", 0, 0), ("the herring", 1, 0), (" and ", 0, 0), ("more", 1, 0))
    assert (found.text(), found.linked, found.link_start) == ("Read: the herring and more", 15, 5)
    assert found.texts() == ("Read:", "the herring", "and", "more")


def test_mostly_linked_text_is_no_running_text() -> None:
    """However long it is."""
    text = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
    assert line_of((text, 0, 0)).is_prose(text, len(text), Kind.PARAGRAPH)
    assert not line_of((text, 1, 0)).is_prose(text, len(text), Kind.PARAGRAPH)
    assert not line_of((text, 0, 0)).is_prose(text, len(text), Kind.CAPTION)


@pytest.mark.parametrize(
    ("before", "after", "goes_on"),
    [
        ("The ferry to Norrholm sailed again on Monday,", "after eleven days", True),
        ("The ferry to Norrholm sailed again on Monday.", "after eleven days", False),
        ("The ferry to Norrholm sailed again on Monday", "After eleven days", False),
        ("The ferry", "after eleven days", False),
    ],
)
def test_a_sentence_may_go_on_after_a_break(before: str, after: str, *, goes_on: bool) -> None:
    """A small letter after a long line without a stop is the same sentence."""
    line = Line()
    line.read(before, len(before), 0, 0)
    assert line.goes_on(after) is goes_on
