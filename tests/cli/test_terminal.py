from __future__ import annotations

import pytest
from rich.console import Console
from rich.text import Text

from streams.cli.terminal import outcome, show, table

WORDS = "one two three four five six seven"


def drawn(width: int, *, cut: bool) -> list[str]:
    """A table with a long cell, in this width."""
    made = table("name", "words", "n", right=("n",), shares={"words": 1}, cut=cut)
    made.expand = True
    made.add_row("first", WORDS, "7")
    made.add_row("second", "日本語", "12")
    console = Console(width=width)
    with console.capture() as captured:
        console.print(made)
    return captured.get().splitlines()


def test_a_long_cell_is_cut_where_space_is_short() -> None:
    """The other columns keep their width, and numbers stand right."""
    assert [line.rstrip() for line in drawn(30, cut=True)] == [
        "name    words               n",
        "─" * 30,
        "first   one two three fo…   7",
        "second  日本語             12",
    ]


def test_a_long_cell_goes_on_in_the_next_line() -> None:
    """Where nothing may be lost."""
    lines = drawn(30, cut=False)
    assert " ".join(line[8:25].strip() for line in lines[2:5]) == WORDS


def test_outside_of_a_terminal_nothing_is_cut_or_filled_up(capsys: pytest.CaptureFixture[str]) -> None:
    """A long line stays one, and ends with its last character."""
    made = table("name", "words", shares={"words": 1})
    made.add_row("first", WORDS * 20)
    made.add_row("second", "")
    show(made)
    show(Text("told"), stderr=True)
    captured = capsys.readouterr()
    assert f"first   {WORDS * 20}\n" in captured.out
    assert captured.out.endswith("\nsecond\n")
    assert captured.err == "told\n"


@pytest.mark.parametrize(("kind", "style"), [("article", "green"), ("dead", "red"), ("none", "")])
def test_outcomes_have_colours(kind: str, style: str) -> None:
    """The same everywhere."""
    assert outcome(kind, "a text").style == style
